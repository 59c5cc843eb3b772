package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A variational autoencoder of dense layers and what it is trained for, in float64: from named tensors in to named tensors out.
///
/// With Lin_p(t) = t W_p^T + b_p, W_p of shape (out, in):
/// ```
/// h = x;  h = act(Lin_enc.i(h))  for i = 0 ..           mu = Lin_enc.mu(h),  logvar = Lin_enc.logvar(h)
/// z[s] = mu + exp(logvar/2) eps[s]
/// g = z;  g = act(Lin_dec.i(g))  for i = 0 ..           heads: Lin_dec.out(g) and, for a learned variance, Lin_dec.logvar(g)
/// ```
/// Immutable and thread-safe.
///
/// @param inputs D, width of the data
/// @param encoderHidden widths of the encoder's hidden layers, from the input on; may be empty
/// @param latent Z, dimensions of the latent variable
/// @param decoderHidden widths of the decoder's hidden layers, from the latent variable on; may be empty
/// @param activation of every hidden layer
/// @param likelihood of the data given the decoder's outputs
/// @param objective what is minimised
/// @param reduction how rows of a batch are put together
public record ReferenceModel(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, ReferenceActivation activation,
                             ReferenceLikelihood likelihood, ReferenceObjective objective, ReferenceObjective.Reduction reduction) {

    /// Copies the lists and checks the widths.
    public ReferenceModel {
        encoderHidden = List.copyOf(encoderHidden);
        decoderHidden = List.copyOf(decoderHidden);
        if (inputs < 1 || latent < 1 || encoderHidden.stream().anyMatch(n -> n < 1) || decoderHidden.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("widths: " + inputs + " " + encoderHidden + " " + latent + " " + decoderHidden + ", expected at least 1 each");
        }
    }

    /// The same net for another objective.
    ///
    /// @param other what is minimised
    /// @return the model
    public ReferenceModel with(ReferenceObjective other) {
        return new ReferenceModel(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, other, reduction);
    }

    /// Every parameter and its shape, in the order of the fixture files: enc.0, ..., enc.mu, enc.logvar, dec.0, ..., dec.out, dec.logvar, weight before bias.
    ///
    /// @return name to shape, in order
    public Map<String, int[]> parameterShapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        int last = hiddenShapes("enc.", inputs, encoderHidden, shapes);
        layer("enc.mu", last, latent, shapes);
        layer("enc.logvar", last, latent, shapes);
        last = hiddenShapes("dec.", latent, decoderHidden, shapes);
        for (String head : likelihood.layers()) {
            layer("dec." + head, last, inputs, shapes);
        }
        return shapes;
    }

    /// Forward and backward: every intermediate, loss term and gradient, under the names of the fixture files.
    ///
    /// Reads all parameters, `x` (B, D) and `eps` (S, B, Z); if there is `x_target` (B, D), it is reconstructed in place of `x`. `grad.x_enc` is
    /// the derivative through the encoder's input only; `grad.out.*` are total derivatives at those nodes.
    ///
    /// @param tensors the inputs by name; others are ignored, none is changed
    /// @return the results by name
    /// @throws IllegalArgumentException if a tensor is missing or of another shape
    public Map<String, DoubleTensor> evaluate(Map<String, DoubleTensor> tensors) {
        return run(tensors, true);
    }

    /// The forward half of [#evaluate]: the same results without the gradients.
    ///
    /// @param tensors the inputs by name
    /// @return the results by name
    /// @throws IllegalArgumentException if a tensor is missing or of another shape
    public Map<String, DoubleTensor> forward(Map<String, DoubleTensor> tensors) {
        return run(tensors, false);
    }

    private Map<String, DoubleTensor> run(Map<String, DoubleTensor> tensors, boolean gradients) {
        parameterShapes().forEach((name, shape) -> require(tensors, name, shape));
        int samples = objective.samples();
        int batch = require(tensors, "x", -1, inputs).extent(0);
        double[] x = tensors.get("x").values();
        double[] target = tensors.containsKey("x_target") ? require(tensors, "x_target", batch, inputs).values() : x;
        DoubleTensor eps = require(tensors, "eps", samples, batch, latent);
        Map<String, DoubleTensor> results = new LinkedHashMap<>();

        Hidden encoder = new Hidden("enc.", encoderHidden.size(), activation, tensors);
        double[] h = encoder.forward(x, "out.enc.", results, batch);
        Linear muHead = new Linear("enc.mu", tensors);
        Linear logVarHead = new Linear("enc.logvar", tensors);
        Latent q = new Latent(muHead.forward(h), logVarHead.forward(h), eps);
        q.put(results);
        Hidden decoder = new Hidden("dec.", decoderHidden.size(), activation, tensors);
        double[] g = decoder.forward(q.z, "out.dec.", results, samples, batch);
        Heads heads = new Heads(likelihood, tensors, g, target);
        heads.put(results, samples, batch);
        Bound bound = Bound.of(objective, reduction, q, heads.nll(samples * batch), results);
        if (!gradients) {
            return results;
        }

        double[] dg = heads.backward(bound.dNll, results, samples, batch);
        double[] dz = add(bound.dz, decoder.backward(dg, results));
        q.backward(dz, bound.dMu, bound.dLogVar);
        double[] dh = new double[h.length];
        muHead.backward(h, bound.dMu, dh, results);
        logVarHead.backward(h, bound.dLogVar, dh, results);
        double[] dx = encoder.backward(dh, results);
        results.put("grad.x_enc", DoubleTensor.of(dx, batch, inputs));
        results.put("grad.out.mu", DoubleTensor.of(bound.dMu, batch, latent));
        results.put("grad.out.logvar", DoubleTensor.of(bound.dLogVar, batch, latent));
        results.put("grad.out.z", DoubleTensor.of(dz, samples, batch, latent));
        return results;
    }

    private static int hiddenShapes(String prefix, int in, List<Integer> widths, Map<String, int[]> shapes) {
        int last = in;
        for (int i = 0; i < widths.size(); i++) {
            layer(prefix + i, last, widths.get(i), shapes);
            last = widths.get(i);
        }
        return last;
    }

    private static void layer(String name, int in, int out, Map<String, int[]> shapes) {
        shapes.put(name + ".weight", new int[] {out, in});
        shapes.put(name + ".bias", new int[] {out});
    }

    /// The tensor of that name, refused if it is missing or of another shape; -1 stands for any extent.
    private static DoubleTensor require(Map<String, DoubleTensor> tensors, String name, int... shape) {
        DoubleTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name + ": missing, expected a tensor of shape " + Arrays.toString(shape));
        }
        int[] expected = shape.clone();
        for (int i = 0; i < shape.length && tensor.rank() == shape.length; i++) {
            expected[i] = shape[i] < 0 ? tensor.extent(i) : shape[i];
        }
        return tensor.requireShape(name, expected);
    }

    private static double[] add(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
