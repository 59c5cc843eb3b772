package lanewise.vae.objective;

import java.util.List;

import lanewise.vae.check.Require;
import lanewise.vae.objective.Objective.Reduction;

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
        Require.weight("floor", floor);
        if (mode == null) {
            throw new IllegalArgumentException("mode: null, expected PER_SAMPLE or BATCH_MEAN");
        }
        Require.weight("beta", beta);
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
}
