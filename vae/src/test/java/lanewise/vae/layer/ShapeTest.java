package lanewise.vae.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void sizesAreProductsOfExtents() {
        Shape image = new Shape(3, 5, 7);
        assertEquals(105, image.size());
        assertEquals(35, image.pixels());
        assertFalse(image.isVector());
        assertTrue(Shape.of(105).isVector());
        assertFalse(new Shape(1, 1, 2).isVector());
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "64x7x7", "1x1x2", "2147483647"})
    void textsComeBackEqual(String text) {
        assertEquals(text, Shape.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "3x4", "1x2x3x4", "1x2x", "a", "1,2,3", "99999999999"})
    void otherTextsAreRefused(String text) {
        assertEquals("shape: '" + text + "', expected a number such as 400 or channels, height and width such"
                + " as 64x7x7", message(() -> Shape.parse(text)));
    }

    @Test
    void extentsOutOfRangeAreNamed() {
        assertEquals("channels: 0, expected at least 1", message(() -> Shape.of(0)));
        assertEquals("height: -1, expected at least 1", message(() -> new Shape(1, -1, 2)));
        assertEquals("width: 0, expected at least 1", message(() -> new Shape(1, 2, 0)));
        assertEquals("shape: 65536x32768x1 has more than 2^31 - 1 numbers", message(() -> new Shape(65536, 32768, 1)));
        int most = Integer.MAX_VALUE;
        assertEquals("shape: " + most + "x" + most + "x" + most + " has more than 2^31 - 1 numbers",
                message(() -> new Shape(most, most, most)));
        assertEquals(most, new Shape(1, most, 1).size());
    }
}
