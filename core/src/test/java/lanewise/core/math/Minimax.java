package lanewise.core.math;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// Makes the polynomial coefficients of this package: `java core/src/test/java/lanewise/core/math/Minimax.java`.
///
/// Weighted minimax fit on Chebyshev nodes by Lawson's iteration (C. L. Lawson, 1961; least squares whose weights
/// are multiplied by the absolute error until the largest errors are equal). Coefficients are then rounded to float
/// from the lowest power on, the rest being fitted again after each, so that later coefficients make up for the
/// rounding of earlier ones.
final class Minimax {

    private static final int NODES = 600;
    private static final int ITERATIONS = 300;

    // Exp.SHIFT: this file is run on its own.
    private static final double SHIFT = 0.002897591086371577;

    private final double[] x = new double[NODES];
    private final double[] target = new double[NODES];
    private final double[] scale = new double[NODES];

    /// Fits `f(x)` on `[low, high]`, the error at x counting `weight(x)` times.
    private Minimax(DoubleUnaryOperator f, DoubleUnaryOperator weight, double low, double high) {
        for (int i = 0; i < NODES; i++) {
            x[i] = 0.5 * (low + high) - 0.5 * (high - low) * Math.cos(Math.PI * (i + 0.5) / NODES);
            target[i] = f.applyAsDouble(x[i]);
            scale[i] = weight.applyAsDouble(x[i]);
        }
    }

    public static void main(String[] arguments) {
        double third = 1.0 / 3;
        double halfLn2 = 0.5 * Math.log(2) * 1.0001;
        print("e^(r - d) = 1 + P(r), relative",
                new Minimax(r -> Math.expm1(r - SHIFT), r -> Math.exp(SHIFT - r), -halfLn2 / 4, halfLn2 / 4), 5);
        print("e^r - 1 = r + r^2 P(r), relative",
                new Minimax(Minimax::expTail, r -> r * r / Math.abs(Math.expm1(r)), -halfLn2, halfLn2), 5);
        print("ln(1 + f) = f + f^2 P(f) on [-0.1055, 0.1055], relative",
                new Minimax(f -> f * logTail(f) - 0.5, f -> Math.abs(f * f / Math.log1p(f)), -0.1055, 0.1055), 5);
        print("ln(1 + f) = f - f^2/2 + f^3 P(f) on [-1/3, 1/3], relative",
                new Minimax(Minimax::logTail, f -> Math.abs(f * f * f / Math.log1p(f)), -third, third), 8);
        print("ln(1 + f) = f - f^2/2 + f^3 P(f) on [-1/4, 1/2], relative",
                new Minimax(Minimax::logTail, f -> Math.abs(f * f * f / Math.log1p(f)), -0.25, 0.5), 8);
        print("erf(x) = x + x P(x^2) on [0, 1.25], relative", new Minimax(z -> erf(Math.sqrt(z)) / Math.sqrt(z) - 1,
                z -> Math.sqrt(z) / erf(Math.sqrt(z)), 1e-6, 1.25 * 1.25), 8);
        print("1 - erf(2.6 + u) = P(u) on 1.25 <= 2.6 + u <= 3.95, absolute",
                new Minimax(u -> 1 - erf(u + 2.6), u -> 1, -1.35, 1.35), 14);
        print("e^(a^2 / 2) (1 - erf(a / sqrt 2)) / 2 = 1/2 + a P(a) on [0, 5.1], absolute after e^(-a^2 / 2) max(1, a)"
                + " (lanewise.core.activation.GeluErf)",
                new Minimax(a -> (0.5 * Math.exp(0.5 * a * a) * (1 - erf(a * Math.sqrt(0.5))) - 0.5) / a,
                        a -> a * Math.exp(-0.5 * a * a) * Math.max(1, a), 1e-3, 5.1), 11);
        print("-2 ln(1 - h) = 2 h + h^2 P(h), relative (random.BoxMuller)",
                new Minimax(h -> 1 + 2 * h * logTail(-h), h -> h * h / (-2 * Math.log1p(-h)), 0, 0.5), 8);
        print("sin(pi y) = y P(y^2), relative (random.BoxMuller)", new Minimax(z -> Math.sin(Math.PI
                * Math.sqrt(z)) / Math.sqrt(z), z -> Math.sqrt(z) / Math.sin(Math.PI * Math.sqrt(z)), 1e-9, 0.25), 5);
        print("cos(pi y) = (1 - 4 y^2) P(y^2), relative (random.BoxMuller)", new Minimax(z -> Math.cos(Math.PI
                * Math.sqrt(z)) / (1 - 4 * z), z -> (1 - 4 * z) / Math.cos(Math.PI * Math.sqrt(z)), 0, 0.25), 5);
    }

    /// `(e^r - 1 - r) / r^2`
    private static double expTail(double r) {
        double sum = 0;
        for (int k = 16; k >= 2; k--) {
            double factorial = 1;
            for (int j = 2; j <= k; j++) {
                factorial *= j;
            }
            sum = sum * r + 1 / factorial;
        }
        return sum;
    }

    /// `(ln(1 + f) - f + f^2/2) / f^3`
    private static double logTail(double f) {
        if (Math.abs(f) > 0.1) {
            return (Math.log1p(f) - f + 0.5 * f * f) / (f * f * f);
        }
        double sum = 0;
        for (int k = 20; k >= 3; k--) {
            sum = sum * f + ((k & 1) == 1 ? 1.0 : -1.0) / k;
        }
        return sum;
    }

    /// `2 / sqrt(pi) e^(-a^2) (a + 2 a^3 / 3 + 4 a^5 / 15 + ...)` (Abramowitz and Stegun, 1964, 7.1.6): all
    /// terms have one sign.
    static double erf(double a) {
        double term = a;
        double sum = a;
        for (int k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
            term *= 2 * a * a / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum;
    }

    private static void print(String title, Minimax problem, int terms) {
        double[] rounded = problem.roundedFit(terms);
        System.out.printf(Locale.ROOT, "%s, %d terms: error %.3g before rounding, %.3g after%n", title, terms,
                problem.error(problem.fit(terms, 0, new double[terms])), problem.error(rounded));
        for (int k = 0; k < terms; k++) {
            System.out.printf(Locale.ROOT, "    C%d = %sf; // %.9g%n", k, Float.toHexString((float) rounded[k]),
                    rounded[k]);
        }
    }

    private double[] roundedFit(int terms) {
        double[] coefficients = new double[terms];
        for (int k = 0; k < terms; k++) {
            coefficients[k] = (float) fit(terms, k, coefficients)[k];
        }
        return coefficients;
    }

    /// Fits the coefficients from `from` on, those before it being given.
    private double[] fit(int terms, int from, double[] given) {
        int free = terms - from;
        double[] residual = new double[NODES];
        double[] weight = new double[NODES];
        for (int i = 0; i < NODES; i++) {
            double known = 0;
            for (int k = from - 1; k >= 0; k--) {
                known = known * x[i] + given[k];
            }
            residual[i] = target[i] - known;
            weight[i] = 1;
        }
        double[] best = null;
        double bestError = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] solution = leastSquares(free, from, residual, weight);
            double[] all = given.clone();
            System.arraycopy(solution, 0, all, from, free);
            double error = error(all);
            if (error < bestError) {
                bestError = error;
                best = all;
            }
            double sum = 0;
            for (int i = 0; i < NODES; i++) {
                weight[i] *= Math.abs(scale[i] * (target[i] - value(all, x[i]))) + 1e-3 * error;
                sum += weight[i];
            }
            for (int i = 0; i < NODES; i++) {
                weight[i] *= NODES / sum;
            }
        }
        return best;
    }

    /// Least squares by modified Gram-Schmidt: sum of weight * (scale * (residual - polynomial))^2.
    private double[] leastSquares(int free, int from, double[] residual, double[] weight) {
        double[][] q = new double[free + 1][NODES];
        double[][] r = new double[free + 1][free + 1];
        for (int i = 0; i < NODES; i++) {
            double root = Math.sqrt(weight[i]) * scale[i];
            double power = Math.pow(x[i], from);
            for (int k = 0; k < free; k++) {
                q[k][i] = root * power;
                power *= x[i];
            }
            q[free][i] = root * residual[i];
        }
        for (int k = 0; k <= free; k++) {
            double norm = k == free ? 1 : Math.sqrt(dot(q[k], q[k]));
            r[k][k] = norm;
            for (int i = 0; i < NODES; i++) {
                q[k][i] /= norm;
            }
            for (int j = k + 1; j <= free; j++) {
                r[k][j] = dot(q[k], q[j]);
                for (int i = 0; i < NODES; i++) {
                    q[j][i] -= r[k][j] * q[k][i];
                }
            }
        }
        double[] solution = new double[free];
        for (int k = free - 1; k >= 0; k--) {
            double sum = r[k][free];
            for (int j = k + 1; j < free; j++) {
                sum -= r[k][j] * solution[j];
            }
            solution[k] = sum / r[k][k];
        }
        return solution;
    }

    private double error(double[] coefficients) {
        double worst = 0;
        for (int i = 0; i < NODES; i++) {
            worst = Math.max(worst, Math.abs(scale[i] * (target[i] - value(coefficients, x[i]))));
        }
        return worst;
    }

    private static double value(double[] coefficients, double x) {
        double sum = 0;
        for (int k = coefficients.length - 1; k >= 0; k--) {
            sum = sum * x + coefficients[k];
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
