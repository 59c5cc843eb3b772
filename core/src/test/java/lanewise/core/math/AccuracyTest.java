package lanewise.core.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every 4,099th float, and every float around the places where a function changes its regime, against float64. All
/// floats: `ExhaustiveTest`.
class AccuracyTest {

    private static final int AROUND = 3000;

    private static final float[] PLACES = {0, Float.MIN_NORMAL, 0x1p-24f, 0x1p-12f, 0.25f, 1.0f / 3, 0.5f, 2.0f / 3, 1,
            1.25f, 4.0f / 3, 1.5f, 2, 3.832f, 3.95f, 4, 9.011f, 9.02f, 16.6355f, 17.3287f, 18, 87.3365f, 88, 88.7228f,
            89, 103.2789f, 103.9721f, 104, 0x1p24f, 0x1.555p127f, Float.MAX_VALUE, 0.34657359f, 0.17328680f,
            1.03972077f, 0.69314718f};

    @ParameterizedTest
    @EnumSource(MathFunction.class)
    void aSampleIsWithinTheStatedError(MathFunction function) {
        check(function, Sweep.over(function, 0, 1L << 32, 4099));
    }

    @ParameterizedTest
    @EnumSource(MathFunction.class)
    void theBordersOfRegimesAreWithinTheStatedError(MathFunction function) {
        Sweep result = Sweep.over(function, 0, 1, 1);
        for (float place : PLACES) {
            for (int sign = 0; sign < 2; sign++) {
                long centre = Integer.toUnsignedLong(Float.floatToRawIntBits(sign == 0 ? place : -place));
                result = result.and(Sweep.over(function, Math.max(0, centre - AROUND),
                        Math.min(1L << 32, centre + AROUND), 1));
            }
        }
        check(function, result);
    }

    static void check(MathFunction function, Sweep result) {
        assertEquals(0, result.differing(),
                () -> function + ": run and scalar form differ, as at " + Float.toHexString(result.example()));
        assertEquals(0, result.wrong(), () -> function + ": NaN, infinity or sign of zero is wrong, as at "
                + Float.toHexString(result.example()));
        assertTrue(result.worst() <= function.bound,
                () -> function + ": " + result.worst() + " ulp at " + Float.toHexString(result.at()));
    }
}
