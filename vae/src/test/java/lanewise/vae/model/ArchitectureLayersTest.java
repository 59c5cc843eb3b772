package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import lanewise.core.activation.Elu;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.GaussianLearned;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Architectures of layers of any kind: the builder, the long JSON form and the places of parameters.
class ArchitectureLayersTest {

    private static final Architecture IMAGES = images().build();

    private static ArchitectureBuilder images() {
        return Architecture.builder(new Shape(1, 8, 8))
                .encoder(List.of(new Layer(new Conv2d(4, 3, 2, 1), Normalization.LAYER, new LeakyRelu(0.2f)),
                        new Layer(Dense.of(10), new Tanh()))).latent(3)
                .decoder(List.of(new Layer(new Dense(new Shape(5, 4, 4)), new Elu(0.5f))),
                        new ConvTranspose2d(1, 3, 2, 1, 1));
    }

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void tensorsHaveTheNamesAndShapesOfPyTorch() {
        List<String> tensors = IMAGES.layout().tensors().stream()
                .map(tensor -> tensor.name() + tensor.shape()).toList();
        assertEquals(List.of("encoder.0.weight[4, 1, 3, 3]", "encoder.0.bias[4]", "encoder.0.norm.weight[4]",
                "encoder.0.norm.bias[4]", "encoder.1.weight[10, 64]", "encoder.1.bias[10]", "encoder.mu.weight[3, 10]",
                "encoder.logvar.weight[3, 10]", "encoder.mu.bias[3]", "encoder.logvar.bias[3]",
                "decoder.0.weight[80, 3]", "decoder.0.bias[80]", "decoder.out.weight[5, 1, 3, 3]",
                "decoder.out.bias[1]"), tensors);
    }

    @Test
    void theLongFormComesBackEqual() throws FormatException {
        Architecture two = images().likelihood(new GaussianLearned()).condition(2).build();
        Architecture mixed = Architecture.builder(5)
                .encoder(List.of(new Layer(Dense.of(4), new Relu()), new Layer(Dense.of(3), new Tanh()))).build();
        for (Architecture net : List.of(IMAGES, two, mixed, images().decoderHidden(List.of(7)).build())) {
            assertTrue(net.toJson().startsWith("{\"data\":"), net.toJson());
            assertEquals(net, Architecture.fromJson(net.toJson(), "test"));
            assertEquals(net, net.toBuilder().build());
        }
        assertEquals("{\"data\":[1,8,8],\"encoder\":[{\"map\":{\"name\":\"conv2d\",\"channels\":4,\"kernel\":3,"
                + "\"stride\":2,\"padding\":1},\"activation\":{\"name\":\"leaky_relu\",\"slope\":0.2},"
                + "\"normalization\":\"layer\"},{\"map\":{\"name\":\"dense\",\"shape\":[10]},"
                + "\"activation\":{\"name\":\"tanh\"}}],\"latent\":3,\"decoder\":[{\"map\":{\"name\":\"dense\","
                + "\"shape\":[5,4,4]},\"activation\":{\"name\":\"elu\",\"alpha\":0.5}}],"
                + "\"decoder_head\":{\"name\":\"conv_transpose2d\",\"channels\":1,\"kernel\":3,\"stride\":2,"
                + "\"padding\":1,\"outputPadding\":1},\"likelihood\":{\"name\":\"bernoulli_logits\"}}",
                IMAGES.toJson());
    }

    @Test
    void whatTheShortFormCanSayIsWrittenSo() {
        Layer layer = new Layer(Dense.of(4), Normalization.LAYER, new Tanh());
        Architecture layers = Architecture.builder(5).encoder(List.of(layer))
                .decoder(List.of(layer), Network.DENSE_HEAD).build();
        Architecture widths = Architecture.builder(5).normalization(Normalization.LAYER).hidden(4)
                .activation(new Tanh()).build();
        assertEquals(widths, layers);
        assertEquals(widths.toJson(), layers.toJson());
        assertFalse(layers.toJson().contains("map"), layers.toJson());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"kernel\":3,\"stride\":2,\"padding\":1} | \"kernel\":2147483647,\"stride\":2,\"padding\":1} | encoder: layer"
                + " 0: conv2d: its kernel of 2147483647 is larger",
        "\"kernel\":3,\"stride\":2,\"padding\":1} | \"kernel\":0,\"stride\":2,\"padding\":1} | conv2d: kernel: 0,"
                + " expected at least 1",
        "\"kernel\":3,\"stride\":2,\"padding\":1} | \"kernel\":3,\"stride\":2,\"padding\":3} | conv2d: padding: 3,"
                + " expected 0 to 2",
        "\"kernel\":3,\"stride\":2,\"padding\":1} | \"kernel\":3,\"stride\":2147483648,\"padding\":1} | stride",
        "\"channels\":4 | \"channels\":2147483647 | encoder: layer 0: shape: 2147483647x4x4 has more than 2^31 -"
                + " 1 numbers",
        "\"channels\":4, | '' | channels",
        "\"channels\":4 | \"channels\":4,\"groups\":2 | groups",
        "[1,8,8] | [65536,65536,8] | shape: 65536x65536x8 has more than 2^31 - 1 numbers",
        "[1,8,8] | [8,8] | data: [8, 8], expected one extent, or channels, height and width",
        "[1,8,8] | [1,0,8] | field \"data\" holds 0, expected widths of at least 1",
        "\"conv2d\" | \"conv3d\" | map: there is no 'conv3d', expected one of [dense, conv2d, conv_transpose2d]",
        "\"outputPadding\":1 | \"outputPadding\":2 | conv_transpose2d: outputPadding: 2, expected 0 to 1",
        "\"outputPadding\":1 | \"outputPadding\":0 | decoder: its head gives images of 7x7 from 5x4x4, expected 8x8",
        "\"leaky_relu\" | \"swish\" | swish",
        "\"layer\" | \"batch\" | normalization: there is no 'batch'",
        "\"decoder_head\" | \"head\" | decoder_head"})
    void hostileTextsAreRefusedInTheNameOfTheirFile(String part, String other, String expected) {
        String text = IMAGES.toJson();
        assertTrue(text.contains(part), part);
        String message = assertThrows(FormatException.class, () -> Architecture.fromJson(
                text.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(other)), "net.json")).getMessage();
        assertTrue(message.contains("net.json"), message);
        assertTrue(message.contains(expected), message);
    }

    @Test
    void netsThatDoNotFitAreNamed() {
        assertEquals("encoder: layer 0: conv2d: its kernel of 9 is larger than the height of its input 1x8x8 with"
                + " padding 0, expected at most 8",
                message(() -> images().encoder(List.of(new Layer(new Conv2d(1, 9, 1, 0), new Relu()))).build()));
        assertEquals("decoder: its head gives images of 4x4 from 5x4x4, expected 8x8 as the data have",
                message(() -> images().decoder(IMAGES.decoder().hidden(), new Conv2d(1, 3, 1, 1)).build()));
        assertEquals("decoder: has convolutions only, expected a dense layer that the condition can join",
                message(() -> Architecture.builder(new Shape(1, 2, 2)).latent(3)
                        .decoder(List.of(), new ConvTranspose2d(1, 2, 1, 0, 0)).condition(1).build()));
        assertEquals("latent: 0, expected at least 1", message(() -> images().latent(0).build()));
    }

    @Test
    void aBuilderThatIsToldWidthsForgetsLayers() {
        Architecture dense = images().hidden(6, 5).build();
        assertEquals(List.of(6, 5), dense.encoder().widths());
        assertEquals(List.of(5, 6), dense.decoder().widths());
        assertTrue(dense.encoder().isMlp() && dense.decoder().isMlp());
    }
}
