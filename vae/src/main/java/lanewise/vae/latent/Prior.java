package lanewise.vae.latent;

import java.util.List;

import lanewise.vae.check.Require;

/// The prior p(z): what latent variables are drawn from, and what the posterior is kept close to.
///
/// Describes the distribution; its numbers, where it has any, are tensors `prior.*` among the model's parameters and
/// are trained with them. Immutable and thread-safe.
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
