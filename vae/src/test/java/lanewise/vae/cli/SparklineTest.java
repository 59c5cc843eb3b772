package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class SparklineTest {

    private static String of(double... values) {
        Sparkline line = new Sparkline();
        for (double value : values) {
            line.add(value);
        }
        return line.toString();
    }

    @Test
    void barsGoFromTheSmallestValueToTheLargest() {
        assertEquals("", of());
        assertEquals("", of(3));
        assertEquals("█▁", of(3, 1));
        assertEquals("▁▁▁", of(2, 2, 2));
        assertEquals("▁▂▃▄▅▆▇█", of(0, 1, 2, 3, 4, 5, 6, 7));
        assertEquals("█▅▁", of(200, Double.NaN, 150, Double.POSITIVE_INFINITY, 100));
        assertEquals("▁█", of(-1e308, 1e307), "without an overflow");
    }

    @Test
    void ofManyValuesEachBarIsTheMeanOfItsNeighbours() {
        Sparkline line = new Sparkline();
        for (int i = 0; i < 1000; i++) {
            line.add(1000 - i);
            assertTrue(line.toString().length() <= 16, line.toString());
        }
        // 15 means of 64 neighbours, and 40 values that wait for theirs: bar i has 7 (1 - i / 14) eighths above one
        assertEquals("██▇▇▆▆▅▅▄▄▃▃▂▂▁", line.toString());
    }

    @Test
    void anEncodingWithoutBarsIsKnown() {
        assertTrue(Sparkline.isDrawnBy(StandardCharsets.UTF_8));
        assertFalse(Sparkline.isDrawnBy(StandardCharsets.US_ASCII));
        assertFalse(Sparkline.isDrawnBy(StandardCharsets.ISO_8859_1));
    }
}
