package lanewise.vae.latent;

/// A learned mixture of diagonal Gaussians: `p(z) = sum_c softmax(logits)_c N(z; mu_c, diag(e^(v_c)))` with the tensors
/// `prior.logits` of `C`, `prior.mu` of `C x Z` and `prior.logvar` of `C x Z` (Dilokthanakul et al. 2016, section 3,
/// without their labels; Tomczak and Welling 2018, section 5, "MoG").
///
/// Starts with equal weights, variances of 1/2 and means from N(0, I/2), so that the whole has about the
/// moments of N(0, I).
///
/// @param components C, at least 1
public record GaussianMixture(int components) implements Prior {

    /// Refuses a mixture of nothing.
    ///
    /// @throws IllegalArgumentException if there are fewer components than 1
    public GaussianMixture {
        Prior.requireComponents(components);
    }

    @Override
    public String name() {
        return "gaussian_mixture";
    }
}
