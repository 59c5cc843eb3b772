package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The inputs of a fixture of a net, checked, and what follows from them.
final class FixtureInputs {
    private final Description keys;
    private final ReferenceModel model;
    private final Map<String, DoubleTensor> tensors;
    private final boolean generated;

    /// Checks what the passes do not: that the batch is the one described, and that all inputs are finite,
    /// missing cells aside.
    FixtureInputs(Fixture fixture) {
        keys = new Description(fixture.description());
        model = fixture.model();
        tensors = fixture.tensors();
        generated = keys.choice("weights", "stored", List.of("stored", "splitmix64")).equals("splitmix64");
        DoubleTensor x = input("x");
        if (x.rank() != 2 || x.extent(0) < 1 || x.extent(1) != model.inputs()) {
            throw new IllegalArgumentException("tensor \"x\": shape " + Arrays.toString(x.shape())
                + ", expected [rows, " + model.inputs() + "] with at least one row");
        }
        if (keys.has("batch") && keys.count("batch", null, 1) != x.extent(0)) {
            throw keys.wrong("batch", "the " + x.extent(0) + " rows of tensor \"x\"");
        }
        boolean trajectory = fixture.kind().equals("optimizer_trajectory");
        FixtureLimits.require(model, x.extent(0), trajectory ? keys.count("steps", 1, 1) : 0);
        for (String name : List.of("eps", "x_target", "c", "z_prior")) {
            if (tensors.containsKey(name)) {
                input(name);
            }
        }
        model.noiseShapes(x.extent(0)).keySet().stream().filter(name -> name.startsWith("dropout."))
            .forEach(name -> requireMask(name, input(name)));
    }

    /// Refuses masks of another scale: results would be compared that cannot agree.
    private void requireMask(String name, DoubleTensor mask) {
        double kept = model.kept();
        for (int i = 0; i < mask.size(); i++) {
            if (mask.values()[i] != 0 && Math.abs(mask.values()[i] - kept) > 1e-6 * kept) {
                throw new IllegalArgumentException("tensor \"" + name + "\": element " + i + " is " + mask.values()[i]
                    + ", expected 0 or 1/(1 - dropout) = " + kept);
            }
        }
    }

    /// The tensor of that name.
    private DoubleTensor input(String name) {
        DoubleTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor \"" + name + "\": missing");
        }
        boolean gaps = name.startsWith("x") && model.likelihood() instanceof ObservedCells;
        for (int i = 0; i < tensor.size(); i++) {
            double value = tensor.values()[i];
            if (!Double.isFinite(value) && !(gaps && Double.isNaN(value))) {
                throw new IllegalArgumentException("tensor \"" + name + "\": element " + i + " is " + value
                    + ", expected a finite number" + (gaps ? ", or NaN for a missing cell" : ""));
            }
        }
        return tensor;
    }

    /// The parameters, made or read under a prefix.
    private Map<String, DoubleTensor> parameters(String prefix) {
        if (generated) {
            return SplitMixWeights.of(model, keys.seed("seed"));
        }
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> parameters.put(name,
            input(prefix + name).requireShape("tensor \"" + prefix + name + "\"", shape)));
        return parameters;
    }

    /// One forward and backward pass.
    Map<String, DoubleTensor> pass() {
        return pass(model, parameters(""), Map.of());
    }

    /// All steps, and the pass of the first one under its own names.
    Map<String, DoubleTensor> trajectory() {
        Map<String, DoubleTensor> start = parameters("step0.");
        Map<String, DoubleTensor> inputs = new LinkedHashMap<>(tensors);
        start.forEach((name, parameter) -> inputs.put("step0." + name, parameter));
        Trajectory path = FixtureTraining.trajectory(model, keys);
        Map<String, DoubleTensor> results = path.run(inputs);
        pass(path.model(1), start, path.noise(tensors, 1)).forEach((name, tensor) -> results.putIfAbsent(name, tensor));
        return results;
    }

    private Map<String, DoubleTensor> pass(ReferenceModel model, Map<String, DoubleTensor> parameters,
        Map<String, DoubleTensor> noise) {
        Map<String, DoubleTensor> inputs = new LinkedHashMap<>(tensors);
        inputs.putAll(parameters);
        inputs.putAll(noise);
        Map<String, DoubleTensor> results = model.evaluate(inputs);
        parameters.forEach((name, parameter) -> {
            DoubleTensor check = tensors.get("wcheck." + name);
            if (check != null) {
                int head = Math.min(check.size(), parameter.size());
                results.put("wcheck." + name, DoubleTensor.of(Arrays.copyOf(parameter.values(), head), head));
            }
            DoubleTensor index = tensors.get("gradsample.index." + name);
            if (index != null) {
                sample(name, index, results.get("grad." + name).values(), results);
            }
            if (generated && tensors.containsKey(name)) {
                results.put(name, parameter);
            }
        });
        return results;
    }

    private static void sample(String name, DoubleTensor index, double[] gradient, Map<String, DoubleTensor> results) {
        double[] values = new double[index.size()];
        for (int i = 0; i < values.length; i++) {
            double at = index.values()[i];
            if (!(at >= 0 && at < gradient.length && at == Math.rint(at))) {
                throw new IllegalArgumentException("tensor \"gradsample.index." + name + "\": element " + i + " is "
                    + at + ", expected an index below "
                    + gradient.length);
            }
            values[i] = gradient[(int) at];
        }
        double squares = 0;
        double sum = 0;
        for (double g : gradient) {
            squares += g * g;
            sum += g;
        }
        results.put("gradsample.value." + name, DoubleTensor.of(values, index.shape()));
        results.put("gradsample.l2norm." + name, DoubleTensor.scalar(Math.sqrt(squares)));
        results.put("gradsample.sum." + name, DoubleTensor.scalar(sum));
    }
}
