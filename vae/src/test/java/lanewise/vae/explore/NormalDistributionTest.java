package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalDistributionTest {

    /// Values to 20 digits by mpmath 1.3: findroot of erfc(-x / sqrt(2)) / 2 - p.
    @ParameterizedTest
    @CsvSource({"0.975, 1.9599639845400538556", "0.25, -0.6744897501960817432", "0.001, -3.0902323061678135354",
        "0.84, 0.99445788320975303998", "1e-10, -6.3613409024040561991", "1e-300, -37.047096299361199237",
        "0.5000001, 2.5066282733116483012e-7"})
    void quantilesAreThoseOfTheTables(double p, double expected) {
        assertEquals(expected, NormalDistribution.quantile(p), 2e-15 * Math.abs(expected));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.84134474606854294859", "-1, 0.15865525393145705141", "-2.5, 0.006209665325776135167",
        "-8, 6.2209605742717841235e-16", "3, 0.99865010196836990547"})
    void probabilitiesAreThoseOfTheTables(double x, double expected) {
        assertEquals(expected, NormalDistribution.cumulative(x), 4e-15 * expected);
    }

    @Test
    void quantileUndoesTheProbability() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 5_000; i++) {
            double x = -30 * random.nextDouble();
            assertEquals(x, NormalDistribution.quantile(NormalDistribution.cumulative(x)),
                2e-14 * Math.max(1, Math.abs(x)), "x = " + x);
        }
    }

    @Test
    void quantilesAscendAndAreOdd() {
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < 2_048; i++) {
            double q = NormalDistribution.quantile(i / 2048.0);
            assertTrue(q > before, "i = " + i);
            assertEquals(0 - q, NormalDistribution.quantile(1 - i / 2048.0), "i = " + i);
            before = q;
        }
        assertEquals(0, NormalDistribution.quantile(0.5));
    }

    @Test
    void theEndsAreInfiniteAndTheRestIsRefused() {
        assertEquals(Double.NEGATIVE_INFINITY, NormalDistribution.quantile(0));
        assertEquals(Double.POSITIVE_INFINITY, NormalDistribution.quantile(1));
        assertEquals(-38.4674056171443463, NormalDistribution.quantile(Double.MIN_VALUE), 1e-13);
        assertEquals(1, NormalDistribution.cumulative(Double.POSITIVE_INFINITY));
        assertEquals(0, NormalDistribution.cumulative(Double.NEGATIVE_INFINITY));
        assertTrue(Double.isNaN(NormalDistribution.cumulative(Double.NaN)));
        for (double p : new double[] {-1e-9, 1.0000001, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> NormalDistribution.quantile(p));
        }
    }
}
