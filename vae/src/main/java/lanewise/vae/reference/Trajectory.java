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
public record Trajectory(ReferenceModel model, ReferenceOptimizer.Rule rule, int steps, double clip) {

    /// Runs the steps: `step{t}.loss`, `step{t}.grad.<p>` at the parameters before, `step{t}.<p>` after, for t from 1 on; if clipping, also
    /// `step{t}.grad_norm` and `step{t}.gradclipped.<p>`.
    ///
    /// Reads `step0.<p>`, `x` (B, D), `x_target` if there is one, and `eps` (steps * samples, B, Z), each step its own samples.
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
            inputs.put("x", tensors.get("x"));
            if (tensors.containsKey("x_target")) {
                inputs.put("x_target", tensors.get("x_target"));
            }
            inputs.put("eps", noise(tensors.get("eps"), t));
            Map<String, DoubleTensor> pass = model.evaluate(inputs);
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
            optimizer.step(parameters, gradients);
            putCopies(results, step, parameters);
        }
        return results;
    }

    private DoubleTensor noise(DoubleTensor eps, int step) {
        if (eps == null || eps.rank() != 3 || eps.extent(0) != steps * model.objective().samples()) {
            throw new IllegalArgumentException("eps: " + eps + ", expected a tensor of " + steps * model.objective().samples() + " x B x Z");
        }
        int samples = model.objective().samples();
        int size = samples * eps.extent(1) * eps.extent(2);
        return DoubleTensor.of(Arrays.copyOfRange(eps.values(), (step - 1) * size, step * size), samples, eps.extent(1), eps.extent(2));
    }

    private static void putCopies(Map<String, DoubleTensor> results, String prefix, Map<String, DoubleTensor> tensors) {
        tensors.forEach((name, tensor) -> results.put(prefix + name, tensor.copy()));
    }
}
