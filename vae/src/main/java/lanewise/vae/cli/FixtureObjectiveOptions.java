package lanewise.vae.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.objective.Objective;
import lanewise.vae.reference.ReferencePosterior;
import lanewise.vae.reference.ReferencePrior;

/// The options of `fixtures write` about the latent variable and what is minimised.
final class FixtureObjectiveOptions {

    private static final double LARGEST = 1e30;
    private static final List<String> BOUNDS = List.of("iwae", "dreg");

    static final Option<String> POSTERIOR = Option.choice("posterior", "NAME", ReferencePosterior.labels(), "diagonal",
            "family of the posterior");
    static final Option<String> PRIOR = Option.choice("prior", "NAME", ReferencePrior.labels(), "standard_normal",
            "prior of the latent variable");
    static final Option<Integer> COMPONENTS = Option.integer("components", "N", 1, 10_000, 4,
            "components of the prior gaussian_mixture or vamp");

    static final Option<String> OBJECTIVE = Option.choice("objective", "NAME",
            List.of("elbo", "iwae", "dreg", "beta_tc", "info_vae", "autoencoder"), "elbo", "what is minimised");
    static final Option<Integer> SAMPLES = Option.integer("samples", "N", 1, Objective.MOST_SAMPLES, 1,
            "latent samples per row: L, K of iwae and dreg");
    static final Option<Double> ALPHA = weight("alpha",
            "of the mutual information in beta_tc (default 1); what info_vae takes off the divergence (default 0)");
    static final Option<Double> BETA = weight("beta",
            "of the divergence (KL) in elbo, of the total correlation in beta_tc").withStandard(1.0, "1");
    static final Option<Double> GAMMA = weight("gamma", "of the dimension-wise divergence in beta_tc")
            .withStandard(1.0, "1");
    static final Option<Double> LAMBDA = weight("lambda",
            "of the discrepancy (MMD) in info_vae, which counts alpha + lambda - 1 times").withStandard(1.0, "1");
    static final Option<Double> BANDWIDTH = Option.real("bandwidth", "X", 0, true, LARGEST, null,
            "of the kernel of info_vae").withStandard(null, "the latent dimensions");
    static final Option<Integer> DATASET_SIZE = Option.integer("dataset-size", "N", 1, Integer.MAX_VALUE, 1000,
            "rows that beta_tc takes the batch to be drawn from");
    static final Option<String> REDUCTION = Option.choice("reduction", "NAME", List.of("sum", "mean"), "sum",
            "of the loss over the rows of the batch");
    static final Option<String> FREE_BITS_MODE = Option.choice("free-bits-mode", "NAME",
            List.of("none", "per_sample", "batch_mean"), "none", "where the divergence of elbo has a floor");
    static final Option<Double> FREE_BITS = Option.real("free-bits", "X", 0, false, LARGEST, 0.0,
            "the floor, nats per latent dimension");

    static final OptionGroup LOSS = OptionGroup.of("Objective", OBJECTIVE, SAMPLES, ALPHA, BETA, GAMMA, LAMBDA,
            BANDWIDTH, DATASET_SIZE, REDUCTION, FREE_BITS_MODE, FREE_BITS);
    static final OptionGroup LATENT = OptionGroup.of("Latent variable", POSTERIOR, PRIOR, COMPONENTS);

    /// The objectives that an option is for.
    private static final Map<Option<?>, List<String>> FOR = new LinkedHashMap<>();

    static {
        FOR.put(SAMPLES, List.of("elbo", "iwae", "dreg", "beta_tc", "info_vae"));
        FOR.put(ALPHA, List.of("beta_tc", "info_vae"));
        FOR.put(BETA, List.of("elbo", "beta_tc"));
        FOR.put(GAMMA, List.of("beta_tc"));
        FOR.put(LAMBDA, List.of("info_vae"));
        FOR.put(BANDWIDTH, List.of("info_vae"));
        FOR.put(DATASET_SIZE, List.of("beta_tc"));
        FOR.put(FREE_BITS_MODE, List.of("elbo"));
        FOR.put(FREE_BITS, List.of("elbo"));
    }

    private FixtureObjectiveOptions() {
    }

    private static Option<Double> weight(String name, String help) {
        return Option.real(name, "X", 0, false, LARGEST, null, "weight " + help);
    }

    /// Puts the metadata that the options ask for.
    static void put(Arguments arguments, Map<String, String> description) throws UsageException {
        String objective = arguments.get(OBJECTIVE);
        for (Map.Entry<Option<?>, List<String>> entry : FOR.entrySet()) {
            if (arguments.has(entry.getKey()) && !entry.getValue().contains(objective)) {
                throw new UsageException("--" + entry.getKey().name() + ": it is for the objective "
                        + String.join(" or ", entry.getValue()));
            }
        }
        description.put("objective", objective);
        description.put("reduction", arguments.get(REDUCTION));
        if (FOR.get(SAMPLES).contains(objective)) {
            description.put(BOUNDS.contains(objective) ? "K" : "L", arguments.get(SAMPLES).toString());
        }
        for (Option<Double> option : List.of(ALPHA, BETA, GAMMA, LAMBDA, BANDWIDTH)) {
            if (FOR.get(option).contains(objective) && arguments.get(option) != null) {
                description.put(option.name(), arguments.get(option).toString());
            }
        }
        if (objective.equals("beta_tc")) {
            description.put("dataset_size", arguments.get(DATASET_SIZE).toString());
        }
        if (objective.equals("elbo")) {
            description.put("free_bits_mode", arguments.get(FREE_BITS_MODE));
            if (arguments.get(FREE_BITS_MODE).equals("none") && arguments.has(FREE_BITS)) {
                throw new UsageException("--free-bits: no floor without --free-bits-mode per_sample or batch_mean");
            }
            description.put("free_bits", arguments.get(FREE_BITS).toString());
        }
        latent(arguments, description);
    }

    private static void latent(Arguments arguments, Map<String, String> description) throws UsageException {
        String prior = arguments.get(PRIOR);
        boolean closed = prior.equals("standard_normal");
        if (closed && arguments.has(COMPONENTS)) {
            throw new UsageException("--components: the prior standard_normal has none, it is for gaussian_mixture"
                    + " and vamp");
        }
        if (!closed && arguments.has(FREE_BITS_MODE) && !arguments.get(FREE_BITS_MODE).equals("none")) {
            throw new UsageException("--free-bits-mode: a floor needs a divergence in closed form, expected --prior"
                    + " standard_normal");
        }
        if (arguments.get(OBJECTIVE).equals("autoencoder")
                && (!closed || !arguments.get(POSTERIOR).equals("diagonal"))) {
            throw new UsageException("--posterior, --prior: an autoencoder has neither, expected the defaults");
        }
        description.put("posterior", arguments.get(POSTERIOR));
        description.put("prior", prior);
        if (!closed) {
            description.put("components", arguments.get(COMPONENTS).toString());
        }
    }
}
