package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A variational autoencoder of dense layers and what it is trained for, in float64: from named tensors in to named tensors out.
///
/// With Lin_p(t) = t W_p^T + b_p, W_p of shape (out, in):
/// ```
/// h = [x, c];     h = layer(Lin_enc.i(h))  for i = 0 ..   mu = Lin_enc.mu(h),  logvar = Lin_enc.logvar(h),  full covariance: tril = Lin_enc.tril(h)
/// z[s] = mu + L eps[s],  L = diag(exp(logvar/2)), for a full covariance with tril below the diagonal
/// g = [z, c];     g = layer(Lin_dec.i(g))  for i = 0 ..   heads: Lin_dec.out(g) and what else the likelihood reads
/// ```
/// The condition c is there if its width is above 0; `layer` is what [ReferenceLayer] says.
/// Immutable and thread-safe.
///
/// @param inputs D, width of the data
/// @param encoderHidden widths of the encoder's hidden layers, from the input on; may be empty
/// @param latent Z, dimensions of the latent variable
/// @param decoderHidden widths of the decoder's hidden layers, from the latent variable on; may be empty
/// @param layer what every hidden layer makes of its linear map
/// @param likelihood of the data given the decoder's outputs
/// @param objective what is minimised
/// @param reduction how rows of a batch are put together
/// @param posterior the family of q(z | x)
/// @param prior p(z)
/// @param condition width of what encoder and decoder read beside their input; 0 for nothing
public record ReferenceModel(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, ReferenceLayer layer,
                             ReferenceLikelihood likelihood, ReferenceObjective objective, ReferenceObjective.Reduction reduction,
                             ReferencePosterior posterior, ReferencePrior prior, int condition) {

    /// Copies the lists, checks the widths, and refuses what has no meaning together.
    public ReferenceModel {
        encoderHidden = List.copyOf(encoderHidden);
        decoderHidden = List.copyOf(decoderHidden);
        if (inputs < 1 || latent < 1 || encoderHidden.stream().anyMatch(n -> n < 1) || decoderHidden.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("widths: " + inputs + " " + encoderHidden + " " + latent + " " + decoderHidden + ", expected at least 1 each");
        }
        if (condition < 0) {
            throw new IllegalArgumentException("condition: " + condition + " columns, expected at least 0");
        }
        if (!prior.closedForm() && objective instanceof ReferenceObjective.Elbo elbo && elbo.freeBits().mode() != ReferenceObjective.FreeBits.Mode.NONE) {
            throw new IllegalArgumentException("prior: " + prior.label() + ", expected standard_normal: free bits are a floor under a divergence in closed form");
        }
        if (objective instanceof ReferenceObjective.Autoencoder && !(prior.closedForm() && posterior == ReferencePosterior.DIAGONAL)) {
            throw new IllegalArgumentException("posterior and prior: " + posterior.label() + ", " + prior.label()
                + ", expected diagonal and standard_normal: an autoencoder uses neither");
        }
    }

    /// A model with a diagonal posterior, the prior N(0, I), no condition, and plain hidden layers.
    ///
    /// @param inputs D, width of the data
    /// @param encoderHidden widths of the encoder's hidden layers
    /// @param latent Z, dimensions of the latent variable
    /// @param decoderHidden widths of the decoder's hidden layers
    /// @param activation of every hidden layer
    /// @param likelihood of the data given the decoder's outputs
    /// @param objective what is minimised
    /// @param reduction how rows of a batch are put together
    public ReferenceModel(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, ReferenceActivation activation,
                          ReferenceLikelihood likelihood, ReferenceObjective objective, ReferenceObjective.Reduction reduction) {
        this(inputs, encoderHidden, latent, decoderHidden, new ReferenceLayer(activation), likelihood, objective, reduction, ReferencePosterior.DIAGONAL,
            new ReferencePrior.StandardNormal(), 0);
    }

    /// The same net for another objective.
    ///
    /// @param other what is minimised
    /// @return the model
    public ReferenceModel with(ReferenceObjective other) {
        return new ReferenceModel(inputs, encoderHidden, latent, decoderHidden, layer, likelihood, other, reduction, posterior, prior, condition);
    }

    /// The same net with another latent variable.
    ///
    /// @param q the family of the posterior
    /// @param p the prior
    /// @return the model
    public ReferenceModel with(ReferencePosterior q, ReferencePrior p) {
        return new ReferenceModel(inputs, encoderHidden, latent, decoderHidden, layer, likelihood, objective, reduction, q, p, condition);
    }

    /// The same net beside a condition.
    ///
    /// @param width of the condition
    /// @return the model
    public ReferenceModel conditioned(int width) {
        return new ReferenceModel(inputs, encoderHidden, latent, decoderHidden, layer, likelihood, objective, reduction, posterior, prior, width);
    }

    /// The same net of other hidden layers.
    ///
    /// @param other what every hidden layer makes of its linear map
    /// @return the model
    public ReferenceModel with(ReferenceLayer other) {
        return new ReferenceModel(inputs, encoderHidden, latent, decoderHidden, other, likelihood, objective, reduction, posterior, prior, condition);
    }

    /// The activation of every hidden layer.
    /// @return that of [#layer]
    public ReferenceActivation activation() {
        return layer.activation();
    }

    /// Every parameter and its shape, in the order of the fixture files: enc.0, ..., enc.mu, enc.logvar, enc.tril, dec.0, ..., the decoder's heads, weight before bias, those of a
    /// layer's normalisation behind them, and the parameters of the prior.
    ///
    /// @return name to shape, in order
    public Map<String, int[]> parameterShapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        int last = hiddenShapes("enc.", inputs + condition, encoderHidden, shapes);
        for (Map.Entry<String, Integer> head : posterior.heads(latent).entrySet()) {
            layer("enc." + head.getKey(), last, head.getValue(), shapes);
        }
        last = hiddenShapes("dec.", latent + condition, decoderHidden, shapes);
        for (ReferenceLikelihood.Head head : likelihood.heads(inputs)) {
            layer("dec." + head.layer(), last, head.width(), shapes);
            if (!head.weighted()) {
                shapes.remove("dec." + head.layer() + ".weight");
            }
        }
        shapes.putAll(prior.parameterShapes(inputs + condition, latent));
        return shapes;
    }

    /// Every random number that a pass takes, and its shape: but for an autoencoder `eps` (S, B, Z); for [ReferenceObjective.InfoVae] the draws from the prior `z_prior` (S, B, Z);
    /// with dropout the masks `dropout.enc.0` (B, width) ..., `dropout.dec.0` (S, B, width) ... and, for the encoder's run on what a prior of C components has learned,
    /// `dropout.prior.enc.0` (C, width) ...
    ///
    /// @param batch B
    /// @return name to shape, in order
    public Map<String, int[]> noiseShapes(int batch) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        if (!(objective instanceof ReferenceObjective.Autoencoder)) {
            shapes.put("eps", new int[] {objective.samples(), batch, latent});
        }
        if (objective instanceof ReferenceObjective.InfoVae) {
            shapes.put("z_prior", new int[] {objective.samples(), batch, latent});
        }
        for (int i = 0; i < encoderHidden.size() && layer.dropout() > 0; i++) {
            shapes.put("dropout.enc." + i, new int[] {batch, encoderHidden.get(i)});
        }
        for (int i = 0; i < encoderHidden.size() && layer.dropout() > 0 && prior instanceof ReferencePrior.Vamp; i++) {
            shapes.put("dropout.prior.enc." + i, new int[] {((ReferencePrior.Vamp) prior).components(), encoderHidden.get(i)});
        }
        for (int i = 0; i < decoderHidden.size() && layer.dropout() > 0; i++) {
            shapes.put("dropout.dec." + i, new int[] {objective.samples(), batch, decoderHidden.get(i)});
        }
        return shapes;
    }

    /// Forward and backward: every intermediate, loss term and gradient, under the names of the fixture files.
    ///
    /// Reads all parameters, `x` (B, D), for a conditional model `c` (B, condition), and what [#noiseShapes] tells of; if there is `x_target` (B, D), it is reconstructed in place of `x`. `grad.x_enc` is the derivative through the encoder's input only;
    /// `grad.out.*` are total derivatives at those nodes (for [ReferenceObjective.Dreg] what stands in their place).
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
        double[] condition = this.condition > 0 ? require(tensors, "c", batch, this.condition).values() : new double[0];
        boolean noisy = !(objective instanceof ReferenceObjective.Autoencoder);
        noiseShapes(batch).forEach((name, shape) -> require(tensors, name, shape));
        double[] eps = noisy ? tensors.get("eps").values() : null;
        double[] draws = objective instanceof ReferenceObjective.InfoVae ? tensors.get("z_prior").values() : null;
        Map<String, DoubleTensor> results = new LinkedHashMap<>();

        Encoder encoder = new Encoder(this, tensors, beside(x, inputs, condition), "enc.", results);
        Posterior q = encoder.posterior();
        double[] z = noisy ? q.draw(eps) : q.mean();
        q.put(results, "out.");
        results.put("out.z", DoubleTensor.of(z, samples, batch, latent));
        Hidden decoder = new Hidden("dec.", "dec.", decoderHidden.size(), layer, tensors);
        double[] g = decoder.forward(beside(z, latent, condition), results, samples, batch);
        Heads heads = new Heads(likelihood, tensors, g, target, inputs, samples * batch);
        heads.put(results, samples, batch);
        Prior p = Prior.of(this, tensors, results);
        Batch terms = new Batch(this, q, p, z, heads.nll(), draws, results);
        Bound.of(objective, terms);
        if (!gradients) {
            return results;
        }

        double[] dz = terms.dz;
        double[] dg = decoder.backward(heads.backward(terms.dNll, results, samples, batch), results);
        for (int i = 0; i < dz.length; i++) {
            int row = i / latent;
            dz[i] = (dz[i] + dg[row * (latent + this.condition) + i % latent]) * (terms.path == null ? 1 : terms.path[row]);
        }
        if (noisy) {
            q.addDraw(dz, eps);
        } else {
            System.arraycopy(dz, 0, q.dMu, 0, dz.length);
        }
        double[] dx = encoder.backward(results);
        p.backward(results);
        results.put("grad.x_enc", DoubleTensor.of(columns(dx, inputs + this.condition, inputs), batch, inputs));
        q.putGradients(results);
        results.put("grad.out.z", DoubleTensor.of(dz, samples, batch, latent));
        return results;
    }

    /// Each row of `width` elements with a row of the condition behind it; the rows of the condition repeat.
    private double[] beside(double[] rows, int width, double[] condition) {
        int all = width + this.condition;
        double[] wide = new double[rows.length / width * all];
        for (int i = 0; i < wide.length; i++) {
            int row = i / all;
            int column = i % all;
            wide[i] = column < width ? rows[row * width + column] : condition[(row * this.condition + column - width) % condition.length];
        }
        return wide;
    }

    /// The first columns of each row.
    private static double[] columns(double[] wide, int width, int first) {
        double[] rows = new double[wide.length / width * first];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = wide[i / first * width + i % first];
        }
        return rows;
    }

    private int hiddenShapes(String prefix, int in, List<Integer> widths, Map<String, int[]> shapes) {
        int last = in;
        for (int i = 0; i < widths.size(); i++) {
            layer(prefix + i, last, widths.get(i), shapes);
            last = widths.get(i);
            if (layer.normalization() == ReferenceLayer.Normalization.LAYER) {
                shapes.put(prefix + i + ".norm.weight", new int[] {last});
                shapes.put(prefix + i + ".norm.bias", new int[] {last});
            }
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
}
