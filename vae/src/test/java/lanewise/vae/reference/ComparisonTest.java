package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static Comparison compare(Tolerance tolerance, double scale, double[] expected, double... actual) {
        return Comparison.of("t", DoubleTensor.of(expected, expected.length), DoubleTensor.of(actual, actual.length),
                false, scale, tolerance);
    }

    @Test
    void anElementHasToBeWithinOneLimit() {
        double[] expected = {1, 100};
        assertTrue(compare(new Tolerance(0.5, 0, 0), 0, expected, 1.5, 100).passes());
        assertFalse(compare(new Tolerance(0.49, 0, 0), 0, expected, 1.5, 100).passes());
        assertTrue(compare(new Tolerance(0, 0.005, 0), 0, expected, 1.5, 100).passes(),
                "relative to the largest element");
        assertFalse(compare(new Tolerance(0, 0.005, 0), Comparison.OWN_SCALE, expected, 1.5, 100).passes(),
                "relative to each element");
        assertTrue(compare(new Tolerance(0, 0, 1), 0, expected, 1 + Math.ulp(1.0), 100).passes());
        assertFalse(compare(new Tolerance(0, 0, 0.5), 0, expected, 1 + Math.ulp(1.0), 100).passes());
        assertTrue(compare(new Tolerance(0.5, 0, 1), 0, expected, 1.5, Math.nextUp(100.0)).passes(),
                "different limits for different elements");
    }

    @Test
    void smallElementsHaveAScaleOfOneOnAGrid() {
        Comparison c = compare(new Tolerance(0, 1e-3, 0), Comparison.OWN_SCALE, new double[] {1e-9, 10}, 2e-4, 10.001);
        assertTrue(c.passes());
        assertEquals(2e-4 - 1e-9, c.deviation().relative(), 1e-18);
    }

    @Test
    void theWorstIsTheOneFarthestBeyondItsLimit() {
        Comparison c = compare(new Tolerance(0, 1e-3, 0), Comparison.OWN_SCALE, new double[] {1000, 1}, 1001.5, 1.01);
        assertEquals(1, c.worst());
        assertEquals(2, c.failures());
        assertEquals("t: 2 of 2 elements, the worst at 1: 1.01, expected 1.0", c.complaint());
    }

    @Test
    void nothingDeviatesNothingIsWorst() {
        Comparison c = compare(new Tolerance(0, 0, 0), 0, new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY}, 1,
                Double.NaN, Double.NEGATIVE_INFINITY);
        assertTrue(c.passes());
        assertEquals(-1, c.worst());
        assertEquals("", c.complaint());
    }

    @Test
    void anInfinityOnOneSideIsBeyondEveryLimit() {
        Tolerance wide = new Tolerance(1e300, 1e300, 1e300);
        assertFalse(compare(wide, 0, new double[] {1}, Double.POSITIVE_INFINITY).passes());
        assertFalse(compare(wide, 0, new double[] {Double.NaN}, 1).passes());
    }
}
