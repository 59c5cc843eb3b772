package lanewise.vae.loss;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.Elementwise;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.math.Exp;

/// Of diagonal Gaussians, whose log-densities are sums over the dimensions:
/// ```
/// l[i, j, d] = log q(z_id | x_j) = -1/2 ((z_id - mu_jd)^2 e^-v_jd + v_jd + log 2 pi),
/// log q(z_i | x_j) = sum_d l[i, j, d]
/// ```
/// The derivative of the whole at l[i, j, d] is `a [j = i mod B] + b softmax_j + c softmax_jd`.
///
/// The n B Z densities are not kept: a first sweep, samples shared out, makes the sums and the gradient of z; a second,
/// rows shared out, the gradient of the heads. Each sum has one thread and ascends.
final class IndependentAggregate extends AggregatedPosterior {

    private static final double LOG_2PI = StrictMath.log(2 * Math.PI);

    private final Batch batch;

    // Element [d * rows + r] of dimension d: the loops run over rows.
    private final float[] mu;
    private final float[] inverse;
    private final float[] constant;
    private final float[] z;
    private final float[] marginal;

    // Element [i * B + j].
    private final double[] pairs;
    private final double[] own;
    private final double[] joint;
    private final double[] marginals;
    private final float[] slope;
    private final double[][] weights;
    private final Team.Work sweep = this::samples;
    private double ownFactor;
    private double jointFactor;
    private double marginalFactor;
    private boolean marginalsOnly;

    IndependentAggregate(Batch batch) {
        this.batch = batch;
        int n = batch.maxSampleRows();
        int heads = Math.multiplyExact(batch.maxRows, batch.latent);
        int values = Math.multiplyExact(n, batch.latent);
        this.mu = new float[heads];
        this.inverse = new float[heads];
        this.constant = new float[heads];
        this.z = new float[values];
        this.marginal = new float[values];
        this.pairs = new double[Math.multiplyExact(n, batch.maxRows)];
        this.own = new double[n];
        this.joint = new double[n];
        this.marginals = new double[n];
        this.slope = new float[values];
        this.weights = new double[batch.workspace.team().size()][n];
    }

    @Override
    void compute(double ownWeight, double jointWeight, double marginalWeight) {
        marginalsOnly = false;
        compute(batch.heads, ownWeight, jointWeight, marginalWeight);
    }

    /// The marginals alone, of heads of one's own, B rows of Z means and Z log-variances: there is no [#own]
    /// and no [#joint] then.
    void computeMarginals(Matrix heads, double marginalWeight) {
        marginalsOnly = true;
        compute(heads, 0, 0, marginalWeight);
    }

    private void compute(Matrix heads, double ownWeight, double jointWeight, double marginalWeight) {
        ownFactor = ownWeight;
        jointFactor = jointWeight;
        marginalFactor = marginalWeight;
        int rows = batch.rows;
        int n = batch.sampleRows();
        for (int d = 0; d < batch.latent; d++) {
            for (int j = 0; j < rows; j++) {
                float v = heads.get(j, batch.latent + d);
                mu[d * rows + j] = heads.get(j, d);
                inverse[d * rows + j] = Exp.exp(-v);
                constant[d * rows + j] = (float) (-0.5 * (v + LOG_2PI));
            }
            for (int i = 0; i < n; i++) {
                z[d * n + i] = batch.z.get(i, d);
            }
        }
        batch.workspace.team().run(sweep);
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
        return marginals[sample];
    }

    private MemorySegment scratch(int part, int floats) {
        return batch.workspace.scratch(part, 0, 4L * floats);
    }

    private void samples(int part, int parts) {
        int n = batch.sampleRows();
        MemorySegment l = scratch(part, batch.rows * batch.latent);
        for (int i = Team.begin(n, part, parts, 1); i < Team.begin(n, part + 1, parts, 1); i++) {
            sample(i, l, weights[part]);
        }
    }

    private void sample(int i, MemorySegment l, double[] softmax) {
        int rows = batch.rows;
        int n = batch.sampleRows();
        int at = i * rows;
        Arrays.fill(pairs, at, at + rows, 0);
        float[] largest = marginal;
        for (int d = 0; d < batch.latent; d++) {
            float value = z[d * n + i];
            float most = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < rows; j++) {
                float log = log(value, d * rows + j);
                pairs[at + j] += log;
                most = Math.max(most, log);
                l.set(Matrix.FLOAT, offset(d * rows + j), log);
            }
            largest[d * n + i] = most;
            for (int j = 0; j < rows; j++) {
                l.set(Matrix.FLOAT, offset(d * rows + j), l.get(Matrix.FLOAT, offset(d * rows + j)) - most);
            }
        }
        if (marginalsOnly) {
            Arrays.fill(softmax, 0, rows, 0);
        } else {
            own[i] = pairs[at + i % rows];
            joint[i] = logSumExp(at, rows, softmax);
        }
        Elementwise.exp(l, 0, l, 0, rows * batch.latent);
        double sum = 0;
        for (int d = 0; d < batch.latent; d++) {
            double exps = 0;
            for (int j = 0; j < rows; j++) {
                exps += l.get(Matrix.FLOAT, offset(d * rows + j));
            }
            slope[i * batch.latent + d] = slope(i, d, l, marginalFactor / exps, softmax);
            double log = largest[d * n + i] + StrictMath.log(exps);
            marginal[d * n + i] = (float) log;
            sum += log;
        }
        marginals[i] = sum;
    }

    private float log(float value, int head) {
        float difference = value - mu[head];
        return Math.fma(-0.5f * difference * difference, inverse[head], constant[head]);
    }

    private static long offset(int index) {
        return (long) index << 2;
    }

    /// Leaves `jointFactor softmax_j` in `softmax`.
    private double logSumExp(int at, int rows, double[] softmax) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < rows; j++) {
            largest = Math.max(largest, pairs[at + j]);
        }
        double sum = 0;
        for (int j = 0; j < rows; j++) {
            softmax[j] = Exp.exp((float) (pairs[at + j] - largest));
            sum += softmax[j];
        }
        double scale = jointFactor / sum;
        for (int j = 0; j < rows; j++) {
            softmax[j] *= scale;
        }
        return largest + StrictMath.log(sum);
    }

    /// `dl/dz = -(z - mu) e^-v`, weighted and summed over the rows.
    private float slope(int i, int d, MemorySegment exps, double marginalScale, double[] softmax) {
        int rows = batch.rows;
        float value = z[d * batch.sampleRows() + i];
        double sum = 0;
        for (int j = 0; j < rows; j++) {
            int head = d * rows + j;
            double weight = Math.fma(marginalScale, (double) exps.get(Matrix.FLOAT, offset(head)), softmax[j]);
            sum -= weight * ((value - mu[head]) * inverse[head]);
        }
        int head = d * rows + i % rows;
        return (float) (sum - ownFactor * ((value - mu[head]) * inverse[head]));
    }

    @Override
    void addSlope(int from, int to) {
        for (int r = from; r < to; r++) {
            for (int d = 0; d < batch.latent; d++) {
                batch.dz.set(r, d, batch.dz.get(r, d) + slope[r * batch.latent + d]);
            }
        }
    }

    /// `dl/dmu = (z - mu) e^-v`, `dl/dv = ((z - mu)^2 e^-v - 1) / 2`.
    @Override
    void addHeads(int from, int to) {
        addHeads(batch.dHeads, from, to);
    }

    /// To a gradient of one's own.
    void addHeads(Matrix dHeads, int from, int to) {
        int part = part(batch, from);
        int n = batch.sampleRows();
        MemorySegment l = scratch(part, n * batch.latent);
        for (int j = from; j < to; j++) {
            row(j, n, l, weights[part], dHeads);
        }
    }

    private void row(int j, int n, MemorySegment l, double[] softmax, Matrix dHeads) {
        int rows = batch.rows;
        Arrays.fill(softmax, 0, n, 0);
        if (!marginalsOnly) {
            for (int i = 0; i < n; i++) {
                softmax[i] = jointFactor * Exp.exp((float) (pairs[i * rows + j] - joint[i]));
            }
            for (int i = j; i < n; i += rows) {
                softmax[i] += ownFactor;
            }
        }
        for (int d = 0; d < batch.latent; d++) {
            for (int i = 0; i < n; i++) {
                l.set(Matrix.FLOAT, offset(d * n + i), log(z[d * n + i], d * rows + j) - marginal[d * n + i]);
            }
        }
        Elementwise.exp(l, 0, l, 0, n * batch.latent);
        for (int d = 0; d < batch.latent; d++) {
            int head = d * rows + j;
            double dMu = 0;
            double dLogVariance = 0;
            for (int i = 0; i < n; i++) {
                double weight = Math.fma(marginalFactor, (double) l.get(Matrix.FLOAT, offset(d * n + i)), softmax[i]);
                float difference = z[d * n + i] - mu[head];
                float slopeOfMean = difference * inverse[head];
                dMu += weight * slopeOfMean;
                dLogVariance += weight * (0.5f * Math.fma(difference, slopeOfMean, -1f));
            }
            dHeads.set(j, d, (float) (dHeads.get(j, d) + dMu));
            dHeads.set(j, batch.latent + d, (float) (dHeads.get(j, batch.latent + d) + dLogVariance));
        }
    }
}
