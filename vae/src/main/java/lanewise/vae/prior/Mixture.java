package lanewise.vae.prior;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.Posterior;

/// `p(z) = sum_c w_c N(z; mu_c, L_c L_c^T)`, the components being rows of heads of a [Posterior].
final class Mixture implements PriorSampler {

    /// A component with a smaller share of the density at a point than this counts as having none.
    private static final float SMALLEST_SHARE = 0x1p-64f;

    final Posterior family;
    final int components;
    final int latent;
    private final Matrix inverse;
    private final double[] weights;
    private final double[] constants;
    private Matrix heads;

    Mixture(Posterior family, int components, int latent, Arena arena) {
        this.family = family;
        this.components = components;
        this.latent = latent;
        this.inverse = Matrix.allocate(arena, components, latent);
        this.weights = new double[components];
        this.constants = new double[components];
    }

    /// Takes in the components.
    ///
    /// @param rows C rows of heads, used where they are
    /// @param logits 1 x C, the weights being their softmax; null for equal weights
    void set(Matrix rows, Matrix logits) {
        heads = rows;
        double logSum = logits == null ? StrictMath.log(components) : logSum(logits);
        for (int c = 0; c < components; c++) {
            double logWeight = (logits == null ? 0 : logits.get(0, c)) - logSum;
            weights[c] = StrictMath.exp(logWeight);
            double sum = latent * Posterior.LOG_2PI;
            for (int d = 0; d < latent; d++) {
                float v = heads.get(c, latent + d);
                sum += v;
                inverse.set(c, d, Exp.exp(-0.5f * v));
            }
            constants[c] = logWeight - 0.5 * sum;
        }
    }

    private static double logSum(Matrix logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.columns(); c++) {
            max = Math.max(max, logits.get(0, c));
        }
        double sum = 0;
        for (int c = 0; c < logits.columns(); c++) {
            sum += StrictMath.exp(logits.get(0, c) - max);
        }
        return max + StrictMath.log(sum);
    }

    double weight(int component) {
        return weights[component];
    }

    /// log p(z) of one point, and the share of each component in p(z).
    ///
    /// @param z the memory of the point
    /// @param zo byte offset of its first value
    /// @param joint room for C numbers from `at` on
    /// @param at where
    /// @param shares where the shares go, C floats, or null
    /// @param so their byte offset
    /// @param scratch room for Z floats
    /// @param yo its byte offset
    double logDensity(MemorySegment z, long zo, double[] joint, int at, MemorySegment shares, long so,
            MemorySegment scratch, long yo) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < components; c++) {
            double log = Math.fma(-0.5, whiten(c, z, zo, scratch, yo), constants[c]);
            joint[at + c] = log;
            max = Math.max(max, log);
        }
        double sum = 0;
        for (int c = 0; c < components; c++) {
            float share = Exp.exp((float) (joint[at + c] - max));
            share = share < SMALLEST_SHARE ? 0f : share;
            joint[at + c] = share;
            sum += share;
        }
        for (int c = 0; shares != null && c < components; c++) {
            shares.set(Matrix.FLOAT, so + ((long) c << 2), (float) (joint[at + c] / sum));
        }
        return max + StrictMath.log(sum);
    }

    /// `y = L_c^-1 (z - mu_c)`; returns its square.
    double whiten(int c, MemorySegment z, long zo, MemorySegment y, long yo) {
        return family.whiten(heads.segment(), heads.byteOffset(c, 0), inverse.segment(), inverse.byteOffset(c, 0), z,
                zo, latent, y, yo);
    }

    /// `u = L_c^-T y`.
    void unwhiten(int c, MemorySegment y, long yo, MemorySegment u, long uo) {
        family.unwhiten(heads.segment(), heads.byteOffset(c, 0), inverse.segment(), inverse.byteOffset(c, 0), latent,
                y, yo, u, uo);
    }

    /// Adds the gradient of `factor * log N(z; component c)` with respect to its heads.
    void addGradient(int c, MemorySegment y, long yo, MemorySegment u, long uo, float factor,
            MemorySegment dHeads, long dho) {
        family.addDensityGradient(inverse.segment(), inverse.byteOffset(c, 0), latent, y, yo, u, uo, factor,
                dHeads, dho);
    }

    @Override
    public void draw(RandomStream gaussians, RandomStream choices, long first, Matrix z) {
        gaussians.fillGaussian(z, first * latent);
        for (int r = 0; r < z.rows(); r++) {
            long row = z.byteOffset(r, 0);
            family.sampleRow(heads.segment(), heads.byteOffset(component(choices.uniform(first + r)), 0), z.segment(),
                    row, z.segment(), row, latent);
        }
    }

    /// The first component up to which the weights sum to more than u.
    private int component(float u) {
        double sum = 0;
        for (int c = 0; c < components - 1; c++) {
            sum += weights[c];
            if (u < sum) {
                return c;
            }
        }
        return components - 1;
    }
}
