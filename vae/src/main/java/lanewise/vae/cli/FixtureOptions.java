package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import lanewise.core.activation.Activation;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.reference.FixedGaussian;
import lanewise.vae.reference.FixtureMaker;
import lanewise.vae.reference.ReferenceLikelihood;

/// The options of `fixtures write` that decide what is written: they become the metadata of the file.
final class FixtureOptions {

    private static final int WIDEST = Network.MOST_UNITS;
    private static final String NONE = "none";

    static final Option<String> KIND = Option.choice("kind", "NAME",
            List.of("vae_gradients", "optimizer_trajectory", "elementwise"), null, "one pass, steps of an optimizer, or"
            + " functions on a grid").withStandard(null, "a pass, a trajectory with --steps");
    static final Option<String> DTYPE = Option.choice("dtype", "TYPE", List.of("f32", "f64"), "f64",
            "type in which the results are stored");

    static final Option<Integer> INPUTS = Option.integer("inputs", "N", 1, WIDEST, 12, "width of the data");
    static final Option<List<Integer>> HIDDEN = widths("hidden", "10",
            "widths of the encoder's hidden layers, or none");
    static final Option<List<Integer>> DECODER_HIDDEN = widths("decoder-hidden", "the encoder's in reverse",
            "widths of the decoder's hidden layers, or none");
    static final Option<Integer> LATENT = Option.integer("latent", "N", 1, WIDEST, 3,
            "dimensions of the latent variable");
    static final Option<String> ACTIVATION = Option.choice("activation", "NAME",
            Activation.all().stream().map(Activation::name).toList(), "tanh", "activation of the hidden layers");
    static final Option<String> NORMALIZATION = Option.choice("normalization", "NAME",
            Arrays.stream(Normalization.values()).map(Normalization::id).toList(), NONE,
            "normalisation before the activation of the hidden layers");
    static final Option<Double> DROPOUT = Option.real("dropout", "P", 0, false, 0.999, 0.0,
            "share of the hidden units that masks in the file drop");
    static final Option<String> LIKELIHOOD = LikelihoodOption.of().withStandard("bernoulli_logits", "bernoulli_logits");
    static final Option<Double> VARIANCE = Option.real("variance", "X", 0, true, 1e30, 1.0,
            "variance of the likelihood gaussian_fixed");

    static final Option<Double> LOG_VARIANCE_BOUND = NetworkOptions.LOG_VARIANCE_BOUND;

    static final Option<Integer> CONDITION = Option.integer("condition", "N", 0, WIDEST, 0,
            "columns that encoder and decoder read beside their input");
    static final Option<Integer> BATCH = Option.integer("batch", "N", 1, 1_000_000, 6, "rows of the batch");
    static final Option<String> X_KIND = Option.choice("x-kind", "NAME", FixtureMaker.DATA_KINDS, null,
            "data: 0 or 1, uniform in [0, 1), normal, exponential, whole numbers, one 1 in each group, each part of a"
            + " composite by itself").withStandard(null, "what suits the likelihood");
    static final Option<String> WEIGHTS = Option.choice("weights", "NAME", List.of("stored", "splitmix64"), "stored",
            "store the weights, or have the reader make them, for large nets");

    static final Option<String> CORRUPTION = Option.choice("corruption", "NAME",
            List.of(NONE, "masking", "gaussian", "salt_and_pepper"), NONE,
            "what is done to the input of the encoder, not to the target");
    static final Option<Double> CORRUPTION_LEVEL = Option.real("corruption-level", "X", 0, true, 1e6, 0.25,
            "probability, or standard deviation, of the corruption");

    static final OptionGroup NETWORK = OptionGroup.of("Network", INPUTS, HIDDEN, DECODER_HIDDEN, LayerOptions.IMAGE,
            LayerOptions.ENCODER, LayerOptions.DECODER, LayerOptions.DECODER_HEAD, LATENT, ACTIVATION, NORMALIZATION,
                    DROPOUT, LIKELIHOOD, VARIANCE, LOG_VARIANCE_BOUND, CONDITION, WEIGHTS);
    static final OptionGroup DATA = OptionGroup.of("Data", BATCH, X_KIND, CORRUPTION, CORRUPTION_LEVEL, Common.SEED);

    /// What the key `architecture` stands in the place of.
    private static final Set<String> OF_DENSE_NETS = Set.of("x_dim", "enc_hidden", "z_dim", "dec_hidden", "activation",
            "normalization", "likelihood", "sigma2", "posterior", "prior", "components", "condition_dim",
            "log_variance_bound");

    private FixtureOptions() {
    }

    private static Option<List<Integer>> widths(String name, String standard, String help) {
        Option<List<Integer>> sizes = Option.sizes(name, "N,...", 1, WIDEST, null, help);
        return new Option<>(name, "N,...", sizes.expected() + ", or none",
                text -> text.equals(NONE) ? List.of() : sizes.reader().apply(text), null, standard, help);
    }

    /// The metadata that the options ask for.
    static Map<String, String> description(Arguments arguments) throws UsageException {
        Map<String, String> description = new LinkedHashMap<>();
        String kind = arguments.has(KIND) ? arguments.get(KIND) : arguments.get(FixtureTrainingOptions.STEPS) > 0
                ? "optimizer_trajectory" : "vae_gradients";
        description.put("kind", kind);
        description.put("case", kind + "_" + arguments.get(Common.SEED));
        description.put("dtype", arguments.get(DTYPE).toUpperCase(Locale.ROOT));
        if (kind.equals("elementwise")) {
            for (OptionGroup group : List.of(NETWORK, FixtureObjectiveOptions.LATENT, FixtureObjectiveOptions.LOSS,
                    FixtureTrainingOptions.GROUP)) {
                for (Option<?> option : group.options()) {
                    refuse(arguments, option, "a fixture of kind elementwise has no net");
                }
            }
            refuse(arguments, BATCH, "a fixture of kind elementwise has no net");
            for (Option<?> option : List.of(X_KIND, CORRUPTION, CORRUPTION_LEVEL)) {
                refuse(arguments, option, "a fixture of kind elementwise has a grid of its own");
            }
        } else {
            network(arguments, description);
            FixtureObjectiveOptions.put(arguments, description);
            if (LayerOptions.areGiven(arguments)) {
                layers(arguments, description);
            }
            data(arguments, description);
        }
        description.put("seed", arguments.get(Common.SEED).toString());
        description.put("made_with", "Lanewise, float64 reference");
        if (kind.equals("optimizer_trajectory")) {
            if (arguments.get(WEIGHTS).equals("splitmix64")) {
                throw new UsageException("--weights: 'splitmix64', expected stored: a trajectory holds the parameters"
                        + " after every step");
            }
            FixtureTrainingOptions.put(arguments, description);
        } else {
            for (Option<?> option : FixtureTrainingOptions.GROUP.options()) {
                refuse(arguments, option, "it is for a trajectory, expected --steps as well");
            }
        }
        return description;
    }

    private static void network(Arguments arguments, Map<String, String> description) throws UsageException {
        List<Integer> hidden = arguments.has(HIDDEN) ? arguments.get(HIDDEN) : List.of(10);
        List<Integer> reverse = new ArrayList<>(hidden);
        Collections.reverse(reverse);
        description.put("x_dim", arguments.get(INPUTS).toString());
        description.put("enc_hidden", text(hidden));
        description.put("z_dim", arguments.get(LATENT).toString());
        description.put("dec_hidden", text(arguments.has(DECODER_HIDDEN) ? arguments.get(DECODER_HIDDEN) : reverse));
        description.put("activation", arguments.get(ACTIVATION));
        if (arguments.has(NORMALIZATION)) {
            description.put("normalization", arguments.get(NORMALIZATION));
        }
        if (arguments.has(DROPOUT)) {
            description.put("dropout", arguments.get(DROPOUT).toString());
        }
        ReferenceLikelihood reference = ReferenceLikelihood.of(LikelihoodOption.read(arguments.get(LIKELIHOOD)));
        String likelihood = reference.label();
        if (reference instanceof FixedGaussian fixed) {
            description.put("likelihood", likelihood);
            description.put("sigma2",
                    Double.toString(arguments.has(VARIANCE) ? arguments.get(VARIANCE) : fixed.variance()));
        } else {
            description.put("likelihood", reference.text());
            refuse(arguments, VARIANCE, "the likelihood " + likelihood + " has none, it is for gaussian_fixed");
        }
        description.put("condition_dim", arguments.get(CONDITION).toString());
        if (arguments.has(LOG_VARIANCE_BOUND)) {
            description.put("log_variance_bound", arguments.get(LOG_VARIANCE_BOUND).toString());
        }
        description.put("weights", arguments.get(WEIGHTS));
    }

    /// Puts the whole net under one key in the place of those that are of dense ones alone.
    private static void layers(Arguments arguments, Map<String, String> description) throws UsageException {
        LayerOptions.exclude(arguments, INPUTS, HIDDEN, DECODER_HIDDEN);
        Likelihood likelihood = LikelihoodOption.read(arguments.get(LIKELIHOOD));
        if (likelihood instanceof GaussianFixed && arguments.has(VARIANCE)) {
            likelihood = new GaussianFixed(arguments.get(VARIANCE));
        }
        Architecture architecture = new LayerOptions(Activation.named(arguments.get(ACTIVATION)),
                Normalization.named(arguments.get(NORMALIZATION)), arguments.get(LATENT), likelihood,
                Posterior.named(arguments.get(FixtureObjectiveOptions.POSTERIOR)),
                Prior.named(arguments.get(FixtureObjectiveOptions.PRIOR),
                        arguments.get(FixtureObjectiveOptions.COMPONENTS)),
                arguments.get(CONDITION)).architecture(arguments);
        if (arguments.has(LOG_VARIANCE_BOUND)) {
            architecture = architecture.withLogVarianceBound(arguments.get(LOG_VARIANCE_BOUND));
        }
        description.keySet().removeAll(OF_DENSE_NETS);
        description.put("architecture", architecture.toJson());
    }

    private static void data(Arguments arguments, Map<String, String> description) throws UsageException {
        ReferenceLikelihood likelihood = ReferenceLikelihood.of(LikelihoodOption.read(arguments.get(LIKELIHOOD)));
        String kind = arguments.has(X_KIND) ? arguments.get(X_KIND) : likelihood.data().getFirst();
        if (!likelihood.data().contains(kind)) {
            throw new UsageException("--x-kind: '" + kind + "', expected " + String.join(" or ", likelihood.data())
                    + ": the likelihood " + likelihood.label() + " is for no other data");
        }
        description.put("batch", arguments.get(BATCH).toString());
        description.put("x_kind", kind);
        description.put("corruption", arguments.get(CORRUPTION));
        if (arguments.get(CORRUPTION).equals(NONE)) {
            refuse(arguments, CORRUPTION_LEVEL, "no corruption without --corruption");
        } else {
            description.put("corruption_level", arguments.get(CORRUPTION_LEVEL).toString());
        }
    }

    private static String text(List<Integer> widths) {
        return String.join(",", widths.stream().map(String::valueOf).toList());
    }

    private static void refuse(Arguments arguments, Option<?> option, String why) throws UsageException {
        if (arguments.has(option)) {
            throw new UsageException("--" + option.name() + ": " + why);
        }
    }
}
