package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.I;
import static lanewise.core.math.Exp.LN2_HIGH;
import static lanewise.core.math.Log.TWO_THIRDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `ln(1 + x) = k ln 2 + ln(1 + f)`, where `2^k (1 + f)` is 1 + x with the rounding error of that sum put back into f.
///
/// NaN and arguments below -1 give NaN, -1 minus infinity; zeros of both signs, subnormals and plus infinity give themselves. Maximum error over
/// all floats: 1.13 ulp, at `0x1.55e6eep-2`. Thread-safe.
public final class Log1p {

    private static final int ONE = 0x3f800000;
    private static final int INTEGER_BITS = 0x4b400000;
    private static final float INTEGER = 0x1.8p23f;

    private Log1p() {
    }

    /// `ln(1 + x)`.
    ///
    /// @param x the argument
    /// @return the natural logarithm of 1 + x
    public static float log1p(float x) {
        float u = 1 + x;
        float lost = x - (u - 1);
        int bits = Float.floatToRawIntBits(u);
        int k = (bits - TWO_THIRDS) >> 23;
        int shift = k << 23;
        float scale = Float.intBitsToFloat(Math.max(ONE - shift, 0));
        float mantissa = Float.intBitsToFloat(bits - shift) - 1;
        float f = Math.fma(lost, scale, mantissa);
        float rest = Math.fma(lost, scale, mantissa - f);
        float count = Float.intBitsToFloat(k + INTEGER_BITS) - INTEGER;
        float high = Math.fma(count, LN2_HIGH, f);
        float y = Log.sum(count, f, high, f - Math.fma(count, -LN2_HIGH, high) + rest);
        y = x == -1 ? Float.NEGATIVE_INFINITY : y;
        y = x < -1 ? Float.NaN : y;
        y = x == 0 ? x : y;
        return x < Float.POSITIVE_INFINITY ? y : x;
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Log1p#log1p].
        ///
        /// @param x arguments
        /// @return natural logarithms of 1 + x
        public static FloatVector log1p(FloatVector x) {
            FloatVector u = x.add(1);
            FloatVector lost = x.sub(u.sub(1));
            IntVector bits = u.reinterpretAsInts();
            IntVector k = bits.sub(TWO_THIRDS).lanewise(VectorOperators.ASHR, 23);
            IntVector shift = k.lanewise(VectorOperators.LSHL, 23);
            FloatVector scale = IntVector.broadcast(I, ONE).sub(shift).max(0).reinterpretAsFloats();
            FloatVector mantissa = bits.sub(shift).reinterpretAsFloats().sub(1);
            FloatVector f = lost.fma(scale, mantissa);
            FloatVector rest = lost.fma(scale, mantissa.sub(f));
            FloatVector count = k.add(INTEGER_BITS).reinterpretAsFloats().sub(INTEGER);
            FloatVector high = count.fma(broadcast(F, LN2_HIGH), f);
            FloatVector y = Log.Lanes.sum(count, f, high, f.sub(count.fma(broadcast(F, -LN2_HIGH), high)).add(rest));
            y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1f));
            y = y.blend(Float.NaN, x.compare(VectorOperators.LT, -1f));
            y = y.blend(x, x.compare(VectorOperators.EQ, 0f));
            return x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
        }
    }
}
