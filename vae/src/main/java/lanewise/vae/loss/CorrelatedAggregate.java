package lanewise.vae.loss;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.math.Exp;

/// Of Gaussians with a full covariance L L^T. With y = L_j^-1 (z_i - mu_j) and u = L_j^-T y the joint densities and
/// their derivatives are those of [lanewise.vae.latent.Posterior#whiten]; each dimension by itself is Gaussian as well:
/// ```
/// q(z_d | x_j) = N(mu_jd, s_jd),   s_d = sum_k L_dk^2
/// ```
/// so the marginals are those of a diagonal posterior with the log-variances log s, whose derivative g at log s_d goes
/// on as `dL_dk = 2 L_dk g / s_d`, `dv_d = e^(v_d) g / s_d`.
///
/// Samples, then rows, are shared out among the team; each sum has one thread and ascends. Work grows with n B Z^2.
final class CorrelatedAggregate extends AggregatedPosterior {

    private static final double LOG_2PI = StrictMath.log(2 * Math.PI);

    private final Batch batch;
    private final IndependentAggregate marginals;

    // B x 2 Z: means and logs of the variances of the dimensions by themselves, and the gradient there.
    private final Matrix marginalHeads;
    private final Matrix dMarginalHeads;

    // B x Z: e^(-v/2), and s.
    private final Matrix inverse;
    private final Matrix variance;
    private final double[] constant;

    // Element [i * B + j].
    private final double[] pairs;
    private final double[] own;
    private final double[] joint;
    private final double[] slope;
    private final Team.Work sweep = this::samples;
    private double ownFactor;
    private double jointFactor;

    CorrelatedAggregate(Batch batch) {
        this.batch = batch;
        int n = batch.maxSampleRows();
        int latent = batch.latent;
        this.marginals = new IndependentAggregate(batch);
        this.marginalHeads = Matrix.allocate(batch.arena, batch.maxRows, 2 * latent);
        this.dMarginalHeads = Matrix.allocate(batch.arena, batch.maxRows, 2 * latent);
        this.inverse = Matrix.allocate(batch.arena, batch.maxRows, latent);
        this.variance = Matrix.allocate(batch.arena, batch.maxRows, latent);
        this.constant = new double[batch.maxRows];
        this.pairs = new double[Math.multiplyExact(n, batch.maxRows)];
        this.own = new double[n];
        this.joint = new double[n];
        this.slope = new double[Math.multiplyExact(n, latent)];
    }

    @Override
    void compute(double ownWeight, double jointWeight, double marginalWeight) {
        ownFactor = ownWeight;
        jointFactor = jointWeight;
        for (int j = 0; j < batch.rows; j++) {
            describe(j);
        }
        marginals.computeMarginals(marginalHeads, marginalWeight);
        batch.workspace.team().run(sweep);
    }

    /// What the heads of a row say.
    private void describe(int j) {
        int latent = batch.latent;
        double sum = latent * LOG_2PI;
        for (int d = 0; d < latent; d++) {
            float v = batch.heads.get(j, latent + d);
            double s = StrictMath.exp(v);
            for (int k = 0; k < d; k++) {
                double l = batch.heads.get(j, tril(d, k));
                s += l * l;
            }
            sum += v;
            inverse.set(j, d, Exp.exp(-0.5f * v));
            variance.set(j, d, (float) s);
            marginalHeads.set(j, d, batch.heads.get(j, d));
            marginalHeads.set(j, latent + d, (float) StrictMath.log(s));
        }
        constant[j] = -0.5 * sum;
    }

    /// The column of L_dk in the heads.
    private int tril(int d, int k) {
        return 2 * batch.latent + d * (d - 1) / 2 + k;
    }

    @Override
    double own(int sample) {
        return own[sample];
    }

    @Override
    double joint(int sample) {
        return joint[sample];
    }

    @Override
    double marginals(int sample) {
        return marginals.marginals(sample);
    }

    private void samples(int part, int parts) {
        int n = batch.sampleRows();
        MemorySegment y = batch.workspace.scratch(part, 0, 4L * batch.rows * batch.latent);
        for (int i = Team.begin(n, part, parts, 1); i < Team.begin(n, part + 1, parts, 1); i++) {
            sample(i, y);
        }
    }

    private void sample(int i, MemorySegment y) {
        int rows = batch.rows;
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < rows; j++) {
            pairs[i * rows + j] = Math.fma(-0.5, whiten(i, j, y, 4L * j * batch.latent), constant[j]);
            largest = Math.max(largest, pairs[i * rows + j]);
        }
        double sum = 0;
        for (int j = 0; j < rows; j++) {
            sum += Exp.exp((float) (pairs[i * rows + j] - largest));
        }
        own[i] = pairs[i * rows + i % rows];
        joint[i] = largest + StrictMath.log(sum);
        Arrays.fill(slope, i * batch.latent, (i + 1) * batch.latent, 0);
        for (int j = 0; j < rows; j++) {
            double weight = weight(i, j);
            long at = 4L * j * batch.latent;
            unwhiten(j, y, at, y, at);
            for (int d = 0; d < batch.latent; d++) {
                slope[i * batch.latent + d] -= weight * y.get(Matrix.FLOAT, at + 4L * d);
            }
        }
    }

    /// The derivative of the whole at log q(z_i | x_j), but for the marginals.
    private double weight(int i, int j) {
        double softmax = jointFactor * Exp.exp((float) (pairs[i * batch.rows + j] - joint[i]));
        return i % batch.rows == j ? softmax + ownFactor : softmax;
    }

    private double whiten(int i, int j, MemorySegment y, long at) {
        return batch.posterior.whiten(batch.heads.segment(), batch.heads.byteOffset(j, 0), inverse.segment(),
                inverse.byteOffset(j, 0), batch.z.segment(), batch.z.byteOffset(i, 0), batch.latent, y, at);
    }

    private void unwhiten(int j, MemorySegment y, long yAt, MemorySegment u, long uAt) {
        batch.posterior.unwhiten(batch.heads.segment(), batch.heads.byteOffset(j, 0), inverse.segment(),
                inverse.byteOffset(j, 0), batch.latent, y, yAt, u, uAt);
    }

    @Override
    void addSlope(int from, int to) {
        marginals.addSlope(from, to);
        for (int r = from; r < to; r++) {
            for (int d = 0; d < batch.latent; d++) {
                batch.dz.set(r, d, (float) (batch.dz.get(r, d) + slope[r * batch.latent + d]));
            }
        }
    }

    @Override
    void addHeads(int from, int to) {
        for (int j = from; j < to; j++) {
            for (int c = 0; c < 2 * batch.latent; c++) {
                dMarginalHeads.set(j, c, 0f);
            }
        }
        marginals.addHeads(dMarginalHeads, from, to);
        MemorySegment room = batch.workspace.scratch(part(batch, from), 0, 8L * batch.latent);
        for (int j = from; j < to; j++) {
            addMarginals(j);
            addJoint(j, room);
        }
    }

    private void addMarginals(int j) {
        Matrix d = batch.dHeads;
        for (int i = 0; i < batch.latent; i++) {
            d.set(j, i, d.get(j, i) + dMarginalHeads.get(j, i));
            float share = dMarginalHeads.get(j, batch.latent + i) / variance.get(j, i);
            int v = batch.latent + i;
            d.set(j, v, Math.fma(Exp.exp(batch.heads.get(j, v)), share, d.get(j, v)));
            for (int k = 0; k < i; k++) {
                d.set(j, tril(i, k), Math.fma(2 * batch.heads.get(j, tril(i, k)), share, d.get(j, tril(i, k))));
            }
        }
    }

    private void addJoint(int j, MemorySegment room) {
        long u = 4L * batch.latent;
        for (int i = 0; i < batch.sampleRows(); i++) {
            float weight = (float) weight(i, j);
            if (weight != 0) {
                whiten(i, j, room, 0);
                unwhiten(j, room, 0, room, u);
                batch.posterior.addDensityGradient(inverse.segment(), inverse.byteOffset(j, 0), batch.latent, room, 0,
                        room, u, weight, batch.dHeads.segment(), batch.dHeads.byteOffset(j, 0));
            }
        }
    }
}
