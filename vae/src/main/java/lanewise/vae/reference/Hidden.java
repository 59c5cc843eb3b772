package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;

/// The hidden layers of a network in one run, layer after layer; none at all is allowed. Each makes of its map's t
/// ```
/// n = t, or LN(t) where it is normalised     a = act(n)     h = a m, m a mask, where there is dropout
/// ```
/// Masks are inputs: each element is 0, for what is dropped, or 1/(1 - dropout) (Srivastava et al. 2014, section 4,
/// scaled at training).
///
/// Rows of the input are those of the network with the condition behind; it goes round the layers before the one that
/// it joins.
final class Hidden {
    private final Network network;
    private final int condition;
    private final String side;
    private final List<AffineMap> maps = new ArrayList<>();
    /// One for each layer, null where it is not normalised.
    private final List<LayerNorm> norms = new ArrayList<>();
    /// One for each layer, null where there is no dropout.
    private final List<double[]> masks = new ArrayList<>();
    private final List<double[]> inputs = new ArrayList<>();
    /// What the activations read.
    private final List<double[]> preActivations = new ArrayList<>();

    /// The layers `prefix`0, `prefix`1, ... among named parameters, their masks, if there are any, being `dropout.`,
    /// the side and the number of the layer.
    ///
    /// @param condition columns of the condition behind the input, 0 where there is none
    /// @param side `enc.`, `dec.` or, for the run of the encoder on what a prior has learned, `prior.enc.`
    Hidden(Network network, int condition, String prefix, String side, boolean dropout,
        Map<String, DoubleTensor> tensors) {
        this.network = network;
        this.condition = condition;
        this.side = side;
        for (int i = 0; i < network.hidden().size(); i++) {
            boolean normalized = network.hidden().get(i).normalization() == Normalization.LAYER;
            maps.add(AffineMap.of(network.map(i), input(network, condition, i), prefix + i, tensors));
            norms.add(normalized ? new LayerNorm(prefix + i, network.map(i).slides() ? maps.getLast().out.pixels() : 1,
                tensors) : null);
            masks.add(dropout ? tensors.get("dropout." + side + i).values() : null);
        }
    }

    /// What reaches a layer, or the heads behind the last, the condition included where it joins.
    static Shape input(Network network, int condition, int layer) {
        Shape in = network.input(layer);
        return condition > 0 && layer == network.joins() ? Shape.of(in.size() + condition) : in;
    }

    /// Runs all layers; what each gives is put into `results` as `out.`, the side and h0, h1, ..., what its
    /// normalisation gives as n0, n1, ..., the leading extents as given. Returns what the heads read.
    double[] forward(double[] rows, Map<String, DoubleTensor> results, int... leading) {
        int width = network.input().size();
        double[] beside = columns(rows, width + condition, width, condition);
        double[] h = columns(rows, width + condition, 0, width);
        for (int layer = 0; layer < maps.size(); layer++) {
            inputs.add(joined(h, beside, layer));
            double[] n = maps.get(layer).forward(inputs.getLast());
            if (norms.get(layer) != null) {
                n = norms.get(layer).forward(n);
                results.put("out." + side + "n" + layer, rowsOf(n, leading));
            }
            preActivations.add(n);
            Layer description = network.hidden().get(layer);
            h = new double[n.length];
            for (int i = 0; i < n.length; i++) {
                h[i] = ReferenceActivation.value(description.activation(), n[i]) * kept(layer, i);
            }
            results.put("out." + side + "h" + layer, rowsOf(h, leading));
        }
        return joined(h, beside, maps.size());
    }

    private double kept(int layer, int i) {
        return masks.get(layer) == null ? 1 : masks.get(layer)[i];
    }

    /// From the derivative at what the heads read to the one at the input, the condition's included. Overwrites nothing
    /// of `dh`.
    double[] backward(double[] dh, Map<String, DoubleTensor> results) {
        double[] beside = new double[0];
        double[] d = dh;
        for (int layer = maps.size(); layer >= 0; layer--) {
            if (layer < maps.size()) {
                double[] n = preActivations.get(layer);
                double[] dn = new double[n.length];
                for (int i = 0; i < n.length; i++) {
                    dn[i] = d[i] * kept(layer, i) * ReferenceActivation.derivative(network.hidden().get(layer)
                        .activation(), n[i]);
                }
                double[] dt = norms.get(layer) == null ? dn : norms.get(layer).backward(dn, results);
                d = new double[inputs.get(layer).length];
                maps.get(layer).backward(inputs.get(layer), dt, d, results);
            }
            if (condition > 0 && layer == network.joins()) {
                int width = network.input(layer).size();
                beside = columns(d, width + condition, width, condition);
                d = columns(d, width + condition, 0, width);
            }
        }
        return beside(d, network.input().size(), beside, condition);
    }

    private double[] joined(double[] h, double[] beside, int layer) {
        return condition > 0 && layer == network.joins() ? beside(h, network.input(layer).size(), beside, condition)
            : h;
    }

    /// Each row of `width` elements with a row of `more` behind it; the latter repeat.
    static double[] beside(double[] rows, int width, double[] others, int more) {
        int all = width + more;
        double[] wide = new double[rows.length / width * all];
        for (int i = 0; i < wide.length; i++) {
            int row = i / all;
            int column = i % all;
            wide[i] = column < width ? rows[row * width + column]
                : others[(row * more + column - width) % others.length];
        }
        return wide;
    }

    /// Some columns of rows of that width.
    static double[] columns(double[] wide, int width, int from, int n) {
        double[] rows = new double[wide.length / width * n];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = wide[i / n * width + from + i % n];
        }
        return rows;
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
