package lanewise.core.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpecialValuesTest {

    private static final float INFINITY = Float.POSITIVE_INFINITY;
    // Spacing of the floats just below 1.
    private static final float ULP = 0x1p-24f;

    @ParameterizedTest
    @EnumSource(MathFunction.class)
    void anyNanGivesNan(MathFunction function) {
        for (int bits : new int[] {0x7fc00000, 0x7f800001, 0x7fffffff, 0xffc00000, 0xff800001, 0xffffffff,
                0x7fa5a5a5}) {
            assertTrue(Float.isNaN(function.scalar.apply(Float.intBitsToFloat(bits))), Integer.toHexString(bits));
        }
    }

    @Test
    void exponentials() {
        bits(1, Exp.exp(0));
        bits(1, Exp.exp(-0f));
        bits(0, Exp.exp(-INFINITY));
        bits(INFINITY, Exp.exp(INFINITY));
        bits(Float.MIN_VALUE, Exp.exp(-103.5f));
        bits(0, Exp.exp(-104));
        bits(INFINITY, Exp.exp(Math.nextUp(88.72283f)));
        assertTrue(Exp.exp(88.72283f) < INFINITY);
        bits(Exp.exp(-3.25f), Exp.ofMinus(3.25f));
        bits(Exp.exp(-3.25f), Exp.ofMinus(-3.25f));
        bits(0, Expm1.expm1(0));
        bits(-0f, Expm1.expm1(-0f));
        bits(Float.MIN_VALUE, Expm1.expm1(Float.MIN_VALUE));
        bits(-1, Expm1.expm1(-INFINITY));
        bits(INFINITY, Expm1.expm1(INFINITY));
    }

    @Test
    void logarithms() {
        bits(0, Log.log(1));
        bits(-INFINITY, Log.log(0));
        bits(-INFINITY, Log.log(-0f));
        bits(Float.NaN, Log.log(-1));
        bits(Float.NaN, Log.log(-INFINITY));
        bits(Float.NaN, Log.log(-Float.MIN_VALUE));
        bits(INFINITY, Log.log(INFINITY));
        bits((float) (-149 * Math.log(2)), Log.log(Float.MIN_VALUE));
        bits(0, Log1p.log1p(0));
        bits(-0f, Log1p.log1p(-0f));
        bits(-Float.MIN_VALUE, Log1p.log1p(-Float.MIN_VALUE));
        bits(-INFINITY, Log1p.log1p(-1));
        bits(Float.NaN, Log1p.log1p(Math.nextDown(-1f)));
        bits(INFINITY, Log1p.log1p(INFINITY));
    }

    @Test
    void theShortLogarithmHasTheBitsOfTheFullOne() {
        for (int bits = 0x00800000; bits < 0x7f800000; bits += 4099) {
            float x = Float.intBitsToFloat(bits);
            assertEquals(Float.floatToIntBits(Log.log(x)), Float.floatToIntBits(Log.normal(x)),
                    () -> Float.toHexString(x));
        }
    }

    @Test
    void bounded() {
        for (float sign : new float[] {1, -1}) {
            bits(sign, Tanh.tanh(sign * INFINITY));
            bits(sign, Tanh.tanh(sign * 9.02f));
            bits(sign * 0f, Tanh.tanh(sign * 0f));
            bits(sign * Float.MIN_VALUE, Tanh.tanh(sign * Float.MIN_VALUE));
            bits(sign, Erf.erf(sign * INFINITY));
            bits(sign, Erf.erf(sign * 3.96f));
            bits(sign * 0f, Erf.erf(sign * 0f));
            bits(sign * Float.MIN_VALUE, Erf.erf(sign * Float.MIN_VALUE));
            bits(0.5f, Sigmoid.sigmoid(sign * 0f));
        }
        bits(1, Sigmoid.sigmoid(INFINITY));
        bits(0, Sigmoid.sigmoid(-INFINITY));
        bits(Float.MIN_VALUE, Sigmoid.sigmoid(-103.5f));
        bits(0, Softplus.softplus(-INFINITY));
        bits(INFINITY, Softplus.softplus(INFINITY));
        bits((float) Math.log(2), Softplus.softplus(0));
        bits(1e4f, Softplus.softplus(1e4f));
        bits(Float.MIN_VALUE, Softplus.softplus(-103.5f));
    }

    @Test
    void valuesNearSaturationStayInRangeAndFallByTwoUlpAtMost() {
        float tanh = 0;
        float erf = 0;
        float sigmoid = 0;
        for (int i = 0; i <= 8000; i++) {
            float x = 3.5f + i * 0x1p-10f;
            assertTrue(Tanh.tanh(x) >= tanh - 2 * ULP && Tanh.tanh(x) <= 1, () -> "tanh at " + x);
            assertTrue(Erf.erf(x) >= erf - ULP && Erf.erf(x) <= 1, () -> "erf at " + x);
            assertTrue(Sigmoid.sigmoid(2 * x) >= sigmoid - ULP && Sigmoid.sigmoid(2 * x) <= 1,
                    () -> "sigmoid at " + 2 * x);
            tanh = Tanh.tanh(x);
            erf = Erf.erf(x);
            sigmoid = Sigmoid.sigmoid(2 * x);
        }
    }

    private static void bits(float expected, float actual) {
        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual),
                () -> "expected " + expected + ", got " + actual);
    }
}
