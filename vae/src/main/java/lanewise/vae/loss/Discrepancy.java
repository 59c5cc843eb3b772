package lanewise.vae.loss;

import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.math.Exp;

/// The squared maximum mean discrepancy between samples z and draws p from the prior, and its gradient with respect to
/// z. Samples are shared out among the team; each has its sums over all others, ascending.
final class Discrepancy {

    private final Batch batch;
    private final double bandwidth;
    private final float[][] kernels;
    private final float[] z;
    private final float[] p;
    private final float[] pull;
    private final double[] sums;
    private final Team.Work work = this::part;

    Discrepancy(Batch batch, double bandwidth) {
        this.batch = batch;
        this.bandwidth = bandwidth;
        int n = batch.maxSampleRows();
        int values = Math.multiplyExact(n, batch.latent);
        this.kernels = new float[batch.workspace.team().size()][n];
        this.z = new float[values];
        this.p = new float[values];
        this.pull = new float[values];
        this.sums = new double[n];
    }

    /// The discrepancy of this batch.
    double compute() {
        int n = batch.sampleRows();
        byDimension(batch.z, z);
        byDimension(batch.priorDraws, p);
        batch.workspace.team().run(work);
        return Batch.sum(sums, n) / ((double) n * n);
    }

    /// Element d * n + r is dimension d of row r: so that the loops over rows run over neighbours.
    private static void byDimension(Matrix rows, float[] out) {
        int n = rows.rows();
        for (int r = 0; r < n; r++) {
            for (int d = 0; d < rows.columns(); d++) {
                out[d * n + r] = rows.get(r, d);
            }
        }
    }

    private void part(int part, int parts) {
        int n = batch.sampleRows();
        float[] k = kernels[part];
        for (int i = Team.begin(n, part, parts, 1); i < Team.begin(n, part + 1, parts, 1); i++) {
            double sum = kernel(p, i, p, n, k);
            sum -= 2 * kernel(z, i, p, n, k);
            for (int d = 0; d < batch.latent; d++) {
                pull[i * batch.latent + d] = -pull(z, i, p, d, n, k);
            }
            sum += kernel(z, i, z, n, k);
            for (int d = 0; d < batch.latent; d++) {
                pull[i * batch.latent + d] += pull(z, i, z, d, n, k);
            }
            sums[i] = sum;
        }
    }

    /// `k[j] = exp(-|a_i - b_j|^2 / h)`, and their sum.
    private double kernel(float[] a, int i, float[] b, int n, float[] k) {
        Arrays.fill(k, 0, n, 0f);
        for (int d = 0; d < batch.latent; d++) {
            addSquares(a[d * n + i], b, d * n, n, k);
        }
        float scale = (float) (-1 / bandwidth);
        double sum = 0;
        for (int j = 0; j < n; j++) {
            k[j] = Exp.exp(k[j] * scale);
            sum += k[j];
        }
        return sum;
    }

    private static void addSquares(float value, float[] b, int from, int n, float[] squares) {
        for (int j = 0; j < n; j++) {
            float difference = value - b[from + j];
            squares[j] = Math.fma(difference, difference, squares[j]);
        }
    }

    /// `sum_j k[j] (a_id - b_jd)`.
    private static float pull(float[] a, int i, float[] b, int d, int n, float[] k) {
        float value = a[d * n + i];
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += k[j] * (value - b[d * n + j]);
        }
        return (float) sum;
    }

    /// Adds `factor` times the gradient to that of z: dk(a, b)/da = -2 (a - b) k / h, and z is on both sides
    /// of the first mean.
    void addGradient(double factor, int from, int to) {
        double n = batch.sampleRows();
        float slope = (float) (-4 * factor / (bandwidth * n * n));
        for (int r = from; r < to; r++) {
            for (int d = 0; d < batch.latent; d++) {
                batch.dz.set(r, d, Math.fma(slope, pull[r * batch.latent + d], batch.dz.get(r, d)));
            }
        }
    }
}
