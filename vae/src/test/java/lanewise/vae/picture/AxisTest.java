package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AxisTest {

    private static List<String> labels(double low, double high, int ticks, boolean whole) {
        Axis axis = Axis.around(low, high, ticks, whole);
        return axis.ticks().stream().map(axis::label).toList();
    }

    @Test
    void marksAreRound() {
        assertEquals(List.of("100", "110", "120", "130", "140", "150", "160", "170"), labels(105.6, 164.5, 6, false));
        assertEquals(List.of("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"), labels(0.01, 0.97, 6, false));
        assertEquals(List.of("-0.10", "-0.05", "0.00", "0.05", "0.10"), labels(-0.1, 0.1, 5, false));
        assertEquals(List.of("1", "2", "3"), labels(1, 3, 9, true));
        assertEquals(List.of("0", "2e7", "4e7", "6e7"), labels(1e6, 5.5e7, 5, false));
        assertEquals(List.of("0", "5e-9", "1e-8"), labels(0, 1e-8, 3, false));
    }

    @Test
    void anEmptyRangeIsWidened() {
        assertEquals(List.of("0", "1", "2"), labels(1, 1, 9, true));
        assertEquals(List.of("-1.0", "-0.5", "0.0", "0.5", "1.0"), labels(0, 0, 5, false));
        assertTrue(labels(300, 300, 6, false).contains("300"));
    }

    @Test
    void marksHoldTheRangeAndLabelsDiffer() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            double scale = Math.pow(10, random.nextInt(-12, 13));
            double low = (random.nextDouble() - 0.5) * scale;
            double high = low + random.nextDouble() * scale;
            Axis axis = Axis.around(low, high, 6, false);
            double slack = 1e-6 * axis.step();
            assertTrue(axis.low() <= low + slack && axis.high() >= high - slack, low + " " + high + " " + axis);
            List<String> labels = axis.ticks().stream().map(axis::label).toList();
            assertTrue(labels.size() >= 2 && labels.size() <= 10, axis + " " + labels);
            assertEquals(labels.size(), new HashSet<>(labels).size(), axis + " " + labels);
        }
    }

    @Test
    void sharesGoFromZeroToOne() {
        Axis axis = new Axis(2, 4, 1);
        assertEquals(0, axis.share(2));
        assertEquals(0.5, axis.share(3));
        assertEquals(List.of(2.0, 3.0), axis.cut(1.5, 3).ticks());
    }
}
