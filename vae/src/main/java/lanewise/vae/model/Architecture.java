package lanewise.vae.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import lanewise.core.activation.Activation;
import lanewise.vae.check.Require;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LayoutBuilder;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.prior.PriorKernel;

/// What a model is made of: data -> encoder -> the posterior's parameters -> z -> decoder -> the
/// likelihood's parameters.
///
/// A conditional model (Sohn, Lee and Yan 2015) has a condition c, columns of numbers such as a one-hot label:
/// the encoder reads `[x, c]`, the decoder `[z, c]`, and the prior does not depend on c. Rows of data hold x
/// first, then c. Within a network the condition joins the row of the first map that reads a vector; convolutions
/// before it do not see it.
///
/// Immutable; start from [#of] or [#builder], change one thing at a time by [#toBuilder()] or the `with` methods.
///
/// @param encoder from the data to the posterior's heads, which are dense
/// @param latent dimensions of the latent variable, at least 1
/// @param decoder from z, a vector, to the likelihood's heads
/// @param likelihood what the decoder describes
/// @param posterior the family of q(z|x)
/// @param prior what z is drawn from
/// @param conditionWidth columns of the condition, 0 where there is none
public record Architecture(Network encoder, int latent, Network decoder, Likelihood likelihood, Posterior posterior,
        Prior prior, int conditionWidth) {

    /// Refuses what cannot be built.
    ///
    /// @throws IllegalArgumentException naming the size that is below 1, the network that does not fit, or the
    /// likelihood that describes data of another width; also if there are more parameters than fit one segment of
    /// 2^31 floats
    public Architecture {
        try {
            Objects.requireNonNull(encoder, "encoder");
            Require.within(1, Network.MOST_UNITS, "latent", latent);
            Objects.requireNonNull(decoder, "decoder");
            Objects.requireNonNull(likelihood, "likelihood").requireWidth(encoder.input().size());
            Objects.requireNonNull(posterior, "posterior");
            Objects.requireNonNull(prior, "prior");
            if (conditionWidth < 0) {
                throw new IllegalArgumentException("conditionWidth: " + conditionWidth + ", expected at least 0");
            }
            if (encoder.head().slides()) {
                throw new IllegalArgumentException("encoder: its heads are " + encoder.head()
                        + ", expected dense ones: the posterior is of a vector");
            }
            if (!decoder.input().equals(Shape.of(latent))) {
                throw new IllegalArgumentException("decoder: reads " + decoder.input()
                        + ", expected the latent variable's " + latent);
            }
            if (conditionWidth > 0 && decoder.joins() < 0) {
                throw new IllegalArgumentException("decoder: has convolutions only, expected a dense layer that the"
                        + " condition can join");
            }
            if (encoder.logVarianceBound() != decoder.logVarianceBound()) {
                throw new IllegalArgumentException("logVarianceBound: is " + encoder.logVarianceBound()
                        + " of the encoder and " + decoder.logVarianceBound() + " of the decoder, expected the same");
            }
            requireOutputs(encoder.input(), decoder, likelihood);
            layout(encoder, latent, decoder, likelihood, posterior, prior, conditionWidth);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("architecture: has more parameters than fit 2^31 floats, expected a"
                    + " smaller net", e);
        }
    }

    /// Heads that slide over images give images of the size of the data.
    private static void requireOutputs(Shape data, Network decoder, Likelihood likelihood) {
        if (!decoder.head().slides()) {
            return;
        }
        Shape in = decoder.input(decoder.hidden().size());
        Shape out = decoder.head().output(in);
        if (out.height() != data.height() || out.width() != data.width()) {
            throw new IllegalArgumentException("decoder: its head gives images of " + out.height() + "x" + out.width()
                    + " from " + in + ", expected " + data.height() + "x" + data.width() + " as the data have");
        }
        for (Head head : likelihood.heads(data.size())) {
            if (head.weighted() && head.outputs() % out.pixels() != 0) {
                throw new IllegalArgumentException("decoder: head " + head.name() + " of the likelihood "
                        + likelihood.name() + " has " + head.outputs() + " outputs, which are no whole number of"
                        + " channels of " + out.height() + "x" + out.width() + "; expected a dense head for it");
            }
        }
    }

    /// ReLU and Bernoulli likelihood, the decoder's hidden layers being those of the encoder in reverse.
    ///
    /// @param inputs width of the data
    /// @param latent dimensions of the latent variable
    /// @param hidden widths of the encoder's hidden layers from the input on
    /// @return the architecture
    public static Architecture of(int inputs, int latent, Integer... hidden) {
        return builder(inputs).latent(latent).hidden(hidden).build();
    }

    /// Begins an architecture for data that are vectors.
    ///
    /// @param inputs width of the data, at least 1
    /// @return the builder
    public static ArchitectureBuilder builder(int inputs) {
        return builder(Shape.of(Require.atLeast(1, "inputs", inputs)));
    }

    /// Begins an architecture.
    ///
    /// @param data shape of a row of the data, such as `1x28x28`
    /// @return the builder
    public static ArchitectureBuilder builder(Shape data) {
        return new ArchitectureBuilder(data);
    }

    /// Begins with all that this architecture has.
    ///
    /// @return the builder
    public ArchitectureBuilder toBuilder() {
        return new ArchitectureBuilder(encoder.input()).latent(latent).encoder(encoder.hidden())
                .decoder(decoder.hidden(), decoder.head()).likelihood(likelihood).posterior(posterior).prior(prior)
                .condition(conditionWidth).logVarianceBound(logVarianceBound());
    }

    /// The same with another activation of all hidden layers.
    ///
    /// @param other the activation
    /// @return a new architecture
    public Architecture withActivation(Activation other) {
        return withLayers(layer -> new Layer(layer.map(), layer.normalization(), other));
    }

    /// The same with another normalisation of all hidden layers.
    ///
    /// @param other the normalisation
    /// @return a new architecture
    public Architecture withNormalization(Normalization other) {
        return withLayers(layer -> new Layer(layer.map(), other, layer.activation()));
    }

    private Architecture withLayers(UnaryOperator<Layer> change) {
        return toBuilder().encoder(encoder.hidden().stream().map(change).toList())
                .decoder(decoder.hidden().stream().map(change).toList(), decoder.head()).build();
    }

    /// The same with another likelihood.
    ///
    /// @param other the likelihood
    /// @return a new architecture
    public Architecture withLikelihood(Likelihood other) {
        return toBuilder().likelihood(other).build();
    }

    /// The same with another family of posteriors.
    ///
    /// @param other the family
    /// @return a new architecture
    public Architecture withPosterior(Posterior other) {
        return toBuilder().posterior(other).build();
    }

    /// The same with another prior.
    ///
    /// @param other the prior
    /// @return a new architecture
    public Architecture withPrior(Prior other) {
        return toBuilder().prior(other).build();
    }

    /// The same with a condition of another width.
    ///
    /// @param columns columns of the condition, 0 for none
    /// @return a new architecture
    public Architecture withCondition(int columns) {
        return toBuilder().condition(columns).build();
    }

    /// The same with another bound on log-variances, of encoder and decoder.
    ///
    /// @param bound as in [Network#logVarianceBound()], 0 for none
    /// @return a new architecture
    public Architecture withLogVarianceBound(double bound) {
        return toBuilder().logVarianceBound(bound).build();
    }

    /// The bound on the logs of variances and scales that follow from a row, [Network#logVarianceBound()] of encoder
    /// and decoder.
    ///
    /// @return the bound, 0 where there is none
    public double logVarianceBound() {
        return encoder.logVarianceBound();
    }

    /// Shape of a row of the data, without the condition.
    /// @return what the encoder reads
    public Shape data() {
        return encoder.input();
    }

    /// Width of the data.
    /// @return numbers in a row, without the condition
    public int inputs() {
        return encoder.input().size();
    }

    /// Columns that the encoder reads, and rows of data have: x, then the condition.
    /// @return inputs and condition together
    public int encoderInputs() {
        return Math.addExact(inputs(), conditionWidth);
    }

    /// Columns that the decoder reads: z, then the condition.
    /// @return latent dimensions and condition together
    public int decoderInputs() {
        return Math.addExact(latent, conditionWidth);
    }

    /// Hidden layers of encoder and decoder together.
    /// @return how many there are
    public int hiddenLayers() {
        return encoder.hidden().size() + decoder.hidden().size();
    }

    /// Names and places of all parameters: `encoder.0`, ... (with `encoder.0.norm`, ... where they are normalised),
    /// `encoder.mu`, `encoder.logvar` and the posterior's other heads, `decoder.0`, ..., `decoder.out` and the
    /// likelihood's other heads, then the tensors of the prior.
    ///
    /// @return a new layout
    public ParameterLayout layout() {
        return layout(encoder, latent, decoder, likelihood, posterior, prior, conditionWidth);
    }

    private static ParameterLayout layout(Network encoder, int latent, Network decoder, Likelihood likelihood,
            Posterior posterior, Prior prior, int conditionWidth) {
        int inputs = encoder.input().size();
        LayoutBuilder builder = ParameterLayout.builder();
        List<String> names = posterior.heads(latent);
        List<Integer> widths = posterior.widths(latent);
        List<Head> heads = new ArrayList<>();
        for (int h = 0; h < names.size(); h++) {
            heads.add(new Head(names.get(h), widths.get(h)));
        }
        PlacedNetwork.addTo(builder, "encoder.", encoder, conditionWidth, heads);
        PlacedNetwork.addTo(builder, "decoder.", decoder, conditionWidth, likelihood.heads(inputs));
        PriorKernel.of(prior).addTensors(builder, latent, Math.addExact(inputs, conditionWidth));
        return builder.build();
    }

    /// The encoder and where its parameters lie in [#layout()].
    /// @return the encoder
    public PlacedNetwork placedEncoder() {
        return new PlacedNetwork(encoder, conditionWidth, layout().slots("encoder."));
    }

    /// The decoder and where its parameters lie in [#layout()].
    /// @return the decoder
    public PlacedNetwork placedDecoder() {
        return placedDecoder(layout());
    }

    /// The decoder and where its parameters lie in a layout.
    ///
    /// @param layout one that has them, such as a part of [#layout()]
    /// @return the decoder
    public PlacedNetwork placedDecoder(ParameterLayout layout) {
        return new PlacedNetwork(decoder, conditionWidth, layout.slots("decoder."));
    }

    /// The architecture as one line of JSON.
    ///
    /// Where all layers are dense with one activation and normalisation, with the fields `inputs`, `encoder_hidden`,
    /// `latent`, `decoder_hidden`, `activation`, `likelihood`; the last two are objects with a `name` and what
    /// parameters they have. `posterior` and `prior`, such objects too, `condition` and `normalization` (a name) follow
    /// where they are not the diagonal Gaussian, the standard normal distribution, 0 and none, and a number
    /// `log_variance_bound` where there is a bound. Otherwise `data` (three
    /// extents), `encoder`, `latent`, `decoder` and `decoder_head` stand in the place of the first five: lists of
    /// layers, each with a `map`, an `activation` and, where there is one, a `normalization`.
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
