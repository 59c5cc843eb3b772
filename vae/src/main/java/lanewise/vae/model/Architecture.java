package lanewise.vae.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.vae.check.Require;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.network.LayoutBuilder;
import lanewise.vae.network.Normalization;
import lanewise.vae.network.ParameterLayout.Head;
import lanewise.vae.network.ParameterLayout.Layer;
import lanewise.vae.network.ParameterLayout;

/// What a model is made of: inputs -> encoder's hidden layers -> mean and log-variance of the latent variable -> decoder's hidden layers -> parameters of the
/// likelihood. All hidden layers have the same activation and normalisation, the heads none. Without hidden layers encoder or decoder is linear.
///
/// A conditional model (Sohn, Lee and Yan 2015) has a condition c, columns of numbers such as a one-hot label: the encoder reads `[x, c]`, the decoder
/// `[z, c]`, and the prior does not depend on c. Rows of data hold x first, then c.
///
/// Immutable; start from [#of] and change one thing at a time with the `with` methods.
///
/// @param inputs width of the data, at least 1
/// @param encoderHidden widths of the encoder's hidden layers from the input on, each at least 1; may be empty
/// @param latent dimensions of the latent variable, at least 1
/// @param decoderHidden widths of the decoder's hidden layers from the latent variable on, each at least 1; may be empty
/// @param activation of the hidden layers
/// @param likelihood what the decoder describes
/// @param posterior the family of q(z|x)
/// @param prior what z is drawn from
/// @param conditionWidth columns of the condition, 0 where there is none
/// @param normalization of the hidden layers, before their activation
public record Architecture(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, Activation activation,
        Likelihood likelihood, Posterior posterior, Prior prior, int conditionWidth, Normalization normalization) {

    /// Refuses what cannot be built.
    ///
    /// @throws IllegalArgumentException naming the size that is below 1, or if the likelihood describes data of another width
    public Architecture {
        Require.atLeast(1, "inputs", inputs);
        Require.atLeast(1, "latent", latent);
        encoderHidden = List.copyOf(encoderHidden);
        decoderHidden = List.copyOf(decoderHidden);
        encoderHidden.forEach(width -> Require.atLeast(1, "encoderHidden", width));
        decoderHidden.forEach(width -> Require.atLeast(1, "decoderHidden", width));
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(likelihood, "likelihood").requireWidth(inputs);
        Objects.requireNonNull(posterior, "posterior");
        Objects.requireNonNull(prior, "prior");
        if (conditionWidth < 0) {
            throw new IllegalArgumentException("conditionWidth: " + conditionWidth + ", expected at least 0");
        }
        Objects.requireNonNull(normalization, "normalization");
    }

    /// Hidden layers that are not normalised.
    ///
    /// @param inputs width of the data
    /// @param encoderHidden widths of the encoder's hidden layers
    /// @param latent dimensions of the latent variable
    /// @param decoderHidden widths of the decoder's hidden layers
    /// @param activation of the hidden layers
    /// @param likelihood what the decoder describes
    /// @param posterior the family of q(z|x)
    /// @param prior what z is drawn from
    /// @param conditionWidth columns of the condition
    public Architecture(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, Activation activation,
            Likelihood likelihood, Posterior posterior, Prior prior, int conditionWidth) {
        this(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, posterior, prior, conditionWidth, Normalization.NONE);
    }

    /// Diagonal Gaussian posterior, standard normal prior, no condition and hidden layers that are not normalised.
    ///
    /// @param inputs width of the data
    /// @param encoderHidden widths of the encoder's hidden layers
    /// @param latent dimensions of the latent variable
    /// @param decoderHidden widths of the decoder's hidden layers
    /// @param activation of the hidden layers
    /// @param likelihood what the decoder describes
    public Architecture(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, Activation activation,
            Likelihood likelihood) {
        this(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, new DiagonalGaussian(), new StandardNormal(), 0);
    }

    /// ReLU and Bernoulli likelihood, the decoder's hidden layers being those of the encoder in reverse.
    ///
    /// @param inputs width of the data
    /// @param latent dimensions of the latent variable
    /// @param hidden widths of the encoder's hidden layers from the input on
    /// @return the architecture
    public static Architecture of(int inputs, int latent, Integer... hidden) {
        List<Integer> encoder = List.of(hidden);
        return new Architecture(inputs, encoder, latent, encoder.reversed(), new Relu(), new Bernoulli());
    }

    /// The same with another activation.
    ///
    /// @param other the activation
    /// @return a new architecture
    public Architecture withActivation(Activation other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, other, likelihood, posterior, prior, conditionWidth, normalization);
    }

    /// The same with another likelihood.
    ///
    /// @param other the likelihood
    /// @return a new architecture
    public Architecture withLikelihood(Likelihood other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, activation, other, posterior, prior, conditionWidth, normalization);
    }

    /// The same with other hidden layers in the decoder.
    ///
    /// @param widths from the latent variable on
    /// @return a new architecture
    public Architecture withDecoderHidden(Integer... widths) {
        return new Architecture(inputs, encoderHidden, latent, List.of(widths), activation, likelihood, posterior, prior, conditionWidth, normalization);
    }

    /// The same with another family of posteriors.
    ///
    /// @param other the family
    /// @return a new architecture
    public Architecture withPosterior(Posterior other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, other, prior, conditionWidth, normalization);
    }

    /// The same with another prior.
    ///
    /// @param other the prior
    /// @return a new architecture
    public Architecture withPrior(Prior other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, posterior, other, conditionWidth, normalization);
    }

    /// The same with a condition of another width.
    ///
    /// @param columns columns of the condition, 0 for none
    /// @return a new architecture
    public Architecture withCondition(int columns) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, posterior, prior, columns, normalization);
    }

    /// The same with another normalisation of the hidden layers.
    ///
    /// @param other the normalisation
    /// @return a new architecture
    public Architecture withNormalization(Normalization other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, activation, likelihood, posterior, prior, conditionWidth, other);
    }

    /// Columns that the encoder reads, and rows of data have: x, then the condition.
    /// @return inputs and condition together
    public int encoderInputs() {
        return Math.addExact(inputs, conditionWidth);
    }

    /// Columns that the decoder reads: z, then the condition.
    /// @return latent dimensions and condition together
    public int decoderInputs() {
        return Math.addExact(latent, conditionWidth);
    }

    /// Hidden layers of encoder and decoder together.
    /// @return how many there are
    public int hiddenLayers() {
        return encoderHidden.size() + decoderHidden.size();
    }

    /// Names and places of all parameters: `encoder.0`, ... (with `encoder.0.norm`, ... where they are normalised), `encoder.mu`, `encoder.logvar` and the posterior's other heads, `decoder.0`, ..., `decoder.out`
    /// and the likelihood's other heads, then the tensors of the prior.
    ///
    /// @return a new layout
    /// @throws ArithmeticException if the parameters are too many for one segment
    public ParameterLayout layout() {
        LayoutBuilder builder = ParameterLayout.builder();
        int width = addHidden(builder, "encoder.", encoderInputs(), encoderHidden);
        builder.heads(posterior.heads(latent).stream().map(head -> "encoder." + head).toList(), width, posterior.widths(latent));
        width = addHidden(builder, "decoder.", decoderInputs(), decoderHidden);
        List<Head> heads = new ArrayList<>();
        likelihood.heads(inputs).forEach(head -> heads.add(new Head("decoder." + head.name(), head.outputs(), head.weighted())));
        builder.heads(heads, width);
        prior.addTensors(builder, latent, encoderInputs());
        return builder.build();
    }

    private int addHidden(LayoutBuilder builder, String prefix, int inputs, List<Integer> widths) {
        int before = inputs;
        for (int i = 0; i < widths.size(); i++) {
            builder.layer(prefix + i, before, widths.get(i), normalization);
            before = widths.get(i);
        }
        return before;
    }

    /// The encoder's layers in [#layout()], the last being the stacked heads.
    /// @return the layers
    public List<Layer> encoderLayers() {
        return layout().layers().subList(0, encoderHidden.size() + 1);
    }

    /// The decoder's layers in [#layout()], the last being the likelihood's heads.
    /// @return the layers
    public List<Layer> decoderLayers() {
        List<Layer> layers = layout().layers();
        return layers.subList(encoderHidden.size() + 1, layers.size());
    }

    /// The architecture as one line of JSON with the fields `inputs`, `encoder_hidden`, `latent`, `decoder_hidden`, `activation`, `likelihood`; the
    /// last two are objects with a `name` and what parameters they have. `posterior` and `prior`, such objects too, `condition` and `normalization` (a name)
    /// follow where they are not the diagonal Gaussian, the standard normal distribution, 0 and none.
    ///
    /// @return the text, equal for equal architectures
    public String toJson() {
        return ArchitectureJson.write(this);
    }

    /// Reads what [#toJson()] wrote.
    ///
    /// @param text the text
    /// @param source what to call it in messages, a file name for instance
    /// @return the architecture
    /// @throws FormatException naming the field that is missing, unknown or out of range
    public static Architecture fromJson(String text, String source) throws FormatException {
        return ArchitectureJson.read(text, source);
    }
}
