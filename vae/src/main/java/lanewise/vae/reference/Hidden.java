package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The hidden layers of one side, as [ReferenceLayer] has them, layer after layer; none at all is allowed.
final class Hidden {
    private final ReferenceActivation activation;
    private final String side;
    private final List<Linear> layers = new ArrayList<>();
    /// One for each layer, or none.
    private final List<LayerNorm> norms = new ArrayList<>();
    /// One for each layer, or none.
    private final List<double[]> masks = new ArrayList<>();
    private final List<double[]> inputs = new ArrayList<>();
    /// What the activations read.
    private final List<double[]> preActivations = new ArrayList<>();

    /// The layers `prefix`0, `prefix`1, ... among named parameters, their masks, if there are any, being `dropout.`, the side and the number of the layer.
    ///
    /// @param side `enc.`, `dec.` or, for the run of the encoder on what a prior has learned, `prior.enc.`
    Hidden(String prefix, String side, int count, ReferenceLayer layer, Map<String, DoubleTensor> tensors) {
        this.activation = layer.activation();
        this.side = side;
        for (int i = 0; i < count; i++) {
            layers.add(new Linear(prefix + i, tensors));
            if (layer.normalization() == ReferenceLayer.Normalization.LAYER) {
                norms.add(new LayerNorm(prefix + i, tensors));
            }
            if (layer.dropout() > 0 && tensors.containsKey("dropout." + side + i)) {
                masks.add(tensors.get("dropout." + side + i).values());
            }
        }
    }

    /// Runs all layers; what each gives is put into `results` as `out.`, the side and h0, h1, ..., what its normalisation gives as n0, n1, ..., the leading extents as given.
    double[] forward(double[] x, Map<String, DoubleTensor> results, int... leading) {
        double[] h = x;
        for (int layer = 0; layer < layers.size(); layer++) {
            inputs.add(h);
            double[] n = layers.get(layer).forward(h);
            if (!norms.isEmpty()) {
                n = norms.get(layer).forward(n);
                results.put("out." + side + "n" + layer, rowsOf(n, leading));
            }
            preActivations.add(n);
            h = new double[n.length];
            for (int i = 0; i < n.length; i++) {
                h[i] = activation.value(n[i]) * kept(layer, i);
            }
            results.put("out." + side + "h" + layer, rowsOf(h, leading));
        }
        return h;
    }

    private double kept(int layer, int i) {
        return masks.isEmpty() ? 1 : masks.get(layer)[i];
    }

    /// From the derivative at the last layer's output to the one at the first layer's input. Overwrites nothing of `dh`.
    double[] backward(double[] dh, Map<String, DoubleTensor> results) {
        double[] d = dh;
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            double[] n = preActivations.get(layer);
            double[] dn = new double[n.length];
            for (int i = 0; i < n.length; i++) {
                dn[i] = d[i] * kept(layer, i) * activation.derivative(n[i]);
            }
            double[] dt = norms.isEmpty() ? dn : norms.get(layer).backward(dn, results);
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
