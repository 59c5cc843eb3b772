package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.reference.ReferenceActivation;
import lanewise.vae.reference.ReferenceLikelihood;

/// The options of `fixtures write` that decide what is written: they become the metadata of the file.
final class FixtureOptions {

    private static final int WIDEST = 65_536;
    private static final String NONE = "none";

    static final Option<String> KIND = Option.choice("kind", "NAME", List.of("vae_gradients", "optimizer_trajectory", "elementwise"), null,
            "one pass, steps of an optimizer, or functions on a grid").withStandard(null, "a pass, a trajectory with --steps");
    static final Option<String> DTYPE = Option.choice("dtype", "TYPE", List.of("f32", "f64"), "f64", "type in which the results are stored");

    static final Option<Integer> INPUTS = Option.integer("inputs", "N", 1, WIDEST, 12, "width of the data");
    static final Option<List<Integer>> HIDDEN = widths("hidden", "10", "widths of the encoder's hidden layers, or none");
    static final Option<List<Integer>> DECODER_HIDDEN = widths("decoder-hidden", "the encoder's in reverse", "widths of the decoder's hidden layers, or none");
    static final Option<Integer> LATENT = Option.integer("latent", "N", 1, WIDEST, 3, "dimensions of the latent variable");
    static final Option<String> ACTIVATION = Option.choice("activation", "NAME",
            Arrays.stream(ReferenceActivation.values()).map(ReferenceActivation::label).toList(), "tanh", "activation of the hidden layers");
    static final Option<String> LIKELIHOOD = Option.choice("likelihood", "NAME", ReferenceLikelihood.labels(), "bernoulli_logits", "what the decoder describes");
    static final Option<Double> VARIANCE = Option.real("variance", "X", 0, true, 1e30, 1.0, "variance of the likelihood gaussian_fixed");

    static final Option<String> OBJECTIVE = Option.choice("objective", "NAME", List.of("elbo", "iwae"), "elbo", "what is minimised");
    static final Option<Integer> SAMPLES = Option.integer("samples", "N", 1, 10_000, 1, "latent samples per row: L of the ELBO, K of the IWAE");
    static final Option<Double> BETA = Option.real("beta", "X", 0, false, 1e30, 1.0, "factor of the divergence (KL)");
    static final Option<String> REDUCTION = Option.choice("reduction", "NAME", List.of("sum", "mean"), "sum", "of the loss over the rows of the batch");
    static final Option<String> FREE_BITS_MODE = Option.choice("free-bits-mode", "NAME", List.of(NONE, "per_sample", "batch_mean"), NONE,
            "where the divergence has a floor");
    static final Option<Double> FREE_BITS = Option.real("free-bits", "X", 0, false, 1e30, 0.0, "the floor, nats per latent dimension");

    static final Option<Integer> BATCH = Option.integer("batch", "N", 1, 1_000_000, 6, "rows of the batch");
    static final Option<String> X_KIND = Option.choice("x-kind", "NAME", List.of("binary", "soft", "real"), null,
            "data: 0 or 1, uniform in [0, 1), normal").withStandard(null, "what suits the likelihood");
    static final Option<String> WEIGHTS = Option.choice("weights", "NAME", List.of("stored", "splitmix64"), "stored",
            "store the weights, or have the reader make them, for large nets");

    static final Option<Integer> STEPS = Option.integer("steps", "N", 0, 100_000, 0, "steps of the optimizer");
    static final Option<String> OPTIMIZER = Option.choice("optimizer", "NAME", List.of("adam", "adamw", "sgd"), "adam", "how parameters follow from gradients");
    static final Option<Double> LEARNING_RATE = Option.real("lr", "X", 0, true, 1e6, 0.01, "learning rate");
    static final Option<Double> WEIGHT_DECAY = Option.real("weight-decay", "X", 0, false, 1e6, 0.0, "weight decay");
    static final Option<Double> BETA1 = Option.real("beta1", "X", 0, false, 0.999999999, 0.9, "decay of the first moment of adam and adamw");
    static final Option<Double> BETA2 = Option.real("beta2", "X", 0, false, 0.999999999, 0.999, "decay of the second moment of adam and adamw");
    static final Option<Double> EPSILON = Option.real("epsilon", "X", 0, false, 1, 1e-8, "added to the root in adam and adamw");
    static final Option<Boolean> AMSGRAD = Option.flag("amsgrad", "let adam or adamw divide by the largest second moment so far");
    static final Option<Double> MOMENTUM = Option.real("momentum", "X", 0, false, 0.999999999, 0.0, "momentum of sgd");
    static final Option<Double> DAMPENING = Option.real("dampening", "X", 0, false, 1, 0.0, "share of a new gradient that the momentum of sgd leaves out");
    static final Option<Boolean> NESTEROV = Option.flag("nesterov", "let sgd look ahead along its momentum");
    static final Option<Double> CLIP = Option.real("clip", "X", 0, true, 1e30, null, "largest global norm of the gradient").withStandard(null, "no clipping");

    static final OptionGroup NETWORK = OptionGroup.of("Network", INPUTS, HIDDEN, DECODER_HIDDEN, LATENT, ACTIVATION, LIKELIHOOD, VARIANCE, WEIGHTS);
    static final OptionGroup LOSS = OptionGroup.of("Objective", OBJECTIVE, SAMPLES, BETA, REDUCTION, FREE_BITS_MODE, FREE_BITS);
    static final OptionGroup DATA = OptionGroup.of("Data", BATCH, X_KIND, Common.SEED);
    static final OptionGroup TRAINING = OptionGroup.of("Optimizer", STEPS, OPTIMIZER, LEARNING_RATE, WEIGHT_DECAY, BETA1, BETA2, EPSILON, AMSGRAD, MOMENTUM,
            DAMPENING, NESTEROV, CLIP);

    private FixtureOptions() {
    }

    private static Option<List<Integer>> widths(String name, String standard, String help) {
        Option<List<Integer>> sizes = Option.sizes(name, "N,...", 1, WIDEST, null, help);
        return new Option<>(name, "N,...", sizes.expected() + ", or none", text -> text.equals(NONE) ? List.of() : sizes.reader().apply(text), null, standard,
                help);
    }

    /// The metadata that the options ask for.
    static Map<String, String> description(Arguments arguments) throws UsageException {
        Map<String, String> description = new LinkedHashMap<>();
        String kind = arguments.has(KIND) ? arguments.get(KIND) : arguments.get(STEPS) > 0 ? "optimizer_trajectory" : "vae_gradients";
        description.put("kind", kind);
        description.put("case", kind + "_" + arguments.get(Common.SEED));
        description.put("dtype", arguments.get(DTYPE).toUpperCase(Locale.ROOT));
        if (kind.equals("elementwise")) {
            for (OptionGroup group : List.of(NETWORK, LOSS, TRAINING)) {
                for (Option<?> option : group.options()) {
                    refuse(arguments, option, "a fixture of kind elementwise has no net");
                }
            }
            refuse(arguments, BATCH, "a fixture of kind elementwise has no net");
            refuse(arguments, X_KIND, "a fixture of kind elementwise has a grid of its own");
        } else {
            network(arguments, description);
            objective(arguments, description);
            data(arguments, description);
        }
        description.put("seed", arguments.get(Common.SEED).toString());
        description.put("made_with", "Lanewise, float64 reference");
        if (kind.equals("optimizer_trajectory")) {
            training(arguments, description);
        } else {
            for (Option<?> option : TRAINING.options()) {
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
        String likelihood = arguments.get(LIKELIHOOD);
        description.put("likelihood", likelihood);
        if (likelihood.equals("gaussian_fixed")) {
            description.put("sigma2", arguments.get(VARIANCE).toString());
        } else {
            refuse(arguments, VARIANCE, "the likelihood " + likelihood + " has none, it is for gaussian_fixed");
        }
        description.put("weights", arguments.get(WEIGHTS));
    }

    private static void objective(Arguments arguments, Map<String, String> description) throws UsageException {
        String objective = arguments.get(OBJECTIVE);
        description.put("objective", objective);
        description.put("reduction", arguments.get(REDUCTION));
        if (objective.equals("iwae")) {
            for (Option<?> option : List.of(BETA, FREE_BITS_MODE, FREE_BITS)) {
                refuse(arguments, option, "it is for the objective elbo");
            }
            description.put("K", arguments.get(SAMPLES).toString());
            return;
        }
        description.put("L", arguments.get(SAMPLES).toString());
        description.put("beta", arguments.get(BETA).toString());
        description.put("free_bits_mode", arguments.get(FREE_BITS_MODE));
        if (arguments.get(FREE_BITS_MODE).equals(NONE)) {
            refuse(arguments, FREE_BITS, "no floor without --free-bits-mode per_sample or batch_mean");
        }
        description.put("free_bits", arguments.get(FREE_BITS).toString());
    }

    private static void data(Arguments arguments, Map<String, String> description) throws UsageException {
        boolean probabilities = arguments.get(LIKELIHOOD).equals("bernoulli_logits");
        String kind = arguments.has(X_KIND) ? arguments.get(X_KIND) : probabilities ? "binary" : "real";
        if (probabilities && kind.equals("real")) {
            throw new UsageException("--x-kind: 'real', expected binary or soft: the likelihood bernoulli_logits is for numbers from 0 to 1");
        }
        description.put("batch", arguments.get(BATCH).toString());
        description.put("x_kind", kind);
    }

    private static void training(Arguments arguments, Map<String, String> description) throws UsageException {
        if (arguments.get(STEPS) < 1) {
            throw new UsageException("--steps: " + arguments.get(STEPS) + ", expected at least 1 for a trajectory");
        }
        if (arguments.get(WEIGHTS).equals("splitmix64")) {
            throw new UsageException("--weights: 'splitmix64', expected stored: a trajectory holds the parameters after every step");
        }
        String optimizer = arguments.get(OPTIMIZER);
        boolean sgd = optimizer.equals("sgd");
        for (Option<?> option : sgd ? List.of(BETA1, BETA2, EPSILON, AMSGRAD) : List.of(MOMENTUM, DAMPENING, NESTEROV)) {
            refuse(arguments, option, "the optimizer " + optimizer + " has none, it is for " + (sgd ? "adam and adamw" : "sgd"));
        }
        description.put("steps", arguments.get(STEPS).toString());
        description.put("optimizer", optimizer);
        description.put("lr", arguments.get(LEARNING_RATE).toString());
        description.put("weight_decay", arguments.get(WEIGHT_DECAY).toString());
        if (sgd) {
            description.put("momentum", arguments.get(MOMENTUM).toString());
            description.put("dampening", arguments.get(DAMPENING).toString());
            description.put("nesterov", arguments.get(NESTEROV).toString());
        } else {
            description.put("betas", arguments.get(BETA1) + "," + arguments.get(BETA2));
            description.put("eps_opt", arguments.get(EPSILON).toString());
            description.put("amsgrad", arguments.get(AMSGRAD).toString());
        }
        description.put("clip_grad_norm", arguments.has(CLIP) ? arguments.get(CLIP).toString() : "0.0");
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
