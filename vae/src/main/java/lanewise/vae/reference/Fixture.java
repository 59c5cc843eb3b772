package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A case that any implementation can be held against: a description, the inputs, and the results that somebody computed.
///
/// The description's key `kind` says which:
/// - `vae_gradients`: one forward and backward pass ([ReferenceModel]); parameters by name or, with `weights` = `splitmix64`, from `seed` ([SplitMixWeights]), `x`, `eps`;
/// - `optimizer_trajectory`: some steps of an optimizer ([Trajectory]); `step0.<p>`, `x`, `eps`;
/// - `elementwise`: functions on a grid; `x`, `logsumexp.x`.
///
/// Where a gradient is too large to store, `gradsample.index.<p>` asks for `gradsample.value.<p>`, `gradsample.l2norm.<p>` and `gradsample.sum.<p>`; `wcheck.<p>` is the
/// head of a parameter. Immutable as long as nobody writes to the tensors.
///
/// @param description the string-to-string metadata of the file
/// @param tensors inputs and results by name
public record Fixture(Map<String, String> description, Map<String, DoubleTensor> tensors) {

    /// Copies the maps, keeping their order.
    public Fixture {
        description = Collections.unmodifiableMap(new LinkedHashMap<>(description));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /// Every result that the inputs determine, computed afresh.
    ///
    /// @return the results by name
    /// @throws IllegalArgumentException if the description or an input is missing or wrong
    public Map<String, DoubleTensor> recompute() {
        return switch (required("kind")) {
            case "vae_gradients" -> pass();
            case "optimizer_trajectory" -> new Trajectory(model(), rule(), (int) number("steps", 1), number("clip_grad_norm", 0)).run(tensors);
            case "elementwise" -> FunctionTable.of(tensors);
            default -> throw wrong("kind", "vae_gradients, optimizer_trajectory or elementwise");
        };
    }

    /// How far the results in this fixture are from those computed afresh, in the order of this fixture.
    ///
    /// @param singlePrecision whether the fixture's results are stored as float32
    /// @return one deviation per result
    /// @throws IllegalArgumentException if the description or an input is missing or wrong, or a result has another number of elements
    public List<Deviation> deviations(boolean singlePrecision) {
        Map<String, DoubleTensor> truth = recompute();
        List<Deviation> deviations = new ArrayList<>();
        for (Map.Entry<String, DoubleTensor> entry : tensors.entrySet()) {
            DoubleTensor expected = truth.get(entry.getKey());
            if (expected != null) {
                deviations.add(Deviation.between(entry.getKey(), expected, entry.getValue(), singlePrecision));
            }
        }
        return deviations;
    }

    /// Names of tensors that are neither inputs nor results this reference computes.
    ///
    /// @return the names, sorted; empty in a fixture that is understood as a whole
    public Set<String> unknown() {
        Set<String> names = new TreeSet<>(tensors.keySet());
        names.removeAll(recompute().keySet());
        names.removeAll(Set.of("x", "x_target", "eps", "logsumexp.x"));
        names.removeIf(name -> name.startsWith("gradsample.index."));
        if (!required("kind").equals("elementwise")) {
            for (String parameter : model().parameterShapes().keySet()) {
                names.remove(parameter);
                names.remove("step0." + parameter);
            }
        }
        return names;
    }

    /// The model that the description tells of.
    ///
    /// @return the model
    /// @throws IllegalArgumentException if a key is missing or its value wrong
    public ReferenceModel model() {
        ReferenceObjective objective = switch (required("objective")) {
            case "elbo" -> new ReferenceObjective.Elbo(number("beta", 1), (int) number("L", 1), new ReferenceObjective.FreeBits(
                ReferenceObjective.FreeBits.Mode.labelled(description.getOrDefault("free_bits_mode", "none")), number("free_bits", 0)));
            case "iwae" -> new ReferenceObjective.Iwae((int) number("K", 1));
            default -> throw wrong("objective", "elbo or iwae");
        };
        return new ReferenceModel((int) number("x_dim", -1), widths("enc_hidden"), (int) number("z_dim", -1), widths("dec_hidden"),
            ReferenceActivation.labelled(required("activation")), ReferenceLikelihood.labelled(required("likelihood"), number("sigma2", 1)),
            objective, ReferenceObjective.Reduction.labelled(required("reduction")));
    }

    private Map<String, DoubleTensor> pass() {
        ReferenceModel model = model();
        Map<String, DoubleTensor> inputs = new LinkedHashMap<>(tensors);
        if (description.getOrDefault("weights", "stored").equals("splitmix64")) {
            inputs.putAll(SplitMixWeights.of(model, Long.parseLong(required("seed"))));
        }
        Map<String, DoubleTensor> results = model.evaluate(inputs);
        for (String name : model.parameterShapes().keySet()) {
            DoubleTensor check = tensors.get("wcheck." + name);
            if (check != null) {
                results.put("wcheck." + name, DoubleTensor.of(Arrays.copyOf(inputs.get(name).values(), check.size()), check.size()));
            }
            DoubleTensor index = tensors.get("gradsample.index." + name);
            if (index != null) {
                sample(name, index, results.get("grad." + name).values(), results);
            }
        }
        return results;
    }

    private static void sample(String name, DoubleTensor index, double[] gradient, Map<String, DoubleTensor> results) {
        double[] values = new double[index.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = gradient[(int) index.values()[i]];
        }
        double squares = 0;
        double sum = 0;
        for (double g : gradient) {
            squares += g * g;
            sum += g;
        }
        results.put("gradsample.value." + name, DoubleTensor.of(values, values.length));
        results.put("gradsample.l2norm." + name, DoubleTensor.scalar(Math.sqrt(squares)));
        results.put("gradsample.sum." + name, DoubleTensor.scalar(sum));
    }

    private ReferenceOptimizer.Rule rule() {
        double rate = number("lr", -1);
        double decay = number("weight_decay", 0);
        String optimizer = required("optimizer");
        return switch (optimizer) {
            case "adam", "adamw" -> {
                String[] betas = description.getOrDefault("betas", "0.9,0.999").split(",");
                yield new ReferenceOptimizer.Adam(rate, Double.parseDouble(betas[0]), Double.parseDouble(betas[1]), number("eps_opt", 1e-8), decay,
                    optimizer.equals("adamw"), Boolean.parseBoolean(description.get("amsgrad")));
            }
            case "sgd" -> new ReferenceOptimizer.Sgd(rate, number("momentum", 0), number("dampening", 0),
                Boolean.parseBoolean(description.get("nesterov")), decay);
            default -> throw wrong("optimizer", "adam, adamw or sgd");
        };
    }

    private String required(String key) {
        String value = description.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + ": missing in the fixture's metadata");
        }
        return value;
    }

    private double number(String key, double absent) {
        String value = description.getOrDefault(key, "");
        try {
            return value.isBlank() ? absent : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw wrong(key, "a number");
        }
    }

    private List<Integer> widths(String key) {
        String value = required(key);
        try {
            return value.isBlank() ? List.of() : Arrays.stream(value.split(",")).map(width -> Integer.valueOf(width.strip())).toList();
        } catch (NumberFormatException e) {
            throw wrong(key, "widths separated by commas");
        }
    }

    private IllegalArgumentException wrong(String key, String expected) {
        return new IllegalArgumentException(key + ": " + description.get(key) + " in the fixture's metadata, expected " + expected);
    }
}
