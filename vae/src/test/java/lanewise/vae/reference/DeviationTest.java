package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DeviationTest {

    private static Deviation between(double[] expected, double... actual) {
        return Deviation.between("t", DoubleTensor.of(expected, expected.length),
            DoubleTensor.of(actual, actual.length), false);
    }

    @Test
    void worstElementCounts() {
        Deviation d = between(new double[] {1, -4, 2}, 1.5, -4, 1);
        assertEquals(new Deviation("t", 3, 1, 0.25, 1 / Math.ulp(2.0)), d);
    }

    @Test
    void equalInfinitiesAndNansAreNoDeviation() {
        Deviation d = between(new double[] {Double.POSITIVE_INFINITY, Double.NaN, 0}, Double.POSITIVE_INFINITY,
            Double.NaN, -0.0);
        assertEquals(new Deviation("t", 3, 0, 0, 0), d);
    }

    @Test
    void nanOnOneSideIsAnInfiniteDeviation() {
        for (Deviation d
            : new Deviation[] {between(new double[] {1}, Double.NaN), between(new double[] {Double.NaN}, 1),
                between(new double[] {Double.POSITIVE_INFINITY}, Double.NEGATIVE_INFINITY),
                between(new double[] {0}, Double.POSITIVE_INFINITY)}) {
            assertEquals(Double.POSITIVE_INFINITY, d.absolute());
            assertEquals(Double.POSITIVE_INFINITY, d.relative());
            assertEquals(Double.POSITIVE_INFINITY, d.ulps());
        }
    }

    @Test
    void ulpsAreThoseOfTheStoredType() {
        DoubleTensor expected = DoubleTensor.scalar(1);
        DoubleTensor actual = DoubleTensor.scalar(1 + 3 * (double) Math.ulp(1f));
        assertEquals(3, Deviation.between("t", expected, actual, true).ulps());
        assertEquals(3 * Math.ulp(1f) / Math.ulp(1.0), Deviation.between("t", expected, actual, false).ulps());
    }

    @Test
    void whatFloatCannotHoldIsExpectedToBeInfinite() {
        DoubleTensor expected = DoubleTensor.scalar(1e39);
        assertEquals(0,
            Deviation.between("t", expected, DoubleTensor.scalar(Double.POSITIVE_INFINITY), true).absolute());
        assertEquals(Double.POSITIVE_INFINITY,
            Deviation.between("t", expected, DoubleTensor.scalar(Double.POSITIVE_INFINITY), false).absolute());
        assertEquals(Double.POSITIVE_INFINITY,
            Deviation.between("t", expected, DoubleTensor.scalar(Float.MAX_VALUE), true).absolute());
    }

    @Test
    void anotherNumberOfElementsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> between(new double[] {1}, 1, 2));
    }
}
