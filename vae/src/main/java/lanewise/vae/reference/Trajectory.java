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
public record Trajectory(ReferenceModel model, ReferenceOptimizer.Rule rule, int steps, double clip, ReferenceSchedule rates, ReferenceSchedule warmUp,
                         int stepsPerEpoch) {

    /// A trajectory at one rate, without warm-up.
    ///
    /// @param model the net and its objective
    /// @param rule the update
    /// @param steps how many
    /// @param clip limit of the global gradient norm, 0 for none
    public Trajectory(ReferenceModel model, ReferenceOptimizer.Rule rule, int steps, double clip) {
        this(model, rule, steps, clip, new ReferenceSchedule.Constant(), new ReferenceSchedule.Constant(), 1);
    }

    /// Runs the steps: `step{t}.loss`, `step{t}.grad.<p>` at the parameters before, `step{t}.<p>` after, for t from 1 on; if clipping, also
    /// `step{t}.grad_norm` and `step{t}.gradclipped.<p>`.
    ///
    /// Reads `step0.<p>`, `x` (B, D), `x_target` and `c` if there are any, and where they are asked for `eps` and `z_prior` (steps * samples, B, Z), each step its own samples.
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
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        for (int t = 1; t <= steps; t++) {
            Map<String, DoubleTensor> inputs = new LinkedHashMap<>(parameters);
            for (String name : new String[] {"x", "x_target", "c"}) {
                if (tensors.containsKey(name)) {
                    inputs.put(name, tensors.get(name));
                }
            }
            for (String name : new String[] {"eps", "z_prior"}) {
                if (tensors.containsKey(name)) {
                    inputs.put(name, slice(name, tensors.get(name), t));
                }
            }
            Map<String, DoubleTensor> pass = model(t).evaluate(inputs);
            String step = "step" + t + ".";
            results.put(step + "loss", pass.get("loss.total"));
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
            optimizer.step(parameters, gradients, rates.factor(t - 1, stepsPerEpoch, steps));
            putCopies(results, step, parameters);
        }
        return results;
    }

    /// The model whose loss step t, from 1, descends.
    ReferenceModel model(int t) {
        return model.with(model.objective().warmed(warmUp.factor(t - 1, stepsPerEpoch, steps)));
    }

    /// The samples of one step.
    private DoubleTensor slice(String name, DoubleTensor all, int step) {
        int samples = model.objective().samples();
        if (all.rank() != 3 || all.extent(0) != steps * samples) {
            throw new IllegalArgumentException(name + ": " + all + ", expected a tensor of " + steps * samples + " x B x Z");
        }
        int size = samples * all.extent(1) * all.extent(2);
        return DoubleTensor.of(Arrays.copyOfRange(all.values(), (step - 1) * size, step * size), samples, all.extent(1), all.extent(2));
    }

    private static void putCopies(Map<String, DoubleTensor> results, String prefix, Map<String, DoubleTensor> tensors) {
        tensors.forEach((name, tensor) -> results.put(prefix + name, tensor.copy()));
    }
}
