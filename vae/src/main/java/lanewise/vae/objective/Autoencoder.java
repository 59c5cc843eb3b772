package lanewise.vae.objective;

import lanewise.vae.objective.Objective.Reduction;

/// The plain autoencoder, a baseline: `-log p(x|z)` at z = mu. There is no noise and no divergence; the log-variance
/// has no part in it and a gradient of 0. More of a posterior, or a prior with parameters of its own, would never be
/// trained, and is refused.
///
/// @param reduction over the rows of a batch
public record Autoencoder(Reduction reduction) implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException if there is no reduction
    public Autoencoder {
        Check.reduction(reduction);
    }

    /// Mean over the batch.
    public Autoencoder() {
        this(Reduction.MEAN);
    }

    @Override
    public int samples() {
        return 1;
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Objective evaluated(int evaluationSamples) {
        return this;
    }

    @Override
    public Autoencoder withReduction(Reduction value) {
        return new Autoencoder(value);
    }
}
