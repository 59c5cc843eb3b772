package lanewise.vae.objective;

import lanewise.vae.check.Require;
import lanewise.vae.objective.Objective.Reduction;

/// The negative importance weighted bound `-log 1/K sum_k w_k`, `w_k = p(x|z_k) p(z_k) / q(z_k|x)` (Burda, Grosse and
/// Salakhutdinov 2016, eq. 8). One sample makes it the evidence lower bound by Monte Carlo.
///
/// Where the likelihood is that of observed cells alone ([lanewise.vae.likelihood.Observed]), `p(x|z)` is `p(x_obs|z)`,
/// and this is the bound of MIWAE (Mattei and Frellsen 2019, eq. 4).
///
/// With the normalised weights u_k the loss has the derivative -u_k at log w_k (ibid., eq. 14); log q is taken through
/// the noise. Logarithms and weights are in double. Reconstruction and divergence are reported as for [Elbo], but have
/// no part in the loss.
///
/// @param samples K, at least 1
/// @param reduction over the rows of a batch
public record Iwae(int samples, Reduction reduction) implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException if the samples are not 1 to [#MOST_SAMPLES]
    public Iwae {
        Require.within(1, MOST_SAMPLES, "samples", samples);
        Check.reduction(reduction);
    }

    /// Five samples, mean over the batch.
    public Iwae() {
        this(5, Reduction.MEAN);
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    /// The bound with its own number of samples.
    @Override
    public Objective evaluated(int evaluationSamples) {
        return this;
    }

    @Override
    public Iwae withSamples(int value) {
        return new Iwae(value, reduction);
    }

    @Override
    public Iwae withReduction(Reduction value) {
        return new Iwae(samples, value);
    }
}
