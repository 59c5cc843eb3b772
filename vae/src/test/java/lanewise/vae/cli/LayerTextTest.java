package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LayerTextTest {

    @Test
    void mapsAreReadInTheirOrder() throws UsageException {
        assertEquals(List.of(new Conv2d(32, 3, 2, 1), new Conv2d(8, 5, 1, 0), Dense.of(16)),
                LayerText.maps(NetworkOptions.ENCODER,
                "conv2d:channels=32:kernel=3:stride=2:padding=1,conv2d:kernel=5:channels=8,dense:units=16"));
        assertEquals(List.of(new Dense(new Shape(64, 7, 7)), new ConvTranspose2d(64, 3, 2, 1, 1), new ConvTranspose2d(2,
                4, 1, 0, 0)),
                LayerText.maps(NetworkOptions.DECODER,
                "dense:units=64x7x7,conv_transpose2d:channels=64:kernel=3:stride=2:padding=1:output_padding=1,"
                        + "conv_transpose2d:channels=2:kernel=4"));
    }

    @Test
    void headsHaveNoNumberOfOutputs() throws UsageException {
        assertEquals(Network.DENSE_HEAD, LayerText.head(NetworkOptions.DECODER_HEAD, "dense"));
        assertEquals(new ConvTranspose2d(1, 3, 1, 1, 0), LayerText.head(NetworkOptions.DECODER_HEAD,
                "conv_transpose2d:kernel=3:padding=1"));
        UsageException refused = assertThrows(UsageException.class, () -> LayerText.head(NetworkOptions.DECODER_HEAD,
                "conv2d:kernel=3:channels=2"));
        assertEquals("--decoder-head: 'channels=2' after conv2d, expected kernel=... or stride=... or padding=...:"
                + " the channels of a head follow from the likelihood", refused.getMessage());
        assertThrows(UsageException.class, () -> LayerText.head(NetworkOptions.DECODER_HEAD, "dense:units=4"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "dense:units=8,conv3d:kernel=3 | layer 1: 'conv3d', expected one of dense, conv2d, conv_transpose2d; did"
                + " you mean conv2d?",
        "conv2d:kernel=3 | layer 0: conv2d has no channels, expected channels=...",
        "conv2d:chanels=4:kernel=3 | layer 0: 'chanels=4' after conv2d, expected channels=... or kernel=... or"
                + " stride=... or padding=...",
        "conv2d:channels=4:kernel | layer 0: 'kernel' after conv2d, expected channels=... or kernel=... or"
        + " stride=... or padding=...",
        "conv2d:channels=4:kernel=3:kernel=3 | layer 0: conv2d has kernel twice, expected it once",
        "conv2d:channels=-4:kernel=3 | layer 0: conv2d: channels is '-4', expected a whole number up to 65536",
        "conv2d:channels=4:kernel=3:padding=3 | layer 0: conv2d: padding: 3, expected 0 to 2: less than the kernel",
        "dense:units=4x4 | layer 0: dense: units is '4x4', expected a number such as 400 or channels, height and"
                + " width such as 64x7x7, each at least 1",
        "dense:units=8, | layer 1: '', expected one of dense, conv2d, conv_transpose2d",
    })
    void whatIsWrongIsNamed(String text, String message) {
        UsageException refused = assertThrows(UsageException.class, () -> LayerText.maps(NetworkOptions.ENCODER, text));
        assertEquals("--encoder: " + message, refused.getMessage());
    }
}
