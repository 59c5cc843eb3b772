package lanewise.vae.objective;

/// The loss of a batch and what it is made of, in nats, summed or averaged over the batch.
///
/// @param reconstruction `-log p(x|z)`, mean over samples
/// @param kl the divergence of posterior from prior, not weighted
/// @param beta factor of the divergence in the total
public record LossTerms(double reconstruction, double kl, double beta) {

    /// What training minimises.
    /// @return `reconstruction + beta * kl`
    public double total() {
        return reconstruction + beta * kl;
    }

    /// The evidence lower bound, whatever beta is.
    /// @return `-(reconstruction + kl)`
    public double elbo() {
        return -(reconstruction + kl);
    }
}
