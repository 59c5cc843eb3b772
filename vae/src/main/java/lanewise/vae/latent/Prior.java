package lanewise.vae.latent;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.network.LayoutBuilder;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;
import lanewise.vae.network.PlacedNetwork;

/// The prior p(z): what latent variables are drawn from, and what the posterior is kept close to.
///
/// Describes the distribution; its numbers, where it has any, are tensors `prior.*` among the model's parameters and
/// are trained with them. Arithmetic and buffers are in a [PriorPass] and a [PriorSampler]. Immutable and thread-safe.
public sealed interface Prior permits StandardNormal, GaussianMixture, VampPrior {

    /// The largest number of components of a mixture, whoever asks for it: options, programs and files.
    int MOST_COMPONENTS = 1_000_000;

    /// The name in files and on the command line.
    /// @return such as `standard_normal`
    String name();

    /// Components of a mixture.
    /// @return their number, 0 where the prior is no mixture
    int components();

    /// Whether the divergence of a posterior from it has a closed form; otherwise it is estimated by
    /// `log q(z|x) - log p(z)` at samples of the posterior.
    /// @return true for the standard normal distribution
    default boolean closedForm() {
        return this instanceof StandardNormal;
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

    /// Refuses to be trained on fewer rows than there are components.
    ///
    /// @param trainingRows number of rows
    /// @throws IllegalArgumentException naming both numbers
    default void check(int trainingRows) {
        if (components() > trainingRows) {
            throw new IllegalArgumentException("prior: " + name() + " has " + components() + " components, but"
                    + " there are " + trainingRows + " rows to train on, expected at most one component per row");
        }
    }

    /// The names of all priors.
    /// @return a new list
    static List<String> names() {
        return List.of("standard_normal", "gaussian_mixture", "vamp");
    }

    /// The prior of a name.
    ///
    /// @param name one of [#names()]
    /// @param components number of components, where it has some
    /// @return the prior
    /// @throws IllegalArgumentException if there is none, listing those that there are, or naming a number of
    /// components below 1
    static Prior named(String name, int components) {
        return switch (name) {
            case "standard_normal" -> new StandardNormal();
            case "gaussian_mixture" -> new GaussianMixture(components);
            case "vamp" -> new VampPrior(components);
            default -> throw new IllegalArgumentException("prior: there is no '" + name
                    + "', expected one of " + names());
        };
    }

    /// Refuses a mixture of nothing.
    ///
    /// @param components number of components
    /// @throws IllegalArgumentException if it is below 1
    static void requireComponents(int components) {
        Require.within(1, MOST_COMPONENTS, "components", components);
    }
}
