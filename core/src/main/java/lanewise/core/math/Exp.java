package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static lanewise.core.kernel.Species.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `e^x = 2^n e^r` with `n = rint(x / ln 2)` and `|r| <= ln 2 / 2`.
///
/// NaN gives NaN, minus infinity 0, plus infinity and all that overflows plus infinity; results below the normal range are right. Maximum error
/// over all floats: 0.92 ulp, at `0x1.dfa43cp5`. Thread-safe.
public final class Exp {

    // Above, the result overflows, and below it vanishes; in between the exponent arithmetic is in range. What it gives outside is put right at the
    // end, not by clamping x at the start: nothing has to wait for the comparison.
    static final float HIGHEST = 89;
    static final float LOWEST = -104;

    static final float LOG2_E = 0x1.715476p0f;
    // Adding 1.5 * 2^23 rounds to an integer n, which then stands in the low bits; another 127 makes it an exponent field.
    static final float ROUND = 0x1.8p23f;
    static final float ROUND_EXPONENT = ROUND + 127;
    // n is halved so that 2^n may lie outside the range of floats.
    private static final float ROUND_TWO_EXPONENTS = ROUND + 254;
    // Where n is -150 to 0, one factor 2^(n + 24) and a constant do.
    private static final float ROUND_SHIFTED = ROUND_EXPONENT + 24;
    private static final float UNSHIFT = 0x1p-24f;

    static final int SIGN = 0x80000000;

    static final float LN2_HIGH = 0x1.62e43p-1f;
    static final float LN2_LOW = -0x1.05c61p-29f;

    // e^r = 1 + r + r^2 (C2 + C3 r + ... + C6 r^4) on |r| <= ln 2 / 2: relative error 3.1e-9, by Minimax (test sources); ExhaustiveTest.
    static final float C2 = 0x1.fffffcp-2f;
    static final float C3 = 0x1.555492p-3f;
    static final float C4 = 0x1.5558aap-5f;
    static final float C5 = 0x1.12396ep-7f;
    static final float C6 = 0x1.6a525p-10f;

    private Exp() {
    }

    /// `e^x`.
    ///
    /// @param x the exponent
    /// @return the power
    public static float exp(float x) {
        float t = Math.fma(x, LOG2_E, ROUND_TWO_EXPONENTS);
        float p = power(x, t - ROUND_TWO_EXPONENTS);
        int exponents = Float.floatToRawIntBits(t);
        int half = exponents >> 1;
        float y = p * Float.intBitsToFloat(half << 23) * Float.intBitsToFloat((exponents - half) << 23);
        y = x > HIGHEST ? Float.POSITIVE_INFINITY : y;
        return x < LOWEST ? 0 : y;
    }

    /// `e^-|x|`, with the bits of [#exp]; saves a quarter of the operations.
    ///
    /// @param x the exponent, of either sign
    /// @return the power, at most 1
    public static float ofMinus(float x) {
        float a = Float.intBitsToFloat(Float.floatToRawIntBits(x) | SIGN);
        float t = Math.fma(a, LOG2_E, ROUND_SHIFTED);
        float p = power(a, t - ROUND_SHIFTED);
        float y = p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23) * UNSHIFT;
        return a < LOWEST ? 0 : y;
    }

    /// `e^(x - n ln 2)`.
    private static float power(float x, float n) {
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float square = r * r;
        float p = Math.fma(Math.fma(C6, square, Math.fma(C5, r, C4)), square, Math.fma(C3, r, C2));
        p = Math.fma(p, r, 1);
        return Math.fma(p, r, 1);
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Exp#exp].
        ///
        /// @param x exponents
        /// @return powers
        public static FloatVector exp(FloatVector x) {
            FloatVector t = x.fma(broadcast(F, LOG2_E), broadcast(F, ROUND_TWO_EXPONENTS));
            FloatVector p = power(x, t.sub(ROUND_TWO_EXPONENTS));
            IntVector exponents = t.reinterpretAsInts();
            IntVector half = exponents.lanewise(VectorOperators.ASHR, 1);
            FloatVector y = p.mul(half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                    .mul(exponents.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, HIGHEST));
            return y.blend(0f, x.compare(VectorOperators.LT, LOWEST));
        }

        /// The lanes of [Exp#ofMinus].
        ///
        /// @param x exponents
        /// @return powers
        public static FloatVector ofMinus(FloatVector x) {
            FloatVector a = x.reinterpretAsInts().or(SIGN).reinterpretAsFloats();
            FloatVector t = a.fma(broadcast(F, LOG2_E), broadcast(F, ROUND_SHIFTED));
            FloatVector p = power(a, t.sub(ROUND_SHIFTED));
            FloatVector y = p.mul(t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats()).mul(UNSHIFT);
            return y.blend(0f, a.compare(VectorOperators.LT, LOWEST));
        }

        private static FloatVector power(FloatVector x, FloatVector n) {
            FloatVector r = n.fma(broadcast(F, -LN2_HIGH), x);
            r = n.fma(broadcast(F, -LN2_LOW), r);
            FloatVector square = r.mul(r);
            FloatVector p = broadcast(F, C6).fma(square, broadcast(F, C5).fma(r, broadcast(F, C4)))
                    .fma(square, broadcast(F, C3).fma(r, broadcast(F, C2)));
            FloatVector one = broadcast(F, 1f);
            return p.fma(r, one).fma(r, one);
        }
    }
}
