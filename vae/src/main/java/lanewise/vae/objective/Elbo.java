package lanewise.vae.objective;

/// The negative evidence lower bound, `E_q[-log p(x|z)] + beta KL(q(z|x) || p(z))`, the expectation being the mean over samples of z (Kingma and Welling
/// 2014, eq. 7; beta after Higgins et al. 2017, eq. 4).
///
/// @param beta factor of the divergence, finite and at least 0; 1 for the bound itself
/// @param samples samples of z for each row, at least 1
/// @param reduction over the rows of a batch
public record Elbo(double beta, int samples, Reduction reduction) {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException if beta is negative or not finite, or there are fewer samples than 1
    public Elbo {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta: " + beta + ", expected a finite value of at least 0");
        }
        if (samples < 1) {
            throw new IllegalArgumentException("samples: " + samples + ", expected at least 1");
        }
        if (reduction == null) {
            throw new IllegalArgumentException("reduction: null, expected SUM or MEAN");
        }
    }

    /// Beta 1, one sample, mean over the batch.
    ///
    /// @return the bound
    public static Elbo standard() {
        return new Elbo(1, 1, Reduction.MEAN);
    }
}
