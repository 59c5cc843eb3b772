package lanewise.vae.objective;

import lanewise.vae.check.Require;
import lanewise.vae.objective.Objective.Reduction;

/// The negative evidence lower bound, `E_q[-log p(x|z)] + beta KL(q(z|x) || p(z))`, the expectation being the mean over
/// samples of z (Kingma and Welling 2014, eq. 7; beta after Higgins et al. 2017, eq. 4).
///
/// From the standard normal prior the divergence is the closed form; from others it is the mean over the same samples
/// of `log q(z|x) - log p(z)`.
///
/// @param beta factor of the divergence, finite and at least 0; 1 for the bound itself
/// @param samples samples of z for each row, at least 1
/// @param reduction over the rows of a batch
public record Elbo(double beta, int samples, Reduction reduction) implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException if beta is negative or not finite, or the samples are not 1 to [#MOST_SAMPLES]
    public Elbo {
        Require.weight("beta", beta);
        Require.within(1, MOST_SAMPLES, "samples", samples);
        Check.reduction(reduction);
    }

    /// Beta 1, one sample, mean over the batch.
    public Elbo() {
        this(1, 1, Reduction.MEAN);
    }

    /// Beta 1, one sample, mean over the batch.
    ///
    /// @return the bound
    public static Elbo standard() {
        return new Elbo();
    }

    @Override
    public Objective evaluated(int evaluationSamples) {
        return new Elbo(beta, evaluationSamples, reduction);
    }

    @Override
    public Elbo withBeta(double value) {
        return new Elbo(value, samples, reduction);
    }

    @Override
    public Elbo withSamples(int value) {
        return new Elbo(beta, value, reduction);
    }

    @Override
    public Elbo withReduction(Reduction value) {
        return new Elbo(beta, samples, value);
    }
}
