package lanewise.vae.cli;

import java.util.List;

import lanewise.core.activation.Activation;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;

/// The options that say a net of layers of any kind where there are no data that tell the shape of an image.
///
/// @param activation of the hidden layers
/// @param normalization of the hidden layers
/// @param latent dimensions of the latent variable
/// @param likelihood what the decoder describes
/// @param posterior the family of the posterior
/// @param prior of the latent variable
/// @param condition columns of the condition
record LayerOptions(Activation activation, Normalization normalization, int latent, Likelihood likelihood,
        Posterior posterior, Prior prior, int condition) {

    private static final String NO_LAYERS = "none";

    static final Option<Shape> IMAGE = new Option<>("image", "CxHxW",
            "channels, height and width such as 3x32x32", LayerOptions::shape, null, "",
            "the shape of an image, for a net of --encoder, --decoder and --decoder-head");
    static final Option<String> ENCODER = NetworkOptions.ENCODER.withStandard(null, "none with --image");
    static final Option<String> DECODER = NetworkOptions.DECODER.withStandard(null, "none with --image");
    static final Option<String> DECODER_HEAD = NetworkOptions.DECODER_HEAD.withStandard(null, "dense");

    static final List<Option<?>> ALL = List.of(IMAGE, ENCODER, DECODER, DECODER_HEAD);

    private static Shape shape(String text) {
        try {
            return text.matches("\\d+x\\d+x\\d+") ? Shape.parse(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Whether the command line says such a net.
    ///
    /// @throws UsageException if it says layers and no image
    static boolean areGiven(Arguments arguments) throws UsageException {
        for (Option<?> option : ALL) {
            if (arguments.has(option) && !arguments.has(IMAGE)) {
                throw new UsageException("--" + option.name() + ": it is of a net for images, expected --image as well,"
                        + " such as --image 3x32x32");
            }
        }
        return arguments.has(IMAGE);
    }

    /// Refuses options that say a net otherwise.
    static void exclude(Arguments arguments, Option<?>... others) throws UsageException {
        for (Option<?> other : others) {
            for (Option<?> option : ALL) {
                arguments.exclude(other, option, "each says what the net is");
            }
        }
    }

    /// The net.
    ///
    /// @throws UsageException naming the option and the layer that does not fit, the shape that reaches it and what was
    /// expected
    Architecture architecture(Arguments arguments) throws UsageException {
        Shape image = arguments.get(IMAGE);
        try {
            likelihood.requireWidth(image.size());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--likelihood: " + e.getMessage().replaceFirst("^likelihood: ", ""));
        }
        LinearMap head = LayerText.head(DECODER_HEAD, arguments.has(DECODER_HEAD) ? arguments.get(DECODER_HEAD)
                : "dense");
        List<Layer> encoder = layers(arguments, ENCODER);
        List<Layer> decoder = layers(arguments, DECODER);
        try {
            Architecture architecture = Architecture.builder(image).encoder(encoder).latent(latent)
                    .decoder(decoder, head).likelihood(likelihood).posterior(posterior).prior(prior)
                    .condition(condition).build();
            return architecture;
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof ArithmeticException) {
                throw new UsageException("--encoder: the net has more weights than fit 2^31 floats, expected a smaller"
                        + " one");
            }
            throw new UsageException("--" + e.getMessage().replaceFirst("^decoder: (head|its head)",
                    DECODER_HEAD.name() + ": $1"));
        }
    }

    private List<Layer> layers(Arguments arguments, Option<String> option) throws UsageException {
        if (!arguments.has(option) || arguments.get(option).equals(NO_LAYERS)) {
            return List.of();
        }
        return LayerText.maps(option, arguments.get(option)).stream()
                .map(map -> new Layer(map, normalization, activation)).toList();
    }
}
