package lanewise.vae.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The prior p(z).
public sealed interface ReferencePrior {

    /// The name used in files.
    /// @return `standard_normal`, `gaussian_mixture` or `vamp`
    String label();

    /// Components of a mixture.
    /// @return their number, 0 where it is no mixture
    default int components() {
        return 0;
    }

    /// As the fp32 path has it.
    /// @return the description
    default lanewise.vae.latent.Prior description() {
        return lanewise.vae.latent.Prior.named(label(), components());
    }

    /// log p(z) as a formula, in the names of the fixture files.
    /// @return the right-hand side
    String formula();

    /// Its own parameters.
    ///
    /// @param inputs width of what the encoder reads
    /// @param latent Z, dimensions of the latent variable
    /// @return name to shape, in order
    Map<String, int[]> parameterShapes(int inputs, int latent);

    /// Whether the divergence from it has a closed form; else it is estimated from the samples.
    ///
    /// @return whether it does
    default boolean closedForm() {
        return this instanceof StandardNormal;
    }

    /// All labels.
    /// @return the names used in files
    static List<String> labels() {
        return List.of("standard_normal", "gaussian_mixture", "vamp");
    }

    /// The prior of that [#label].
    ///
    /// @param label its name in files
    /// @param components how many components, for those that have any
    /// @return the prior
    /// @throws IllegalArgumentException if there is none
    static ReferencePrior labelled(String label, int components) {
        return switch (label) {
            case "standard_normal" -> new StandardNormal();
            case "gaussian_mixture" -> new Mixture(components);
            case "vamp" -> new Vamp(components);
            default -> throw new IllegalArgumentException("prior: " + label + ", expected one of " + labels());
        };
    }

    /// N(0, I).
    record StandardNormal() implements ReferencePrior {
        @Override
        public String label() {
            return "standard_normal";
        }

        @Override
        public String formula() {
            return "log N(z; 0, I)";
        }

        @Override
        public Map<String, int[]> parameterShapes(int inputs, int latent) {
            return Map.of();
        }
    }

    /// A learned mixture of Gaussians, sum_c softmax(logits)_c N(mu_c, diag(exp(logvar_c))).
    ///
    /// @param components C
    record Mixture(int components) implements ReferencePrior {
        /// Checks the number.
        public Mixture {
            requireComponents(components);
        }

        @Override
        public String label() {
            return "gaussian_mixture";
        }

        @Override
        public String formula() {
            return "logsumexp_c (log softmax(prior.logits)_c + log N(z; prior.mu_c, exp(prior.logvar_c)))";
        }

        @Override
        public Map<String, int[]> parameterShapes(int inputs, int latent) {
            Map<String, int[]> shapes = new LinkedHashMap<>();
            shapes.put("prior.logits", new int[] {components});
            shapes.put("prior.mu", new int[] {components, latent});
            shapes.put("prior.logvar", new int[] {components, latent});
            return shapes;
        }
    }

    /// The mean of the posteriors of learned inputs, (1/C) sum_c q(z | u_c) (Tomczak & Welling 2018, equation 9).
    ///
    /// @param components C
    record Vamp(int components) implements ReferencePrior {
        /// Checks the number.
        public Vamp {
            requireComponents(components);
        }

        @Override
        public String label() {
            return "vamp";
        }

        @Override
        public String formula() {
            return "logsumexp_c log q(z | u_c) - log C, u = prior.inputs, q by the encoder";
        }

        @Override
        public Map<String, int[]> parameterShapes(int inputs, int latent) {
            return Map.of("prior.inputs", new int[] {components, inputs});
        }
    }

    private static void requireComponents(int components) {
        if (components < 1) {
            throw new IllegalArgumentException("components: " + components + ", expected at least 1");
        }
    }
}
