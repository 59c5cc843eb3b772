package lanewise.vae.latent;

/// The mixture of the posteriors of learned inputs: `p(z) = 1/C sum_c q(z|u_c)` with the tensor `prior.inputs` of `C`
/// rows as wide as the encoder's input (Tomczak and Welling 2018, eq. 9).
///
/// The u_c start as C training rows chosen at random and are used as they are. The gradient of the prior reaches the
/// encoder as well as the u_c.
///
/// @param components C, at least 1, at most as many as there are rows to train on
public record VampPrior(int components) implements Prior {

    /// Refuses a mixture of nothing.
    ///
    /// @throws IllegalArgumentException if there are fewer components than 1
    public VampPrior {
        Prior.requireComponents(components);
    }

    @Override
    public String name() {
        return "vamp";
    }
}
