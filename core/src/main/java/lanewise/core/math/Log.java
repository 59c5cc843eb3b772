package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.math.Exp.LN2_HIGH;
import static lanewise.core.math.Exp.LN2_LOW;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `ln x = k ln 2 + ln(1 + f)` with `x = 2^k (1 + f)` and `-1/3 <= f < 1/3`.
///
/// NaN and negative arguments give NaN, both zeros minus infinity, plus infinity itself; subnormal arguments are scaled up first. Maximum
/// error over all floats: 0.89 ulp, at `0x1.47892p0`. Thread-safe.
public final class Log {

    // ln(1 + f) = f - f^2/2 + f^3 (C3 + C4 f + ... + C10 f^7) on |f| <= 1/3: relative error 4.7e-9, by Minimax (test sources); ExhaustiveTest.
    private static final float C3 = 0x1.555506p-2f;
    private static final float C4 = -0x1.fffefap-3f;
    private static final float C5 = 0x1.99d05p-3f;
    private static final float C6 = -0x1.559c66p-3f;
    private static final float C7 = 0x1.1ed562p-3f;
    private static final float C8 = -0x1.f332b6p-4f;
    private static final float C9 = 0x1.1e6ccap-3f;
    private static final float C10 = -0x1.07c494p-3f;

    /// The bits of 2/3: from there on a mantissa counts with the next power of two.
    static final int TWO_THIRDS = 0x3f2aaaab;

    // An int k in the low bits of 1.5 * 2^23 is the float 1.5 * 2^23 + k.
    private static final int INTEGER_BITS = 0x4b400000;
    private static final float INTEGER = 0x1.8p23f;

    private static final float MIN_NORMAL = Float.MIN_NORMAL;
    private static final float UP = 0x1p23f;

    private Log() {
    }

    /// `ln x`.
    ///
    /// @param x the argument
    /// @return the natural logarithm
    public static float log(float x) {
        boolean small = x < MIN_NORMAL;
        float y = normal(small ? x * UP : x, small ? INTEGER + 23 : INTEGER);
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        y = x < 0 ? Float.NaN : y;
        return x < Float.POSITIVE_INFINITY ? y : x;
    }

    /// `ln x` with the bits of [#log] for x positive, normal and finite; garbage for other arguments. Saves a third of the operations.
    ///
    /// @param x positive, normal and finite
    /// @return the natural logarithm
    public static float normal(float x) {
        return normal(x, INTEGER);
    }

    private static float normal(float x, float bias) {
        int bits = Float.floatToRawIntBits(x);
        int k = (bits - TWO_THIRDS) >> 23;
        float f = Float.intBitsToFloat(bits - (k << 23)) - 1;
        float count = Float.intBitsToFloat(k + INTEGER_BITS) - bias;
        // Without error, as count * LN2_HIGH is 0 or larger than f.
        float high = Math.fma(count, LN2_HIGH, f);
        return sum(count, f, high, f - Math.fma(count, -LN2_HIGH, high));
    }

    /// `k ln 2 + ln(1 + f)`, given `high + low = k LN2_HIGH + f`.
    static float sum(float k, float f, float high, float low) {
        float square = f * f;
        float lower = Math.fma(Math.fma(C6, f, C5), square, Math.fma(C4, f, C3));
        float upper = Math.fma(Math.fma(C10, f, C9), square, Math.fma(C8, f, C7));
        float p = Math.fma(Math.fma(upper, square * square, lower), f, -0.5f);
        return high + Math.fma(square, p, Math.fma(k, LN2_LOW, low));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Log#log].
        ///
        /// @param x arguments
        /// @return natural logarithms
        public static FloatVector log(FloatVector x) {
            var small = x.compare(VectorOperators.LT, MIN_NORMAL);
            FloatVector y = normal(x.blend(x.mul(UP), small), broadcast(F, INTEGER).blend(INTEGER + 23, small));
            y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
            y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
            return x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
        }

        /// The lanes of [Log#normal].
        ///
        /// @param x positive, normal and finite
        /// @return natural logarithms
        public static FloatVector normal(FloatVector x) {
            return normal(x, broadcast(F, INTEGER));
        }

        private static FloatVector normal(FloatVector x, FloatVector bias) {
            IntVector bits = x.reinterpretAsInts();
            IntVector k = bits.sub(TWO_THIRDS).lanewise(VectorOperators.ASHR, 23);
            FloatVector f = bits.sub(k.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1);
            FloatVector count = k.add(INTEGER_BITS).reinterpretAsFloats().sub(bias);
            FloatVector high = count.fma(broadcast(F, LN2_HIGH), f);
            return sum(count, f, high, f.sub(count.fma(broadcast(F, -LN2_HIGH), high)));
        }

        static FloatVector sum(FloatVector k, FloatVector f, FloatVector high, FloatVector low) {
            FloatVector square = f.mul(f);
            FloatVector lower = broadcast(F, C6).fma(f, broadcast(F, C5)).fma(square, broadcast(F, C4).fma(f, broadcast(F, C3)));
            FloatVector upper = broadcast(F, C10).fma(f, broadcast(F, C9)).fma(square, broadcast(F, C8).fma(f, broadcast(F, C7)));
            FloatVector p = upper.fma(square.mul(square), lower).fma(f, broadcast(F, -0.5f));
            return high.add(square.fma(p, k.fma(broadcast(F, LN2_LOW), low)));
        }
    }
}
