package lanewise.vae.objective;

import java.util.List;

import lanewise.core.Matrix;
import lanewise.vae.check.Require;
import lanewise.vae.network.RowBuffer;

/// The negative evidence lower bound with a floor of so many nats under the divergence of each latent dimension (Kingma
/// et al. 2016, appendix C.8, groups of one dimension): reconstruction + beta times the sum over dimensions of
/// ```
/// per_sample:  max(floor, kl[b, d])                   for each row b
/// batch_mean:  max(floor, mean over b of kl[b, d])   for the batch
/// ```
/// Under the floor, and at it, the divergence has no gradient. For a full covariance kl[b, d] is the expected
/// divergence of z_d given z_0 .. z_(d-1), `(sum_k L_dk^2 + mu_d^2 - 1 - v_d) / 2`: never negative, and adding up to
/// the whole, as those of the marginals would not. Learned priors are refused: the divergence from a mixture is no sum
/// over dimensions. The term `kl_floored` is the divergence with its floor, `kl` the one without.
///
/// @param floor nats per latent dimension, finite and at least 0
/// @param mode where the floor lies
/// @param beta factor of the divergence, finite and at least 0
/// @param samples samples of z for each row, at least 1
/// @param reduction over the rows of a batch
public record FreeBits(double floor, Mode mode, double beta, int samples, Reduction reduction) implements Objective {

    /// Where the floor lies.
    public enum Mode {

        /// Under the divergence of each row.
        PER_SAMPLE,

        /// Under the mean over the batch.
        BATCH_MEAN
    }

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException naming the component that is outside its range
    public FreeBits {
        Check.weight("floor", floor);
        if (mode == null) {
            throw new IllegalArgumentException("mode: null, expected PER_SAMPLE or BATCH_MEAN");
        }
        Check.weight("beta", beta);
        Require.within(1, MOST_SAMPLES, "samples", samples);
        Check.reduction(reduction);
    }

    /// A quarter of a nat under the mean over the batch, beta 1, one sample, mean over the batch.
    public FreeBits() {
        this(0.25, Mode.BATCH_MEAN, 1, 1, Reduction.MEAN);
    }

    /// A floor under a mean over the batch is no matter of a row.
    @Override
    public boolean sumsOverRows() {
        return mode == Mode.PER_SAMPLE;
    }

    @Override
    public List<String> terms() {
        return List.of("kl_floored");
    }

    /// The bound without the floor, which would hide what the dimensions do.
    @Override
    public Objective evaluated(int evaluationSamples) {
        return new Elbo(beta, evaluationSamples, reduction);
    }

    @Override
    public FreeBits withBeta(double value) {
        return new FreeBits(floor, mode, value, samples, reduction);
    }

    @Override
    public FreeBits withSamples(int value) {
        return new FreeBits(floor, mode, beta, value, reduction);
    }

    @Override
    public FreeBits withReduction(Reduction value) {
        return new FreeBits(floor, mode, beta, samples, value);
    }

    @Override
    public Loss loss(Batch batch) {
        return new Floored(batch, this);
    }

    private static final class Floored extends ElboLoss {

        private final FreeBits objective;
        private final Divergence.Closed closed;
        private final RowBuffer weights;
        private final double[] means;
        private double floored;

        Floored(Batch batch, FreeBits objective) {
            super(batch, Divergence.closed(batch, objective.name()), objective.beta);
            this.objective = objective;
            this.closed = (Divergence.Closed) divergence;
            this.weights = new RowBuffer(batch.arena, batch.maxRows, batch.latent);
            this.means = new double[batch.latent];
        }

        @Override
        void reduce() {
            super.reduce();
            Matrix kl = closed.byDimension();
            Matrix counts = weights.first(batch.rows);
            boolean perSample = objective.mode == Mode.PER_SAMPLE;
            for (int d = 0; d < batch.latent; d++) {
                double sum = 0;
                for (int b = 0; b < batch.rows; b++) {
                    sum += kl.get(b, d);
                }
                means[d] = sum / batch.rows;
            }
            double sum = 0;
            for (int b = 0; b < batch.rows; b++) {
                for (int d = 0; d < batch.latent; d++) {
                    double own = perSample ? kl.get(b, d) : means[d];
                    // a NaN is kept
                    sum += own <= objective.floor ? objective.floor : own;
                    counts.set(b, d, own <= objective.floor ? 0f : 1f);
                }
            }
            floored = sum * batch.factor;
            closed.weigh(beta() * batch.factor, counts);
        }

        @Override
        double total() {
            return reconstruction + beta() * floored;
        }

        @Override
        double totalOf(int row) {
            throw new IllegalStateException("the floor of " + objective.name() + " is no matter of one row");
        }

        @Override
        double term(int index) {
            return floored;
        }
    }
}
