package lanewise.vae.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.train.TrainingConfiguration;

/// The options of `train` that decide what is minimised: the objective by name, and its components.
final class ObjectiveOptions {

    private static final double LARGEST = 1e6;
    private static final String STANDARD = "the objective's";

    static final Option<String> OBJECTIVE = Option.choice("objective", "NAME",
            Objective.types().stream().map(Objective::name).toList(), null, "what is minimised")
            .withStandard(null, "elbo");
    static final Option<Double> BETA = weight("beta", "factor of the divergence (KL) in elbo and free_bits, of the"
            + " total correlation in beta_tc").withStandard(null, "1, beta_tc 6");
    static final Option<Integer> SAMPLES = Option.integer("samples", "N", 1, Objective.MOST_SAMPLES, null,
            "latent samples per example and step: L, in iwae and dreg K").withStandard(null, "1, iwae and dreg 5");
    static final Option<String> REDUCTION = Option.choice("reduction", "NAME", ids(Reduction.values()), null,
            "of the loss over the examples of a batch").withStandard(null, "as the preset says");
    static final Option<Double> FREE_BITS = weight("free-bits",
            "floor of free_bits under the divergence of each latent dimension, nats");
    static final Option<String> FREE_BITS_MODE = Option.choice("free-bits-mode", "NAME", ids(FreeBits.Mode.values()),
            null, "where the floor of free_bits lies").withStandard(null, "batch_mean");
    static final Option<Double> ALPHA = weight("alpha",
            "factor of the mutual information in beta_tc; what info_vae takes off the divergence");
    static final Option<Double> GAMMA = weight("gamma", "factor of the divergence of the dimensions in beta_tc");
    static final Option<Double> LAMBDA = weight("lambda",
            "info_vae weighs the discrepancy (MMD) by alpha + lambda - 1");
    static final Option<Double> BANDWIDTH = weight("bandwidth",
            "of the kernel of info_vae; 0 for as many as there are latent dimensions");

    static final OptionGroup GROUP = OptionGroup.of("Objective", OBJECTIVE, BETA, SAMPLES, REDUCTION, FREE_BITS,
            FREE_BITS_MODE, ALPHA, GAMMA, LAMBDA, BANDWIDTH);

    private static final Map<Option<?>, String> COMPONENTS = new LinkedHashMap<>();

    static {
        COMPONENTS.put(BETA, "beta");
        COMPONENTS.put(SAMPLES, "samples");
        COMPONENTS.put(REDUCTION, "reduction");
        COMPONENTS.put(FREE_BITS, "floor");
        COMPONENTS.put(FREE_BITS_MODE, "mode");
        COMPONENTS.put(ALPHA, "alpha");
        COMPONENTS.put(GAMMA, "gamma");
        COMPONENTS.put(LAMBDA, "lambda");
        COMPONENTS.put(BANDWIDTH, "bandwidth");
    }

    private ObjectiveOptions() {
    }

    private static Option<Double> weight(String name, String help) {
        return Option.real(name, "X", 0, false, LARGEST, null, help).withStandard(null, STANDARD);
    }

    private static List<String> ids(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    }

    /// The components of the objective as JSON fields; an option for a component that it does not have is refused.
    /// Another objective than the preset's keeps the preset's reduction.
    static Map<String, Object> read(Arguments arguments, Objective base) throws UsageException {
        String name = arguments.has(OBJECTIVE) ? arguments.get(OBJECTIVE) : base.name();
        Map<String, Object> fields = name.equals(base.name()) ? components(base) : components(standard(name));
        fields.put("reduction", base.reduction().name().toLowerCase(Locale.ROOT));
        for (Map.Entry<Option<?>, String> entry : COMPONENTS.entrySet()) {
            Option<?> option = entry.getKey();
            if (arguments.has(option)) {
                if (!fields.containsKey(entry.getValue())) {
                    throw new UsageException("--" + option.name() + ": the objective " + name + " has none, it is for "
                            + String.join(", ", having(entry.getValue())));
                }
                fields.put(entry.getValue(), arguments.get(option));
            }
        }
        return fields;
    }

    private static List<String> having(String component) {
        return Objective.types().stream().map(Objective::name)
                .filter(name -> components(standard(name)).containsKey(component)).toList();
    }

    private static Objective standard(String name) {
        try {
            for (Class<? extends Objective> type : Objective.types()) {
                if (Objective.name(type).equals(name)) {
                    return type.getConstructor().newInstance();
                }
            }
            throw new IllegalArgumentException("there is no objective '" + name + "'");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the objective " + name + " has no constructor without arguments", e);
        }
    }

    private static Map<String, Object> components(Objective objective) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) new TrainingConfiguration().objective(objective).toMap().get("objective"))
                .forEach((name, value) -> fields.put((String) name, value));
        return fields;
    }
}
