package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.I;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;
import static lanewise.core.math.Exp.LN2_HIGH;
import static lanewise.core.math.Exp.LN2_LOW;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `ln(1 + x) = k ln 2 + ln(1 + f)`, where `2^k (1 + f)` is 1 + x with the rounding error of that sum put back into f.
///
/// NaN and arguments below -1 give NaN, -1 minus infinity; zeros of both signs, subnormals and plus infinity give
/// themselves. Maximum error over all floats: 1.13 ulp, at `0x1.55e6eep-2`. Thread-safe.
public final class Log1p {

    // ln(1 + f) = f - f^2/2 + f^3 (C3 + C4 f + ... + C10 f^7) on |f| <= 1/3: relative error 4.7e-9, by Minimax (test
    // sources); ExhaustiveTest.
    private static final float C3 = 0x1.555506p-2f;
    private static final float C4 = -0x1.fffefap-3f;
    private static final float C5 = 0x1.99d05p-3f;
    private static final float C6 = -0x1.559c66p-3f;
    private static final float C7 = 0x1.1ed562p-3f;
    private static final float C8 = -0x1.f332b6p-4f;
    private static final float C9 = 0x1.1e6ccap-3f;
    private static final float C10 = -0x1.07c494p-3f;

    // The bits of 2/3: from there on a mantissa counts with the next power of two.
    private static final int TWO_THIRDS = 0x3f2aaaab;

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
        float y = sum(count, f, high, f - Math.fma(count, -LN2_HIGH, high) + rest);
        y = x == -1 ? Float.NEGATIVE_INFINITY : y;
        y = x < -1 ? Float.NaN : y;
        y = x == 0 ? x : y;
        return x < Float.POSITIVE_INFINITY ? y : x;
    }

    /// `k ln 2 + ln(1 + f)`, given `high + low = k LN2_HIGH + f`.
    private static float sum(float k, float f, float high, float low) {
        float square = f * f;
        float lower = Math.fma(Math.fma(C6, f, C5), square, Math.fma(C4, f, C3));
        float upper = Math.fma(Math.fma(C10, f, C9), square, Math.fma(C8, f, C7));
        float p = Math.fma(Math.fma(upper, square * square, lower), f, -0.5f);
        return high + Math.fma(square, p, Math.fma(k, LN2_LOW, low));
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private Lanes() {
        }

        /// [Log1p#log1p] of the whole vectors of a contiguous run.
        ///
        /// @param x arguments
        /// @param xOffset byte offset of x[0]
        /// @param y values; may be x
        /// @param yOffset byte offset of y[0]
        /// @param n number of elements
        /// @return how many elements were done
        public static int run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector u = v.add(1);
                FloatVector lost = v.sub(u.sub(1));
                IntVector bits = u.reinterpretAsInts();
                IntVector k = bits.sub(TWO_THIRDS).lanewise(VectorOperators.ASHR, 23);
                IntVector shift = k.lanewise(VectorOperators.LSHL, 23);
                FloatVector scale = IntVector.broadcast(I, ONE).sub(shift).max(0).reinterpretAsFloats();
                FloatVector mantissa = bits.sub(shift).reinterpretAsFloats().sub(1);
                FloatVector f = lost.fma(scale, mantissa);
                FloatVector rest = lost.fma(scale, mantissa.sub(f));
                FloatVector count = k.add(INTEGER_BITS).reinterpretAsFloats().sub(INTEGER);
                FloatVector high = count.fma(broadcast(F, LN2_HIGH), f);
                FloatVector low = f.sub(count.fma(broadcast(F, -LN2_HIGH), high)).add(rest);
                FloatVector square = f.mul(f);
                FloatVector lower = broadcast(F, C6).fma(f, broadcast(F, C5))
                        .fma(square, broadcast(F, C4).fma(f, broadcast(F, C3)));
                FloatVector upper = broadcast(F, C10).fma(f, broadcast(F, C9))
                        .fma(square, broadcast(F, C8).fma(f, broadcast(F, C7)));
                FloatVector p = upper.fma(square.mul(square), lower).fma(f, broadcast(F, -0.5f));
                FloatVector z = high.add(square.fma(p, count.fma(broadcast(F, LN2_LOW), low)));
                z = z.blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, -1f));
                z = z.blend(Float.NaN, v.compare(VectorOperators.LT, -1f));
                z = z.blend(v, v.compare(VectorOperators.EQ, 0f));
                v.blend(z, v.compare(VectorOperators.LT, Float.POSITIVE_INFINITY))
                        .intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }
    }
}
