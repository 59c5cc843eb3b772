package lanewise.vae.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.layer.Initialization;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schedule.Warmup;
import lanewise.vae.train.Binarization;
import lanewise.vae.train.Corruption;
import lanewise.vae.train.Optimizer;
import lanewise.vae.train.TrainingConfiguration;

/// The options of `train` that decide what is trained and how: together with the data they determine every
/// bit of the result.
final class TrainOptions {

    private static final int LONG = 1000;
    private static final String SHUFFLED = "shuffled";
    private static final String BEST = "best";
    private static final String MEAN = "mean";
    private static final String BY_PRESET = "as the preset says";

    static final Option<String> INIT = Option.choice("init", "NAME",
            Arrays.stream(Initialization.values()).map(Initialization::id).toList(), null, "how the weights start")
            .withStandard(null, BY_PRESET);

    static final Option<Integer> EPOCHS = Option.count("epochs", "N", 1, null, "passes over the training examples")
            .withStandard(null, "10");
    static final Option<Integer> BATCH = Option.integer("batch", "N", 1, TrainingConfiguration.MOST_ROWS, null,
            "examples per step, or of each block of a step with --accumulate").withStandard(null, "128");
    static final Option<Integer> ACCUMULATE = Option.integer("accumulate", "N", 1, TrainingConfiguration.MOST_BLOCKS,
            null, "blocks of --batch examples per step, their gradients added in a fixed tree")
            .withStandard(null, "1");
    static final Option<String> OPTIMIZER = Option.choice("optimizer", "NAME",
            Optimizer.types().stream().map(Optimizer::name).toList(), null, "how parameters follow from gradients")
            .withStandard(null, "adam");
    static final Option<Double> LEARNING_RATE = Option.real("lr", "X", 0, true, 1e6, null, "learning rate")
            .withStandard(null, "0.001");
    static final Option<Double> MOMENTUM = Option.real("momentum", "X", 0, false, 0.999999, null, "momentum of sgd")
            .withStandard(null, "0");
    static final Option<Double> WEIGHT_DECAY = Option.real("weight-decay", "X", 0, false, 1e6, null, "weight decay")
            .withStandard(null, "the optimizer's");
    static final Option<Double> BETA1 = Option.real("beta1", "X", 0, false, 0.9999999, null,
            "decay of the first moment of adam and adamw").withStandard(null, "0.9");
    static final Option<Double> BETA2 = Option.real("beta2", "X", 0, false, 0.9999999, null,
            "decay of the second moment of adam and adamw").withStandard(null, "0.999");
    static final Option<Double> EPSILON = Option.real("epsilon", "X", 0, true, 1e6, null,
            "what is added to the root that divides").withStandard(null, "the optimizer's");
    static final Option<Double> SECOND_MOMENT = Option.real("second-moment", "X", 0, false, 1e6, null,
            "where the second moment of adam starts").withStandard(null, "0");
    static final Option<String> SCHEDULE = Option.text("schedule", "NAME[:KEY=X]...", "the learning rate over the run:"
            + " constant, steps, cosine, plateau or iwae_stages, with components such as steps:every=10:factor=0.5")
            .withStandard(null, "constant");
    static final Option<Double> CLIP = Option.real("clip", "X", 0, true, 1e30, null,
            "largest global norm of the gradient").withStandard(null, "no clipping");
    static final Option<Double> DROPOUT = Option.real("dropout", "P", 0, false, 0.999, null,
            "drop outputs of the hidden layers with this probability in training steps").withStandard(null, "0");
    static final Option<Double> VALIDATION = Option.real("validation", "X", 0, false, 0.9, null,
            "share of the training examples kept apart to validate on after each epoch").withStandard(null, "0");

    static final Option<String> BINARIZE = Option.choice("binarize", "NAME", ids(Binarization.values()), null,
            "draw ones with the values as probabilities: once (fixed), for each epoch, or for each step (dynamic);"
            + " or ones where a value is at least 0.5"
            + " (threshold)").withStandard(null, "none");
    static final Option<String> CORRUPT = Option.text("corrupt", "NAME[:KEY=X]",
            "what is done to the encoder's input: none, masking, gaussian or salt_and_pepper, such as"
            + " masking:probability=0.5; the loss still compares with the data").withStandard(null, "none");
    static final Option<String> ORDER = Option.choice("order", "NAME", List.of(SHUFFLED, "data"), null,
            "order of the examples in an epoch: its own, or that of the data").withStandard(null, SHUFFLED);
    static final Option<String> DECODER_BIAS = Option.choice("decoder-bias", "NAME", List.of("init", MEAN), null,
            "where the decoder's last bias starts: as --init says, or where it gives the mean of the data")
            .withStandard(null, "init");

    static final Option<String> WARMUP = Option.text("warmup", "NAME[:KEY=X]...",
            "the weight of the divergence over the run: immediate, linear or cyclical, with components such as"
            + " linear:epochs=5 or cyclical:cycles=4:rise=0.5").withStandard(null, "immediate");
    static final Option<Integer> PATIENCE = Option.count("patience", "N", 1, null,
            "end after N epochs in a row without a smaller validation loss").withStandard(null, "never");
    static final Option<String> KEEP = Option.choice("keep", "NAME", List.of("last", BEST), null,
            "the model of the last epoch, or of that with the smallest validation loss").withStandard(null, "last");

    static final OptionGroup TRAINING = OptionGroup.of("Training", EPOCHS, BATCH, ACCUMULATE, OPTIMIZER,
            LEARNING_RATE, SCHEDULE, MOMENTUM, BETA1, BETA2, EPSILON, SECOND_MOMENT, WEIGHT_DECAY, CLIP, DROPOUT,
            WARMUP, BINARIZE, CORRUPT, ORDER, VALIDATION, PATIENCE, KEEP, Common.SEED);

    /// What is said of an optimizer, in the order in which it is refused.
    private static final List<Map.Entry<Option<?>, String>> OPTIMIZER_COMPONENTS = List.of(
            Map.entry(LEARNING_RATE, "learningRate"), Map.entry(MOMENTUM, "momentum"), Map.entry(BETA1, "beta1"),
            Map.entry(BETA2, "beta2"), Map.entry(EPSILON, "epsilon"), Map.entry(SECOND_MOMENT, "initialSecondMoment"),
            Map.entry(WEIGHT_DECAY, "weightDecay"));

    private TrainOptions() {
    }

    private static List<String> ids(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    }

    /// Refuses what cannot be, before anything is read.
    static void check(Arguments arguments) throws UsageException {
        configuration(arguments, Base.of(arguments));
        NetworkOptions.check(arguments);
    }

    /// How to train.
    static TrainingConfiguration configuration(Arguments arguments, Base of) throws UsageException {
        TrainingConfiguration base = of.training();
        Map<String, Object> fields = new TreeMap<>(base.toMap());
        fields.put("seed", arguments.get(Common.SEED));
        put(fields, "epochs", arguments.get(EPOCHS));
        put(fields, "batchSize", arguments.get(BATCH));
        put(fields, "accumulate", arguments.get(ACCUMULATE));
        fields.put("objective", ObjectiveOptions.read(arguments, base.objective()));
        put(fields, "initialization", arguments.get(INIT));
        put(fields, "clipNorm", arguments.get(CLIP));
        put(fields, "dropout", arguments.get(DROPOUT));
        put(fields, "validationFraction", arguments.get(VALIDATION));
        put(fields, "binarization", arguments.get(BINARIZE));
        put(fields, "corruption",
                arguments.has(CORRUPT) ? Kind.read(CORRUPT, arguments.get(CORRUPT), corruptions()) : null);
        put(fields, "shuffle", arguments.has(ORDER) ? arguments.get(ORDER).equals(SHUFFLED) : null);
        put(fields, "biasFromMean", arguments.has(DECODER_BIAS) ? arguments.get(DECODER_BIAS).equals(MEAN) : null);
        put(fields, "patience", arguments.get(PATIENCE));
        put(fields, "keepBest", arguments.has(KEEP) ? arguments.get(KEEP).equals(BEST) : null);
        put(fields, "warmup", arguments.has(WARMUP) ? Kind.read(WARMUP, arguments.get(WARMUP), warmups()) : null);
        put(fields, "schedule",
                arguments.has(SCHEDULE) ? Kind.read(SCHEDULE, arguments.get(SCHEDULE), schedules()) : null);
        fields.put("optimizer", optimizer(arguments, base.optimizer()));
        try {
            TrainingConfiguration configuration = TrainingConfiguration.fromJson(Json.write(fields), "the options");
            if ((configuration.keepBest() || configuration.patience() > 0) && configuration.validationFraction() == 0) {
                throw new UsageException((configuration.keepBest() ? "--keep: best" : "--patience:")
                        + " needs validation examples to tell the best epoch by, such as --validation 0.1");
            }
            return configuration;
        } catch (FormatException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /// The optimizer's components by name; an option that this optimizer does not know is refused.
    private static Map<String, Object> optimizer(Arguments arguments, Optimizer base) throws UsageException {
        String name = arguments.has(OPTIMIZER) ? arguments.get(OPTIMIZER) : base.name();
        Map<String, Object> fields = components(name.equals(base.name()) ? base : standardOptimizer(name));
        for (Map.Entry<Option<?>, String> entry : OPTIMIZER_COMPONENTS) {
            Option<?> option = entry.getKey();
            String component = entry.getValue();
            if (arguments.has(option) && !fields.containsKey(component)) {
                throw new UsageException("--" + option.name() + ": " + name + " has none, it is for "
                        + String.join(", ", Optimizer.types().stream().map(Optimizer::name).filter(
                                other -> components(standardOptimizer(other)).containsKey(component)).toList()));
            }
            put(fields, component, arguments.get(option));
        }
        return fields;
    }

    private static Optimizer standardOptimizer(String name) {
        return Optimizer.types().stream().filter(type -> Optimizer.name(type).equals(name)).map(TrainOptions::standard)
                .findFirst().orElseThrow();
    }

    private static <T> T standard(Class<? extends T> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no constructor without arguments", e);
        }
    }

    /// The JSON forms of all schedules, taken from a run so long that it suits any.
    private static List<Map<String, Object>> schedules() {
        return Schedule.types().stream().map(type ->
                component(new TrainingConfiguration().epochs(LONG).schedule(standard(type)), "schedule")).toList();
    }

    private static List<Map<String, Object>> corruptions() {
        return Corruption.types().stream()
                .map(type -> component(new TrainingConfiguration().corruption(standard(type)), "corruption")).toList();
    }

    private static List<Map<String, Object>> warmups() {
        return Warmup.types().stream().map(
                type -> component(new TrainingConfiguration().epochs(LONG).warmup(standard(type)), "warmup")).toList();
    }

    /// The JSON form of an optimizer.
    private static Map<String, Object> components(Optimizer optimizer) {
        return component(new TrainingConfiguration().optimizer(optimizer), "optimizer");
    }

    private static Map<String, Object> component(TrainingConfiguration configuration, String component) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) configuration.toMap().get(component)).forEach((name, value) -> fields.put((String) name, value));
        return fields;
    }
}
