package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective;

/// The arithmetic of an [Objective] in one [ObjectivePass], with its buffers. Opaque to others; the pass calls it in
/// the order of the methods here.
///
/// Methods with a range are called from the parts of a team. "Samples" are rows of z, "rows" rows of the batch; a
/// method sees what the methods before it did to all samples and rows only where this is said.
abstract class Loss {

    final Batch batch;

    /// Mean over the samples, reduced over the batch, of `-log p(x|z)`; set by [#reduce()].
    double reconstruction;

    /// The divergence of posterior from prior, reduced over the batch, not weighted; set by [#reduce()].
    double kl;

    Loss(Batch batch) {
        this.batch = batch;
    }

    /// The arithmetic of one pass.
    ///
    /// @param objective what is minimised
    /// @param batch what the pass knows of the batch in work
    /// @return a new one
    /// @throws IllegalArgumentException if the objective is not defined for the posterior or the prior
    static Loss of(Objective objective, Batch batch) {
        return switch (objective) {
            case Elbo elbo -> new ElboLoss(batch, Divergence.of(batch), elbo.beta());
            case FreeBits bits -> new FlooredLoss(batch, bits);
            case Iwae _ -> new ImportanceLoss(batch, false);
            case Dreg _ -> new ImportanceLoss(batch, true);
            case BetaTc parts -> new CorrelationLoss(batch, parts);
            case InfoVae info -> new DiscrepancyLoss(batch, info);
            case Autoencoder plain -> MeanLoss.of(batch, plain);
        };
    }

    /// Draws a range of samples from the posterior.
    void sample(int from, int to) {
        batch.posterior.sample(batch.heads, batch.noise, batch.z, from, to);
    }

    /// What is known of a range of samples once they are drawn.
    void samples(int from, int to) {
        // nothing by default
    }

    /// What is known of a range of rows from their heads alone.
    void rows(int from, int to) {
        // nothing by default
    }

    /// Whether samples of a row have factors of their own in the gradient of the likelihood, which are known only
    /// when all are computed.
    boolean weighsSamples() {
        return false;
    }

    /// The terms of the batch, all samples and rows being known, and the gradients' factors. Called on the
    /// pass's own thread.
    abstract void reduce();

    /// Factor of the gradient of the negative log-likelihood for each sample; only where [#weighsSamples()].
    float[] scales() {
        throw new IllegalStateException("all samples have the same factor");
    }

    /// Whether [#slope] does anything.
    boolean changesSlope() {
        return false;
    }

    /// Turns the gradient of a range of samples from that of the likelihood into that of the loss.
    void slope(int from, int to) {
        // nothing by default
    }

    /// The gradient of the heads of a range of rows, the one of all samples being complete.
    void heads(int from, int to) {
        batch.posterior.sampleBackward(batch.heads, batch.noise, batch.dz, batch.dHeads, from, to);
    }

    /// Derivative of the loss with respect to log p(z) of each sample, or null where there is none to take.
    double[] priorFactors() {
        return null;
    }

    /// What is minimised.
    abstract double total();

    /// The divergence of one row.
    abstract double divergenceOf(int row);

    /// Divergences by row and dimension.
    abstract Matrix divergences();

    /// The loss of one row, where rows do not depend on each other.
    abstract double totalOf(int row);

    /// One of [Objective#terms()], reduced over the batch.
    double term(int index) {
        throw new IndexOutOfBoundsException(index);
    }
}
