package lanewise.vae.latent;

/// p(z) = N(0, I); the divergence of either posterior has a closed form (Kingma and Welling 2014, appendix B).
public record StandardNormal() implements Prior {

    @Override
    public String name() {
        return "standard_normal";
    }

    @Override
    public int components() {
        return 0;
    }
}
