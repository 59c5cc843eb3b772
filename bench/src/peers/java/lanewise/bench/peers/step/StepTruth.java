package lanewise.bench.peers.step;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.vae.layer.ParameterLayout.Tensor;
import lanewise.vae.layer.Parameters;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;

/// The first step of a task in float64, and how contenders hand in theirs: the loss, then all gradients, then all
/// parameters after Adam's update, tensor by tensor in the layout's order, dense.
final class StepTruth {

    /// Allowed deviation of the loss, relative, and of a gradient, relative to the largest of its tensor.
    static final double BOUND = 1e-4;

    private static final double EPSILON = 1e-8;

    private final List<Tensor> tensors;
    private final double loss;
    private final Map<String, double[]> start = new LinkedHashMap<>();
    private final Map<String, double[]> gradients = new LinkedHashMap<>();

    StepTruth(StepTask task) {
        var a = task.architecture();
        tensors = a.layout().tensors();
        ReferenceModel model = ReferenceModel.of(a, 0,
                new ReferenceObjective.Elbo(1, 1, ReferenceObjective.FreeBits.NONE), ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> inputs = new LinkedHashMap<>();
        try (Arena arena = Arena.ofShared()) {
            Parameters weights = task.weights(arena);
            for (Tensor tensor : tensors) {
                double[] values = widen(weights.tensor(tensor.name()));
                start.put(tensor.name(), values);
                inputs.put(referenceName(tensor),
                        DoubleTensor.of(values.clone(), tensor.shape().stream().mapToInt(Integer::intValue).toArray()));
            }
            inputs.put("x", DoubleTensor.of(widen(task.batches(arena)[0]), task.rows(), a.inputs()));
            inputs.put("eps", DoubleTensor.of(widen(task.noise(arena)), 1, task.rows(), a.latent()));
        }
        Map<String, DoubleTensor> results = model.evaluate(inputs);
        loss = results.get("loss.total").item();
        for (Tensor tensor : tensors) {
            gradients.put(tensor.name(), results.get("grad." + referenceName(tensor)).values());
        }
    }

    private static String referenceName(Tensor tensor) {
        return tensor.name().replace("encoder.", "enc.").replace("decoder.", "dec.");
    }

    private static double[] widen(Matrix matrix) {
        float[] values = matrix.toArray();
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /// Puts what a contender computed into the order that [#check] expects.
    ///
    /// @param loss       the loss of the step
    /// @param gradients  by tensor
    /// @param parameters by tensor, after the update
    static float[] handIn(double loss, List<float[]> gradients, List<float[]> parameters) {
        int size = 1;
        for (float[] gradient : gradients) {
            size += 2 * gradient.length;
        }
        float[] all = new float[size];
        all[0] = (float) loss;
        int at = 1;
        for (List<float[]> group : List.of(gradients, parameters)) {
            for (float[] values : group) {
                System.arraycopy(values, 0, all, at, values.length);
                at += values.length;
            }
        }
        return all;
    }

    /// Refuses a step that is not this one. Parameters are compared where the gradient is at least a thousandth of the
    /// largest of its tensor: Adam's first step is rate * g / (|g| + epsilon), whose sign is chance where the gradient
    /// is rounding error.
    void check(float[] handedIn) {
        near("loss", 0, handedIn[0], loss, BOUND * Math.abs(loss));
        int at = 1;
        for (Tensor tensor : tensors) {
            double[] g = gradients.get(tensor.name());
            double bound = BOUND * largest(g);
            for (int i = 0; i < g.length; i++) {
                near("gradient of " + tensor.name(), i, handedIn[at++], g[i], bound);
            }
        }
        for (Tensor tensor : tensors) {
            double[] g = gradients.get(tensor.name());
            double[] p = start.get(tensor.name());
            double least = 1e-3 * largest(g);
            for (int i = 0; i < g.length; i++, at++) {
                if (Math.abs(g[i]) >= least) {
                    double expected = p[i] - StepTask.RATE * g[i] / (Math.abs(g[i]) + EPSILON);
                    near("updated " + tensor.name(), i, handedIn[at], expected,
                            BOUND * StepTask.RATE + 0x1p-22 * Math.abs(p[i]));
                }
            }
        }
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void near(String what, int index, float value, double expected, double bound) {
        if (!(Math.abs(value - expected) <= bound)) {
            throw new AssertionError(what + ", element " + index + ": is " + value + ", expected " + expected
                    + " within " + bound);
        }
    }
}
