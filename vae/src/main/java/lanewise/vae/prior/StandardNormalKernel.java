package lanewise.vae.prior;

import java.lang.foreign.Arena;

import lanewise.vae.data.Dataset;
import lanewise.vae.latent.Posterior;
import lanewise.vae.layer.LayoutBuilder;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;

/// The standard normal distribution, which has no numbers of its own.
record StandardNormalKernel() implements PriorKernel {

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
