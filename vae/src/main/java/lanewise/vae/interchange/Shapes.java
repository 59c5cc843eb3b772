package lanewise.vae.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Normalization;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;

/// The architecture that the shapes of a state dict's tensors tell of.
///
/// Hidden layers are `encoder.0`, `encoder.1`, ... as far as there are any, `[out, in]`, each `in` being the `out`
/// before; `encoder.mu` is `[Z, in]`. What the first layer of the decoder reads beyond Z is the condition, which the
/// encoder reads too. `encoder.tril` tells of a full covariance, `encoder.0.norm` or `decoder.0.norm` of layer
/// normalisation, `prior.logits` and `prior.inputs` of a learned prior.
final class Shapes {

    private static final String WEIGHT = ".weight";

    private final String source;
    private final Map<String, Tensor> tensors;
    private final NameMap names;

    private Shapes(String source, Map<String, Tensor> tensors, NameMap names) {
        this.source = source;
        this.tensors = tensors;
        this.names = names;
    }

    static Architecture architecture(String source, Map<String, Tensor> tensors, NameMap names,
            Activation activation, Likelihood likelihood)
            throws FormatException {
        return new Shapes(source, tensors, names).architecture(activation, likelihood);
    }

    private Architecture architecture(Activation activation, Likelihood likelihood) throws FormatException {
        List<Integer> encoder = hidden("encoder.");
        List<Integer> decoder = hidden("decoder.");
        int latent = rows("encoder.mu.weight");
        int encoderInputs = columns(encoder.isEmpty() ? "encoder.mu.weight" : "encoder.0.weight");
        String first = decoder.isEmpty() ? "decoder." + likelihood.heads(Math.max(1, encoderInputs)).getFirst().name()
                + WEIGHT : "decoder.0.weight";
        int condition = columns(first) - latent;
        if (condition < 0 || condition >= encoderInputs) {
            throw new FormatException(source,
                    "tensor \"" + names.foreign(first) + "\"" + StateDict.meaning(first, names) + " is "
                    + Arrays.toString(tensors.get(first).shape()) + ", expected " + latent + " inputs: as many as the"
                    + " latent variable of " + names.foreign("encoder.mu.weight") + " has, and those of a condition");
        }
        Posterior posterior = tensors.containsKey("encoder.tril.weight") ? new FullGaussian() : new DiagonalGaussian();
        try {
            return Architecture.builder(encoderInputs - condition).encoderHidden(encoder).latent(latent)
                    .decoderHidden(decoder).activation(activation).normalization(normalization()).likelihood(likelihood)
                    .posterior(posterior).prior(prior()).condition(condition).build();
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    /// By the first hidden layers; that all are as these are is found out when all tensors are looked for.
    private Normalization normalization() {
        boolean normalised = tensors.containsKey("encoder.0.norm.weight")
                || tensors.containsKey("decoder.0.norm.weight");
        return normalised ? Normalization.LAYER : Normalization.NONE;
    }

    private Prior prior() throws FormatException {
        if (tensors.containsKey("prior.inputs")) {
            return new VampPrior(rows("prior.inputs"));
        }
        return tensors.containsKey("prior.mu") ? new GaussianMixture(rows("prior.mu")) : new StandardNormal();
    }

    private List<Integer> hidden(String prefix) throws FormatException {
        List<Integer> widths = new ArrayList<>();
        while (tensors.containsKey(prefix + widths.size() + WEIGHT)) {
            String name = prefix + widths.size() + WEIGHT;
            if (!widths.isEmpty() && columns(name) != widths.getLast()) {
                throw new FormatException(source,
                        "tensor \"" + names.foreign(name) + "\"" + StateDict.meaning(name, names) + " is "
                        + Arrays.toString(tensors.get(name).shape()) + ", expected " + widths.getLast()
                        + " inputs: the outputs of " + names.foreign(prefix + (widths.size() - 1) + WEIGHT));
            }
            widths.add(rows(name));
        }
        return widths;
    }

    private int rows(String name) throws FormatException {
        return size(name, 0);
    }

    private int columns(String name) throws FormatException {
        return size(name, 1);
    }

    private int size(String name, int dimension) throws FormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new FormatException(source,
                    "has no tensor \"" + names.foreign(name) + "\"" + StateDict.meaning(name, names)
                    + ", expected one [out, in] among " + tensors.values().stream().map(Tensor::name).toList());
        }
        long[] shape = tensor.shape();
        if (shape.length == 4) {
            throw new FormatException(source, "tensor \"" + tensor.name() + "\"" + StateDict.meaning(name, names)
                    + " is " + Arrays.toString(shape) + ", weights of a convolution, whose stride and padding no shape"
                    + " tells: expected [out, in], or to be given the architecture");
        }
        if (shape.length != 2 || shape[dimension] < 1 || shape[dimension] > Integer.MAX_VALUE) {
            throw new FormatException(source, "tensor \"" + tensor.name() + "\"" + StateDict.meaning(name, names)
                    + " is " + Arrays.toString(shape) + ", expected [out, in]");
        }
        return (int) shape[dimension];
    }
}
