package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The hidden layers of one side: h = act(x W^T + b), layer after layer; none at all is allowed.
final class Hidden {
    private final List<Linear> layers = new ArrayList<>();
    private final List<double[]> inputs = new ArrayList<>();
    private final List<double[]> preActivations = new ArrayList<>();
    private final ReferenceActivation activation;

    /// The layers `prefix`0, `prefix`1, ... among named parameters.
    Hidden(String prefix, int count, ReferenceActivation activation, Map<String, DoubleTensor> parameters) {
        this.activation = activation;
        for (int i = 0; i < count; i++) {
            layers.add(new Linear(prefix + i, parameters));
        }
    }

    /// Runs all layers; what each gives is put into `results` as `prefix`h0, `prefix`h1, ..., the leading extents as given.
    double[] forward(double[] x, String prefix, Map<String, DoubleTensor> results, int... leading) {
        double[] h = x;
        for (int layer = 0; layer < layers.size(); layer++) {
            inputs.add(h);
            double[] t = layers.get(layer).forward(h);
            preActivations.add(t);
            h = new double[t.length];
            for (int i = 0; i < t.length; i++) {
                h[i] = activation.value(t[i]);
            }
            results.put(prefix + "h" + layer, rowsOf(h, leading));
        }
        return h;
    }

    /// From the derivative at the last layer's output to the one at the first layer's input. Overwrites nothing of `dh`.
    double[] backward(double[] dh, Map<String, DoubleTensor> results) {
        double[] d = dh;
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            double[] t = preActivations.get(layer);
            double[] dt = new double[t.length];
            for (int i = 0; i < t.length; i++) {
                dt[i] = d[i] * activation.derivative(t[i]);
            }
            d = new double[inputs.get(layer).length];
            layers.get(layer).backward(inputs.get(layer), dt, d, results);
        }
        return d;
    }

    /// A tensor of the leading extents and what is left as the last one.
    static DoubleTensor rowsOf(double[] values, int... leading) {
        int[] shape = new int[leading.length + 1];
        int rows = 1;
        for (int i = 0; i < leading.length; i++) {
            shape[i] = leading[i];
            rows *= leading[i];
        }
        shape[leading.length] = values.length / rows;
        return DoubleTensor.of(values, shape);
    }
}
