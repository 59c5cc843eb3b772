package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.core.activation.Activation;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;

/// A variational autoencoder and what it is trained for, in float64: from named tensors in to named tensors out.
///
/// The networks are described as those of the fp32 path are; rows are `[channels, height, width]`. With Lin_p the map
/// of the parameters p:
/// ```
/// h = x;     h = act(LN(Lin_enc.i(h)))  for i = 0 ..   mu = Lin_enc.mu(h),  logvar = Lin_enc.logvar(h),
///            full covariance: tril = Lin_enc.tril(h)
/// z[s] = mu + L eps[s],  L = diag(exp(logvar/2)), for a full covariance with tril below the diagonal
/// g = z;     g = act(LN(Lin_dec.i(g)))  for i = 0 ..   heads: Lin_dec.out(g) and what else the likelihood reads
/// ```
/// LN only where a layer is normalised, a mask behind act where there is dropout. The condition c, if its width is
/// above 0, stands behind the row of the first map that reads a vector ([Network#joins()]), in a net of dense layers
/// [x, c] and [z, c]. Immutable and thread-safe.
///
/// @param encoder from the data to the heads of the posterior
/// @param latent Z, dimensions of the latent variable
/// @param decoder from z to the heads of the likelihood
/// @param dropout the share of elements of hidden layers that a mask drops, from 0 up, below 1; 0: there are no masks
/// @param likelihood of the data given the decoder's outputs
/// @param objective what is minimised
/// @param reduction how rows of a batch are put together
/// @param posterior the family of q(z | x)
/// @param prior p(z)
/// @param condition width of what encoder and decoder read beside their input; 0 for nothing
public record ReferenceModel(Network encoder, int latent, Network decoder, double dropout,
                             ReferenceLikelihood likelihood, ReferenceObjective objective,
                             ReferenceObjective.Reduction reduction, ReferencePosterior posterior, ReferencePrior prior,
                             int condition) {

    /// Refuses what has no meaning together, all that an [Architecture] refuses included.
    public ReferenceModel {
        architecture(encoder, latent, decoder, likelihood, posterior, prior, condition);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: " + dropout + ", expected from 0 to below 1");
        }
        boolean floor = objective instanceof ReferenceObjective.Elbo elbo
            && elbo.freeBits().mode() != ReferenceObjective.FreeBits.Mode.NONE;
        if (!prior.closedForm() && floor) {
            throw new IllegalArgumentException("prior: " + prior.label()
                + ", expected standard_normal: free bits are a floor under a divergence in closed form");
        }
        boolean plain = prior.closedForm() && posterior == ReferencePosterior.DIAGONAL;
        if (objective instanceof ReferenceObjective.Autoencoder && !plain) {
            throw new IllegalArgumentException("posterior and prior: " + posterior.label() + ", " + prior.label()
                + ", expected diagonal and standard_normal: an autoencoder uses neither");
        }
    }

    /// A model of dense layers with a diagonal posterior, the prior N(0, I), no condition and no dropout.
    ///
    /// @param inputs D, width of the data
    /// @param encoderHidden widths of the encoder's hidden layers
    /// @param latent Z, dimensions of the latent variable
    /// @param decoderHidden widths of the decoder's hidden layers
    /// @param activation of every hidden layer
    /// @param likelihood of the data given the decoder's outputs
    /// @param objective what is minimised
    /// @param reduction how rows of a batch are put together
    public ReferenceModel(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden,
                          Activation activation, ReferenceLikelihood likelihood, ReferenceObjective objective,
                          ReferenceObjective.Reduction reduction) {
        this(Network.mlp(Shape.of(inputs), activation, Normalization.NONE, encoderHidden), latent,
            Network.mlp(Shape.of(latent), activation, Normalization.NONE, decoderHidden), 0, likelihood, objective,
            reduction, ReferencePosterior.DIAGONAL, new ReferencePrior.StandardNormal(), 0);
    }

    /// An architecture in float64.
    ///
    /// @param net the architecture
    /// @param dropout the share of elements of hidden layers that a mask drops
    /// @param objective what is minimised
    /// @param reduction how rows of a batch are put together
    /// @return the model
    public static ReferenceModel of(Architecture net, double dropout, ReferenceObjective objective,
        ReferenceObjective.Reduction reduction) {
        return new ReferenceModel(net.encoder(), net.latent(), net.decoder(), dropout,
            ReferenceLikelihood.of(net.likelihood()), objective,
            reduction, ReferencePosterior.labelled(net.posterior().name()),
            ReferencePrior.labelled(net.prior().name(), net.prior().components()), net.conditionWidth());
    }

    /// The net alone, as the fp32 path takes it.
    /// @return the architecture
    public Architecture architecture() {
        return architecture(encoder, latent, decoder, likelihood, posterior, prior, condition);
    }

    private static Architecture architecture(Network encoder, int latent, Network decoder,
                                             ReferenceLikelihood likelihood, ReferencePosterior posterior,
                                             ReferencePrior prior, int condition) {
        return new Architecture(encoder, latent, decoder, Likelihood.parse(likelihood.text()), posterior.description(),
            prior.description(), condition);
    }

    /// The same for another objective.
    ///
    /// @param other what is minimised
    /// @return the model
    public ReferenceModel with(ReferenceObjective other) {
        return new ReferenceModel(encoder, latent, decoder, dropout, likelihood, other, reduction, posterior, prior,
            condition);
    }

    /// The same of another net.
    ///
    /// @param net the architecture
    /// @return the model
    public ReferenceModel with(Architecture net) {
        return of(net, dropout, objective, reduction);
    }

    /// The same net with another latent variable.
    ///
    /// @param q the family of the posterior
    /// @param p the prior
    /// @return the model
    public ReferenceModel with(ReferencePosterior q, ReferencePrior p) {
        return with(architecture(encoder, latent, decoder, likelihood, q, p, condition));
    }

    /// The same net beside a condition.
    ///
    /// @param width of the condition
    /// @return the model
    public ReferenceModel conditioned(int width) {
        return with(architecture().withCondition(width));
    }

    /// The same net with dropout.
    ///
    /// @param share of elements of hidden layers that a mask drops
    /// @return the model
    public ReferenceModel withDropout(double share) {
        return of(architecture(), share, objective, reduction);
    }

    /// D, width of the data.
    /// @return numbers in a row, without the condition
    public int inputs() {
        return encoder.input().size();
    }

    /// What a mask holds where nothing is dropped, exact in float32.
    /// @return 1/(1 - dropout), rounded to float32
    public double kept() {
        return (float) (1 / (1 - dropout));
    }

    /// Every parameter and its shape, in the order of the fixture files: enc.0, ..., enc.mu, enc.logvar, enc.tril,
    /// dec.0, ..., the decoder's heads, weight before bias, those of a layer's normalisation behind them, and the
    /// parameters of the prior.
    ///
    /// @return name to shape, in order
    public Map<String, int[]> parameterShapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        Shape last = hiddenShapes("enc.", encoder, shapes);
        posterior.heads(latent).forEach((name, width) -> put("enc." + name, encoder.head().sized(width, last), last,
            shapes));
        Shape lastOfDecoder = hiddenShapes("dec.", decoder, shapes);
        for (ReferenceLikelihood.Head head : likelihood.heads(inputs())) {
            put("dec." + head.layer(), head.map(decoder.head(), lastOfDecoder), lastOfDecoder, shapes);
            if (!head.weighted()) {
                shapes.remove("dec." + head.layer() + ".weight");
            }
        }
        shapes.putAll(prior.parameterShapes(inputs() + condition, latent));
        return shapes;
    }

    /// Puts the parameters of the hidden layers; returns what the heads read.
    private Shape hiddenShapes(String prefix, Network network, Map<String, int[]> shapes) {
        for (int i = 0; i < network.hidden().size(); i++) {
            put(prefix + i, network.map(i), Hidden.input(network, condition, i), shapes);
            if (network.hidden().get(i).normalization() == Normalization.LAYER) {
                int[] units = {network.map(i).biases(network.input(i))};
                shapes.put(prefix + i + ".norm.weight", units);
                shapes.put(prefix + i + ".norm.bias", units);
            }
        }
        return Hidden.input(network, condition, network.hidden().size());
    }

    private static void put(String name, LinearMap map, Shape in, Map<String, int[]> shapes) {
        shapes.put(name + ".weight", map.weight(in).stream().mapToInt(Integer::intValue).toArray());
        shapes.put(name + ".bias", new int[] {map.biases(in)});
    }

    /// Every random number that a pass takes, and its shape: but for an autoencoder `eps` (S, B, Z); for
    /// [ReferenceObjective.InfoVae] the draws from the prior `z_prior` (S, B, Z); with dropout the masks
    /// `dropout.enc.0` (B, width) ..., `dropout.dec.0` (S, B, width) ... and, for the encoder's run on what a prior of
    /// C components has learned, `dropout.prior.enc.0` (C, width) ...
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
        if (dropout > 0) {
            List<Integer> widths = encoder.widths();
            for (int i = 0; i < widths.size(); i++) {
                shapes.put("dropout.enc." + i, new int[] {batch, widths.get(i)});
            }
            for (int i = 0; i < widths.size() && prior instanceof ReferencePrior.Vamp; i++) {
                shapes.put("dropout.prior.enc." + i, new int[] {prior.components(), widths.get(i)});
            }
            List<Integer> ofDecoder = decoder.widths();
            for (int i = 0; i < ofDecoder.size(); i++) {
                shapes.put("dropout.dec." + i, new int[] {objective.samples(), batch, ofDecoder.get(i)});
            }
        }
        return shapes;
    }

    /// Forward and backward: every intermediate, loss term and gradient, under the names of the fixture files.
    ///
    /// Reads all parameters, `x` (B, D), for a conditional model `c` (B, condition), and what [#noiseShapes] tells of;
    /// if there is `x_target` (B, D), it is reconstructed in place of `x`. `grad.x_enc` is the derivative through the
    /// encoder's input only; `grad.out.*` are total derivatives at those nodes (for [ReferenceObjective.Dreg] what
    /// stands in their place).
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
        int batch = require(tensors, "x", -1, inputs()).extent(0);
        double[] x = tensors.get("x").values();
        double[] target = tensors.containsKey("x_target") ? require(tensors, "x_target", batch, inputs()).values() : x;
        double[] condition = this.condition > 0 ? require(tensors, "c", batch, this.condition).values() : new double[0];
        boolean noisy = !(objective instanceof ReferenceObjective.Autoencoder);
        noiseShapes(batch).forEach((name, shape) -> require(tensors, name, shape));
        double[] eps = noisy ? tensors.get("eps").values() : null;
        double[] draws = objective instanceof ReferenceObjective.InfoVae ? tensors.get("z_prior").values() : null;
        Map<String, DoubleTensor> results = new LinkedHashMap<>();

        double[] read = likelihood instanceof ObservedCells ? ObservedCells.filled(x) : x;
        Encoder encoder = new Encoder(this, tensors, Hidden.beside(read, inputs(), condition, this.condition), "enc.",
            results);
        Posterior q = encoder.posterior();
        double[] z = noisy ? q.draw(eps) : q.mean();
        q.put(results, "out.");
        results.put("out.z", DoubleTensor.of(z, samples, batch, latent));
        Hidden decoder = new Hidden(this.decoder, this.condition, "dec.", "dec.", dropout > 0, tensors);
        double[] g = decoder.forward(Hidden.beside(z, latent, condition, this.condition), results, samples, batch);
        Heads heads = new Heads(this, tensors, g, target, samples * batch);
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
            dz[i] = (dz[i] + dg[row * (latent + this.condition) + i % latent]) * (terms.path == null ? 1
                : terms.path[row]);
        }
        if (noisy) {
            q.addDraw(dz, eps);
        } else {
            System.arraycopy(dz, 0, q.dMu, 0, dz.length);
        }
        double[] dx = encoder.backward(results);
        p.backward(results);
        results.put("grad.x_enc", DoubleTensor.of(Hidden.columns(dx, inputs() + this.condition, 0, inputs()), batch,
            inputs()));
        q.putGradients(results);
        results.put("grad.out.z", DoubleTensor.of(dz, samples, batch, latent));
        return results;
    }

    /// The tensor of that name, refused if it is missing or of another shape; -1 stands for any extent.
    private static DoubleTensor require(Map<String, DoubleTensor> tensors, String name, int... shape) {
        DoubleTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name + ": missing, expected a tensor of shape "
                + Arrays.toString(shape));
        }
        int[] expected = shape.clone();
        for (int i = 0; i < shape.length && tensor.rank() == shape.length; i++) {
            expected[i] = shape[i] < 0 ? tensor.extent(i) : shape[i];
        }
        return tensor.requireShape(name, expected);
    }
}
