package lanewise.vae.prior;

import java.lang.foreign.Arena;

import lanewise.vae.data.Dataset;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.LayoutBuilder;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;

/// What a [Prior] does: its tensors and their start, its densities, its draws. Immutable and thread-safe; buffers are
/// in a [PriorPass] and a [PriorSampler].
public sealed interface PriorKernel permits StandardNormalKernel, GaussianMixtureKernel, VampKernel {

    /// The arithmetic of a prior.
    ///
    /// @param prior its description
    /// @return the arithmetic
    static PriorKernel of(Prior prior) {
        return switch (prior) {
            case StandardNormal _ -> new StandardNormalKernel();
            case GaussianMixture mixture -> new GaussianMixtureKernel(mixture.components());
            case VampPrior vamp -> new VampKernel(vamp);
        };
    }

    /// Adds the prior's tensors to a layout.
    ///
    /// @param builder the layout so far
    /// @param latent Z
    /// @param encoderInputs width of the encoder's input
    void addTensors(LayoutBuilder builder, int latent, int encoderInputs);

    /// Gives the prior's tensors their start.
    ///
    /// @param parameters the model's parameters
    /// @param training the rows to train on, as the encoder takes them
    /// @param seed where random numbers start
    void start(Parameters parameters, Dataset training, long seed);

    /// The arithmetic of a training or evaluation pass.
    ///
    /// @param encoder the model's encoder
    /// @param posterior its family of posteriors
    /// @param latent Z
    /// @param maxRows the largest number of rows of z
    /// @param arena who owns the buffers; a shared one
    /// @return the pass
    PriorPass pass(PlacedNetwork encoder, Posterior posterior, int latent, int maxRows, Arena arena);

    /// Draws from the prior of a trained model.
    ///
    /// @param encoder the model's encoder
    /// @param posterior its family of posteriors
    /// @param latent Z
    /// @param parameters its parameters
    /// @param arena who owns what the sampler keeps; a shared one
    /// @return the sampler
    PriorSampler sampler(PlacedNetwork encoder, Posterior posterior, int latent, Parameters parameters, Arena arena);
}
