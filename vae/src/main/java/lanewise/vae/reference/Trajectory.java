package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Optimizer steps of a model on one batch, in float64.
///
/// Immutable and thread-safe.
///
/// @param model the net and its objective
/// @param rule the update
/// @param steps how many
/// @param clip limit of the global gradient norm, 0 for none
/// @param rates factor of the learning rate
/// @param warmUp factor of everything in the loss but the reconstruction
/// @param stepsPerEpoch for schedules that count epochs
public record Trajectory(ReferenceModel model, ReferenceOptimizer.Rule rule, int steps, double clip,
    ReferenceSchedule rates, ReferenceSchedule warmUp, int stepsPerEpoch) {

    /// A trajectory at one rate, without warm-up.
    ///
    /// @param model the net and its objective
    /// @param rule the update
    /// @param steps how many
    /// @param clip limit of the global gradient norm, 0 for none
    public Trajectory(ReferenceModel model, ReferenceOptimizer.Rule rule, int steps, double clip) {
        this(model, rule, steps, clip, new ReferenceSchedule.Constant(), new ReferenceSchedule.Constant(), 1);
    }

    /// Runs the steps: `step{t}.loss`, `step{t}.grad.<p>` at the parameters before, `step{t}.<p>` after, for t from 1
    /// on; if clipping, also `step{t}.grad_norm` and `step{t}.gradclipped.<p>`.
    ///
    /// Reads `step0.<p>`, `x` (B, D), `x_target` and `c` if there are any, and the random numbers of
    /// all steps: [#noise].
    ///
    /// @param tensors the inputs by name
    /// @return the results by name
    /// @throws IllegalArgumentException if a tensor is missing or of another shape
    public Map<String, DoubleTensor> run(Map<String, DoubleTensor> tensors) {
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> {
            DoubleTensor start = tensors.get("step0." + name);
            if (start == null) {
                throw new IllegalArgumentException("step0." + name + ": missing");
            }
            parameters.put(name, start.requireShape("step0." + name, shape).copy());
        });
        ReferenceOptimizer optimizer = new ReferenceOptimizer(rule);
        double[] losses = new double[steps];
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        for (int t = 1; t <= steps; t++) {
            Map<String, DoubleTensor> inputs = new LinkedHashMap<>(parameters);
            for (String name : new String[] {"x", "x_target", "c"}) {
                if (tensors.containsKey(name)) {
                    inputs.put(name, tensors.get(name));
                }
            }
            inputs.putAll(noise(tensors, t));
            Map<String, DoubleTensor> pass = model(t).evaluate(inputs);
            String step = "step" + t + ".";
            results.put(step + "loss", pass.get("loss.total"));
            losses[t - 1] = pass.get("loss.total").item();
            Map<String, DoubleTensor> gradients = new LinkedHashMap<>();
            for (String name : parameters.keySet()) {
                gradients.put(name, pass.get("grad." + name));
            }
            putCopies(results, step + "grad.", gradients);
            if (clip > 0) {
                results.put(step + "grad_norm", DoubleTensor.scalar(ReferenceOptimizer.norm(gradients)));
                ReferenceOptimizer.clip(gradients, clip);
                putCopies(results, step + "gradclipped.", gradients);
            }
            optimizer.step(parameters, gradients,
                rates.factor(t - 1, stepsPerEpoch, steps, epoch -> meanOfEpoch(losses, epoch)));
            putCopies(results, step, parameters);
        }
        return results;
    }

    private double meanOfEpoch(double[] losses, int epoch) {
        return Arrays.stream(losses, epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch).average().orElseThrow();
    }

    /// The model whose loss step t, from 1, descends.
    ReferenceModel model(int t) {
        return model.with(model.objective().warmed(warmUp.factor(t - 1, stepsPerEpoch, steps)));
    }

    /// The random numbers of one step, named and shaped as [ReferenceModel#noiseShapes] says. Those of all steps lie in
    /// one tensor: where the samples come first, as in `eps`, it is (steps * samples, ...), otherwise, as in
    /// `dropout.enc.0`, (steps, ...).
    ///
    /// @param tensors the inputs by name
    /// @param t from 1
    /// @return those of the step, as in one pass
    /// @throws IllegalArgumentException if a tensor is missing or of another shape
    public Map<String, DoubleTensor> noise(Map<String, DoubleTensor> tensors, int t) {
        Map<String, DoubleTensor> own = new LinkedHashMap<>();
        model.noiseShapes(tensors.get("x").extent(0)).forEach((name, shape) -> {
            int[] all = allSteps(shape, steps);
            DoubleTensor numbers = tensors.get(name);
            if (numbers == null) {
                throw new IllegalArgumentException("tensor \"" + name + "\": missing, expected a tensor of shape "
                    + Arrays.toString(all));
            }
            if (!Arrays.equals(numbers.shape(), all)) {
                throw new IllegalArgumentException("tensor \"" + name + "\": shape " + Arrays.toString(numbers.shape())
                    + ", expected " + Arrays.toString(all) + ": steps" + (shape.length == 3 ? " times samples" : "")
                    + ", then as in one pass");
            }
            int size = numbers.size() / steps;
            own.put(name, DoubleTensor.of(Arrays.copyOfRange(numbers.values(), (t - 1) * size, t * size), shape));
        });
        return own;
    }

    /// The shape of the random numbers of all steps from that of one.
    static int[] allSteps(int[] shape, int steps) {
        int[] all = new int[3];
        System.arraycopy(shape, 0, all, 3 - shape.length, shape.length);
        all[0] = shape.length == 3 ? Math.multiplyExact(steps, shape[0]) : steps;
        return all;
    }

    private static void putCopies(Map<String, DoubleTensor> results, String prefix, Map<String, DoubleTensor> tensors) {
        tensors.forEach((name, tensor) -> results.put(prefix + name, tensor.copy()));
    }
}
