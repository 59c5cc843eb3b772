package lanewise.vae.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The options of `fixtures write` about the steps of an optimizer.
final class FixtureTrainingOptions {

    private static final double BELOW_ONE = 0.999999999;
    private static final List<String> ADAMS = List.of("adam", "adamw");

    static final Option<Integer> STEPS = Option.integer("steps", "N", 0, 100_000, 0, "steps of the optimizer");
    static final Option<String> OPTIMIZER = Option.choice("optimizer", "NAME",
            List.of("adam", "adamw", "sgd", "rmsprop", "adagrad"), "adam", "how parameters follow from gradients");
    static final Option<Double> LEARNING_RATE = Option.real("lr", "X", 0, true, 1e6, 0.01, "learning rate");
    static final Option<Double> WEIGHT_DECAY = Option.real("weight-decay", "X", 0, false, 1e6, 0.0, "weight decay");
    static final Option<Double> BETA1 = Option.real("beta1", "X", 0, false, BELOW_ONE, 0.9,
            "decay of the first moment of adam and adamw");
    static final Option<Double> BETA2 = Option.real("beta2", "X", 0, false, BELOW_ONE, 0.999,
            "decay of the second moment of adam and adamw");
    static final Option<Double> EPSILON = Option.real("epsilon", "X", 0, false, 1, null, "added to the root")
            .withStandard(null, "1e-8, adagrad 1e-10");
    static final Option<Boolean> AMSGRAD = Option.flag("amsgrad",
            "let adam or adamw divide by the largest second moment so far");
    static final Option<Double> INITIAL_SECOND = Option.real("initial-second-moment", "X", 0, false, 1e6, 0.0,
            "where the second moment of adam and adamw starts");
    static final Option<Double> MOMENTUM = Option.real("momentum", "X", 0, false, BELOW_ONE, 0.0,
            "momentum of sgd and rmsprop");
    static final Option<Double> DAMPENING = Option.real("dampening", "X", 0, false, 1, 0.0,
            "share of a new gradient that the momentum of sgd leaves out");
    static final Option<Boolean> NESTEROV = Option.flag("nesterov", "let sgd look ahead along its momentum");
    static final Option<Double> RMS_DECAY = Option.real("rms-decay", "X", 0, false, BELOW_ONE, 0.99,
            "decay of the mean square of rmsprop");
    static final Option<Double> LR_DECAY = Option.real("lr-decay", "X", 0, false, 1e6, 0.0,
            "how the rate of adagrad falls with the steps");
    static final Option<Double> INITIAL_SUM = Option.real("initial-sum", "X", 0, false, 1e6, 0.0,
            "where the sum of squares of adagrad starts");
    static final Option<Double> CLIP = Option.real("clip", "X", 0, true, 1e30, null,
            "largest global norm of the gradient").withStandard(null, "no clipping");
    static final Option<String> SCHEDULE = Option.choice("schedule", "NAME",
            List.of("constant", "steps", "cosine", "iwae_stages", "plateau"), "constant",
            "factor of the learning rate; the file holds its constants as lr_every 1, lr_factor 0.5 (steps), lr_rise"
            + " 0.2, lr_floor 0.1 (cosine), lr_factor 0.5, lr_patience 1, lr_threshold 0.1, lr_floor 0.1 (plateau)");
    static final Option<String> WARM_UP = Option.choice("warm-up", "NAME", List.of("none", "linear", "cyclical"),
            "none", "factor of all of the loss but the reconstruction: over the first half of the steps, or twice over"
            + " half of a cycle");

    static final OptionGroup GROUP = OptionGroup.of("Optimizer", STEPS, OPTIMIZER, LEARNING_RATE, WEIGHT_DECAY, BETA1,
            BETA2, EPSILON, AMSGRAD, INITIAL_SECOND, MOMENTUM, DAMPENING, NESTEROV, RMS_DECAY, LR_DECAY, INITIAL_SUM,
            CLIP, SCHEDULE, WARM_UP);

    /// The optimizers that an option is for, and its metadata key.
    private record Place(List<String> optimizers, String key) {
    }

    private static final Map<Option<?>, Place> FOR = new LinkedHashMap<>();

    static {
        FOR.put(EPSILON, new Place(List.of("adam", "adamw", "rmsprop", "adagrad"), "eps_opt"));
        FOR.put(AMSGRAD, new Place(ADAMS, "amsgrad"));
        FOR.put(INITIAL_SECOND, new Place(ADAMS, "initial_second_moment"));
        FOR.put(MOMENTUM, new Place(List.of("sgd", "rmsprop"), "momentum"));
        FOR.put(DAMPENING, new Place(List.of("sgd"), "dampening"));
        FOR.put(NESTEROV, new Place(List.of("sgd"), "nesterov"));
        FOR.put(RMS_DECAY, new Place(List.of("rmsprop"), "rms_decay"));
        FOR.put(LR_DECAY, new Place(List.of("adagrad"), "lr_decay"));
        FOR.put(INITIAL_SUM, new Place(List.of("adagrad"), "initial_sum"));
    }

    private FixtureTrainingOptions() {
    }

    /// Puts the metadata that the options ask for.
    static void put(Arguments arguments, Map<String, String> description) throws UsageException {
        if (arguments.get(STEPS) < 1) {
            throw new UsageException("--steps: " + arguments.get(STEPS) + ", expected at least 1 for a trajectory");
        }
        String optimizer = arguments.get(OPTIMIZER);
        for (Option<?> option : List.of(BETA1, BETA2)) {
            refuse(arguments, option, optimizer, ADAMS);
        }
        description.put("steps", arguments.get(STEPS).toString());
        description.put("optimizer", optimizer);
        description.put("lr", arguments.get(LEARNING_RATE).toString());
        description.put("weight_decay", arguments.get(WEIGHT_DECAY).toString());
        if (ADAMS.contains(optimizer)) {
            description.put("betas", arguments.get(BETA1) + "," + arguments.get(BETA2));
        }
        for (Map.Entry<Option<?>, Place> entry : FOR.entrySet()) {
            refuse(arguments, entry.getKey(), optimizer, entry.getValue().optimizers);
            Object value = entry.getKey() == EPSILON && !arguments.has(EPSILON)
                    ? (Double) (optimizer.equals("adagrad") ? 1e-10 : 1e-8) : arguments.get(entry.getKey());
            if (entry.getValue().optimizers.contains(optimizer)) {
                description.put(entry.getValue().key, value.toString());
            }
        }
        description.put("clip_grad_norm", arguments.has(CLIP) ? arguments.get(CLIP).toString() : "0.0");
        schedules(arguments, description);
    }

    private static void schedules(Arguments arguments, Map<String, String> description) throws UsageException {
        description.put("lr_schedule", arguments.get(SCHEDULE));
        switch (arguments.get(SCHEDULE)) {
            case "steps" -> put(description, "lr_every", "1", "lr_factor", "0.5");
            case "cosine" -> put(description, "lr_rise", "0.2", "lr_floor", "0.1");
            case "plateau" -> put(description, "lr_factor", "0.5", "lr_patience", "1", "lr_threshold", "0.1",
                    "lr_floor", "0.1");
            default -> {
            }
        }
        String warmUp = arguments.get(WARM_UP);
        if (!warmUp.equals("none") && !List.of("elbo", "beta_tc", "info_vae").contains(description.get("objective"))) {
            throw new UsageException("--warm-up: the objective " + description.get("objective")
                    + " has no weight that could rise, expected elbo, beta_tc or info_vae");
        }
        description.put("warmup", warmUp);
        switch (warmUp) {
            case "linear" -> put(description, "warmup_steps", Integer.toString((arguments.get(STEPS) + 1) / 2));
            case "cyclical" -> put(description, "warmup_cycles", "2", "warmup_rise", "0.5");
            default -> {
            }
        }
    }

    private static void put(Map<String, String> description, String... entries) {
        for (int i = 0; i < entries.length; i += 2) {
            description.put(entries[i], entries[i + 1]);
        }
    }

    private static void refuse(Arguments arguments, Option<?> option, String optimizer, List<String> optimizers)
            throws UsageException {
        if (arguments.has(option) && !optimizers.contains(optimizer)) {
            throw new UsageException("--" + option.name() + ": the optimizer " + optimizer + " has none, it is for "
                    + String.join(" and ", optimizers));
        }
    }
}
