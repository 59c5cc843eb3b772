package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;
import static lanewise.core.math.Exp.LN2_HIGH;
import static lanewise.core.math.Exp.LN2_LOW;
import static lanewise.core.math.Exp.LOG2_E;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// `e^x - 1 = 2^n (e^r - 1) + (2^n - 1)` with `n = rint(x / ln 2)`.
///
/// NaN gives NaN, minus infinity -1, plus infinity and all that overflows plus infinity; zeros of both signs and
/// subnormals give themselves. Maximum error over all floats: 1.30 ulp, at `0x1.f4a566p3`. Thread-safe.
public final class Expm1 {

    // e^r - 1 = r + r^2 (C2 + C3 r + ... + C6 r^4) on |r| <= ln 2 / 2: relative error 1.4e-8, by Minimax (test
    // sources); ExhaustiveTest.
    static final float C2 = 0x1.fffffep-2f;
    static final float C3 = 0x1.5554b4p-3f;
    static final float C4 = 0x1.5556f6p-5f;
    static final float C5 = 0x1.122538p-7f;
    static final float C6 = 0x1.6b97a2p-10f;

    // Above, the result overflows; below, it is -1.
    private static final float HIGHEST = 89;
    private static final float LOWEST = -18;

    // There, x^2 / 2 is lost; this also keeps the sign of zero and the last bit of subnormals.
    private static final float ITSELF_BELOW = 0x1p-25f;

    // 2^(n - 1) for 2^n: n may be 128.
    private static final float ROUND_HALVED = Exp.ROUND_EXPONENT - 1;

    private Expm1() {
    }

    /// `e^x - 1`.
    ///
    /// @param x the exponent
    /// @return the power minus 1
    public static float expm1(float x) {
        float t = Math.fma(x, LOG2_E, ROUND_HALVED);
        float n = t - ROUND_HALVED;
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float square = r * r;
        float p = Math.fma(Math.fma(C6, square, Math.fma(C5, r, C4)), square, Math.fma(C3, r, C2));
        float half = Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
        float scaled = half * r;
        float y = Math.fma(scaled * r, p, scaled + (half - 0.5f));
        y += y;
        y = x > HIGHEST ? Float.POSITIVE_INFINITY : y;
        y = x < LOWEST ? -1 : y;
        return Math.abs(x) < ITSELF_BELOW ? x : y;
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private Lanes() {
        }

        /// [Expm1#expm1] of the whole vectors of a contiguous run.
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
                FloatVector t = v.fma(broadcast(F, LOG2_E), broadcast(F, ROUND_HALVED));
                FloatVector m = t.sub(ROUND_HALVED);
                FloatVector r = m.fma(broadcast(F, -LN2_HIGH), v);
                r = m.fma(broadcast(F, -LN2_LOW), r);
                FloatVector square = r.mul(r);
                FloatVector p = broadcast(F, C6).fma(square, broadcast(F, C5).fma(r, broadcast(F, C4)))
                        .fma(square, broadcast(F, C3).fma(r, broadcast(F, C2)));
                FloatVector half = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
                FloatVector scaled = half.mul(r);
                FloatVector z = scaled.mul(r).fma(p, scaled.add(half.sub(0.5f)));
                z = z.add(z);
                z = z.blend(Float.POSITIVE_INFINITY, v.compare(VectorOperators.GT, HIGHEST));
                z = z.blend(-1f, v.compare(VectorOperators.LT, LOWEST));
                z.blend(v, v.abs().compare(VectorOperators.LT, ITSELF_BELOW)).intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }
    }
}
