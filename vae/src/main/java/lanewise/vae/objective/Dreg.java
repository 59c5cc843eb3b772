package lanewise.vae.objective;

import lanewise.vae.check.Require;
import lanewise.vae.objective.Objective.Reduction;

/// The importance weighted bound of [Iwae] with the doubly reparameterised gradient of the encoder (Tucker
/// et al. 2019, eq. 8).
///
/// Decoder and prior have the gradients of [Iwae]. With the normalised weights u_k the encoder has
/// `-sum_k u_k^2 (d log w_k / d z_k) (d z_k / d heads)`: the score of the posterior at fixed z is left out, which
/// leaves the expectation as it is and takes variance away. It is no derivative of the loss at the samples at hand.
///
/// @param samples K, at least 1
/// @param reduction over the rows of a batch
public record Dreg(int samples, Reduction reduction) implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException if the samples are not 1 to [#MOST_SAMPLES]
    public Dreg {
        Require.within(1, MOST_SAMPLES, "samples", samples);
        Check.reduction(reduction);
    }

    /// Five samples, mean over the batch.
    public Dreg() {
        this(5, Reduction.MEAN);
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    /// The bound that it is a gradient of.
    @Override
    public Objective evaluated(int evaluationSamples) {
        return new Iwae(samples, reduction);
    }

    @Override
    public Dreg withSamples(int value) {
        return new Dreg(value, reduction);
    }

    @Override
    public Dreg withReduction(Reduction value) {
        return new Dreg(samples, value);
    }
}
