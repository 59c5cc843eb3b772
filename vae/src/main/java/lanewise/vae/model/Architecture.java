package lanewise.vae.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Activation;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.ParameterLayout.Layer;

/// What a model is made of: inputs -> encoder's hidden layers -> mean and log-variance of the latent variable -> decoder's hidden layers -> parameters of the
/// likelihood. All hidden layers have the same activation, the heads none. Without hidden layers encoder or decoder is linear.
///
/// Immutable; start from [#of] and change one thing at a time with the `with` methods.
///
/// @param inputs width of the data, at least 1
/// @param encoderHidden widths of the encoder's hidden layers from the input on, each at least 1; may be empty
/// @param latent dimensions of the latent variable, at least 1
/// @param decoderHidden widths of the decoder's hidden layers from the latent variable on, each at least 1; may be empty
/// @param activation of the hidden layers
/// @param likelihood what the decoder describes
public record Architecture(int inputs, List<Integer> encoderHidden, int latent, List<Integer> decoderHidden, Activation activation,
        Likelihood likelihood) {

    private static final List<String> ENCODER_HEADS = List.of("encoder.mu", "encoder.logvar");

    /// Refuses what cannot be built.
    ///
    /// @throws IllegalArgumentException naming the size that is below 1, or if the parameters would not fit one segment
    public Architecture {
        requirePositive("inputs", inputs);
        requirePositive("latent", latent);
        encoderHidden = List.copyOf(encoderHidden);
        decoderHidden = List.copyOf(decoderHidden);
        encoderHidden.forEach(width -> requirePositive("encoderHidden", width));
        decoderHidden.forEach(width -> requirePositive("decoderHidden", width));
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(likelihood, "likelihood");
    }

    private static void requirePositive(String argument, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least 1");
        }
    }

    /// ReLU and Bernoulli likelihood, the decoder's hidden layers being those of the encoder in reverse.
    ///
    /// @param inputs width of the data
    /// @param latent dimensions of the latent variable
    /// @param hidden widths of the encoder's hidden layers from the input on
    /// @return the architecture
    public static Architecture of(int inputs, int latent, Integer... hidden) {
        List<Integer> encoder = List.of(hidden);
        return new Architecture(inputs, encoder, latent, encoder.reversed(), new Activation.Relu(), new Bernoulli());
    }

    /// The same with another activation.
    ///
    /// @param other the activation
    /// @return a new architecture
    public Architecture withActivation(Activation other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, other, likelihood);
    }

    /// The same with another likelihood.
    ///
    /// @param other the likelihood
    /// @return a new architecture
    public Architecture withLikelihood(Likelihood other) {
        return new Architecture(inputs, encoderHidden, latent, decoderHidden, activation, other);
    }

    /// The same with other hidden layers in the decoder.
    ///
    /// @param widths from the latent variable on
    /// @return a new architecture
    public Architecture withDecoderHidden(Integer... widths) {
        return new Architecture(inputs, encoderHidden, latent, List.of(widths), activation, likelihood);
    }

    /// Names and places of all parameters: `encoder.0`, ..., `encoder.mu` and `encoder.logvar`, `decoder.0`, ..., `decoder.out` and the likelihood's other
    /// heads.
    ///
    /// @return a new layout
    /// @throws ArithmeticException if the parameters are too many for one segment
    public ParameterLayout layout() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        int width = addHidden(builder, "encoder.", inputs, encoderHidden);
        builder.heads(ENCODER_HEADS, width, latent);
        width = addHidden(builder, "decoder.", latent, decoderHidden);
        List<String> heads = new ArrayList<>();
        likelihood.heads().forEach(head -> heads.add("decoder." + head));
        builder.heads(heads, width, inputs);
        return builder.build();
    }

    private static int addHidden(ParameterLayout.Builder builder, String prefix, int inputs, List<Integer> widths) {
        int before = inputs;
        for (int i = 0; i < widths.size(); i++) {
            builder.layer(prefix + i, before, widths.get(i));
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
    /// last two are objects with a `name` and what parameters they have.
    ///
    /// @return the text, equal for equal architectures
    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("inputs", inputs);
        fields.put("encoder_hidden", encoderHidden);
        fields.put("latent", latent);
        fields.put("decoder_hidden", decoderHidden);
        fields.put("activation", switch (activation) {
            case Activation.LeakyRelu leaky -> named(leaky.name(), "slope", leaky.slope());
            case Activation.Elu elu -> named(elu.name(), "alpha", elu.alpha());
            default -> Map.of("name", activation.name());
        });
        fields.put("likelihood", switch (likelihood) {
            case GaussianFixed gaussian -> named(gaussian.name(), "variance", gaussian.variance());
            default -> Map.of("name", likelihood.name());
        });
        return Json.write(fields);
    }

    /// In this order whatever the JVM, which the order of `Map.of` is not.
    private static Map<String, Object> named(String name, String parameter, Number value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put(parameter, value);
        return fields;
    }

    /// Reads what [#toJson()] wrote.
    ///
    /// @param text the text
    /// @param source what to call it in messages, a file name for instance
    /// @return the architecture
    /// @throws FormatException naming the field that is missing, unknown or out of range
    public static Architecture fromJson(String text, String source) throws FormatException {
        JsonObject fields = Json.parseObject(text, source);
        int inputs = fields.integer("inputs", 1, Integer.MAX_VALUE);
        List<Integer> encoderHidden = widths(fields, "encoder_hidden", source);
        int latent = fields.integer("latent", 1, Integer.MAX_VALUE);
        List<Integer> decoderHidden = widths(fields, "decoder_hidden", source);
        JsonObject activation = fields.object("activation");
        JsonObject likelihood = fields.object("likelihood");
        fields.requireAllRead();
        try {
            Architecture read = new Architecture(inputs, encoderHidden, latent, decoderHidden, activation(activation), likelihood(likelihood));
            activation.requireAllRead();
            likelihood.requireAllRead();
            return read;
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static List<Integer> widths(JsonObject fields, String name, String source) throws FormatException {
        List<Integer> widths = new ArrayList<>();
        for (long width : fields.integers(name)) {
            if (width < 1 || width > Integer.MAX_VALUE) {
                throw new FormatException(source, "field \"" + name + "\" holds " + width + ", expected widths of at least 1");
            }
            widths.add((int) width);
        }
        return widths;
    }

    private static Activation activation(JsonObject fields) throws FormatException {
        return switch (Activation.named(fields.string("name"))) {
            case Activation.LeakyRelu leaky -> new Activation.LeakyRelu((float) fields.real("slope"));
            case Activation.Elu elu -> new Activation.Elu((float) fields.real("alpha"));
            case Activation other -> other;
        };
    }

    private static Likelihood likelihood(JsonObject fields) throws FormatException {
        return switch (Likelihood.named(fields.string("name"))) {
            case GaussianFixed gaussian -> new GaussianFixed(fields.real("variance"));
            case Likelihood other -> other;
        };
    }
}
