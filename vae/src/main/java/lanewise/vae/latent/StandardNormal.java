package lanewise.vae.latent;

import java.lang.foreign.Arena;

import lanewise.vae.data.Dataset;
import lanewise.vae.network.LayoutBuilder;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;
import lanewise.vae.network.PlacedNetwork;

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

    /// It has none.
    @Override
    public void addTensors(LayoutBuilder builder, int latent, int encoderInputs) {
    }

    /// There is nothing to start.
    @Override
    public void start(Parameters parameters, Dataset training, long seed) {
    }

    @Override
    public PriorPass pass(PlacedNetwork encoder, Posterior posterior, int latent, int maxRows, Arena arena) {
        return new StandardNormalPass();
    }

    @Override
    public PriorSampler sampler(PlacedNetwork encoder, Posterior posterior, int latent, Parameters parameters,
            Arena arena) {
        return (gaussians, choices, first, z) -> gaussians.fillGaussian(z, first * z.columns());
    }
}
