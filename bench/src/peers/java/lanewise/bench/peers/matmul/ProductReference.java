package lanewise.bench.peers.matmul;

import java.util.Random;

/// A product in double precision, and how far a float32 result may be from it.
///
/// Law: |fl(c) - c| <= gamma_K sum_k |a||b| in whatever order the sum is taken, with or without fused multiply-add,
/// gamma_K = K u / (1 - K u), u = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, 2002, equation 3.5).
/// Products up to [#FULL] multiplications are checked element by element; of larger ones 64 rows are, and all the
/// rest by C x against A (B x) for a random x of ones and minus ones, which any single wrong element changes
/// (Freivalds, 1977).
final class ProductReference {

    private static final double FULL = 1.5e8;

    private final Shape s;
    private final float[] a;
    private final float[] b;
    private final boolean[] exact;
    private final double[][] rows;
    private final double[][] bounds;

    ProductReference(Shape shape, float[] a, float[] b) {
        this.s = shape;
        this.a = a;
        this.b = b;
        this.exact = new boolean[s.m()];
        this.rows = new double[s.m()][];
        this.bounds = new double[s.m()][];
        boolean all = (double) s.m() * s.n() * s.k() <= FULL;
        int step = all ? 1 : Math.max(1, s.m() / 63);
        for (int i = 0; i < s.m(); i += step) {
            exact[i] = true;
        }
        exact[s.m() - 1] = true;
        for (int i = 0; i < s.m(); i++) {
            if (exact[i]) {
                row(i);
            }
        }
    }

    private double gamma() {
        double ku = s.k() * 0x1p-24;
        return ku / (1 - ku);
    }

    private float a(int i, int k) {
        return s.ta() ? a[k * s.m() + i] : a[i * s.k() + k];
    }

    private void row(int i) {
        double[] sum = new double[s.n()];
        double[] absolute = new double[s.n()];
        if (s.tb()) {
            double[] line = new double[s.k()];
            for (int k = 0; k < s.k(); k++) {
                line[k] = a(i, k);
            }
            for (int j = 0; j < s.n(); j++) {
                double x = 0;
                double y = 0;
                for (int k = 0; k < s.k(); k++) {
                    double term = line[k] * b[j * s.k() + k];
                    x += term;
                    y += Math.abs(term);
                }
                sum[j] = x;
                absolute[j] = y;
            }
        } else {
            for (int k = 0; k < s.k(); k++) {
                double factor = a(i, k);
                int from = k * s.n();
                for (int j = 0; j < s.n(); j++) {
                    double term = factor * b[from + j];
                    sum[j] += term;
                    absolute[j] += Math.abs(term);
                }
            }
        }
        for (int j = 0; j < s.n(); j++) {
            absolute[j] *= gamma();
        }
        rows[i] = sum;
        bounds[i] = absolute;
    }

    /// Compares.
    ///
    /// @throws AssertionError at the first element or row beyond its bound
    void check(float[] c) {
        if (c.length != s.m() * s.n()) {
            throw new AssertionError(c.length + " elements, expected " + s.m() * s.n());
        }
        boolean sampled = false;
        for (int i = 0; i < s.m(); i++) {
            if (!exact[i]) {
                sampled = true;
                continue;
            }
            for (int j = 0; j < s.n(); j++) {
                float value = c[i * s.n() + j];
                if (!(Math.abs(value - rows[i][j]) <= bounds[i][j])) {
                    throw new AssertionError("wrong result: element (" + i + ", " + j + ") is " + value + ", expected "
                            + rows[i][j] + " within " + bounds[i][j]);
                }
            }
        }
        if (sampled) {
            freivalds(c);
        }
    }

    private void freivalds(float[] c) {
        var random = new Random(1);
        double[] x = new double[s.n()];
        for (int j = 0; j < s.n(); j++) {
            x[j] = random.nextBoolean() ? 1 : -1;
        }
        double[] bx = new double[s.k()];
        double[] absolute = new double[s.k()];
        for (int k = 0; k < s.k(); k++) {
            for (int j = 0; j < s.n(); j++) {
                float value = s.tb() ? b[j * s.k() + k] : b[k * s.n() + j];
                bx[k] += value * x[j];
                absolute[k] += Math.abs(value);
            }
        }
        for (int i = 0; i < s.m(); i++) {
            double expected = 0;
            double bound = 0;
            for (int k = 0; k < s.k(); k++) {
                expected += a(i, k) * bx[k];
                bound += Math.abs(a(i, k)) * absolute[k];
            }
            double sum = 0;
            for (int j = 0; j < s.n(); j++) {
                sum += c[i * s.n() + j] * x[j];
            }
            // Errors of single elements do not line up with x: a hundredth of the bound of their sum still
            // lets rounding pass.
            if (!(Math.abs(sum - expected) <= 0.01 * gamma() * bound)) {
                throw new AssertionError("wrong result: row " + i + " times a vector of signs is " + sum + ", expected "
                        + expected);
            }
        }
    }
}
