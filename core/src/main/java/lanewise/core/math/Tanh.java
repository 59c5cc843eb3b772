package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `tanh x = u / (u + 1)` with `u = (e^(2|x|) - 1) / 2`, and the sign of x; for small u as `u - u * u / (u + 1)`, which
/// hides the rounding of u + 1.
///
/// NaN gives NaN, infinities plus and minus 1; zeros of both signs and subnormals give themselves. Maximum error over
/// all floats: 1.86 ulp, at `0x1.a51994p-3`. Thread-safe.
public final class Tanh {

    // tanh rounds to 1 from 9.011 on.
    private static final float ONE_FROM = 9.02f;

    // The reduction and the polynomial of Expm1 for 2r, in terms of r: e^(2r) - 1 = 2 (r + r^2 (C2 + C3 r + ...)).
    // Where ln 2 / 2 as a float has an effect on r, it has none on the result.
    private static final float TWO_LOG2_E = 2 * Exp.LOG2_E;
    private static final float HALF_LN2 = Exp.LN2_HIGH / 2;
    private static final int EXPONENT_ONE = 1 << 23;
    private static final float C2 = 2 * Expm1.C2;
    private static final float C3 = 4 * Expm1.C3;
    private static final float C4 = 8 * Expm1.C4;
    private static final float C5 = 16 * Expm1.C5;
    private static final float C6 = 32 * Expm1.C6;

    private Tanh() {
    }

    /// `tanh x`.
    ///
    /// @param x the argument
    /// @return the hyperbolic tangent
    public static float tanh(float x) {
        float a = Math.abs(x);
        float t = Math.fma(a, TWO_LOG2_E, Exp.ROUND_EXPONENT);
        float r = Math.fma(t - Exp.ROUND_EXPONENT, -HALF_LN2, a);
        float p = Math.fma(Math.fma(Math.fma(Math.fma(C6, r, C5), r, C4), r, C3), r, C2);
        float h = Math.fma(p * r, r, r);
        int power = Float.floatToRawIntBits(t) << 23;
        float u = Math.fma(Float.intBitsToFloat(power), h, Float.intBitsToFloat(power - EXPONENT_ONE) - 0.5f);
        float q = u / (u + 1);
        float y = u < 0.5f ? Math.fma(-u, q, u) : q;
        y = a > ONE_FROM ? 1 : y;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & Exp.SIGN));
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private Lanes() {
        }

        /// [Tanh#tanh] of the whole vectors of a contiguous run.
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
                FloatVector a = v.abs();
                FloatVector t = a.fma(broadcast(F, TWO_LOG2_E), broadcast(F, Exp.ROUND_EXPONENT));
                FloatVector r = t.sub(Exp.ROUND_EXPONENT).fma(broadcast(F, -HALF_LN2), a);
                FloatVector p = broadcast(F, C6).fma(r, broadcast(F, C5)).fma(r, broadcast(F, C4))
                        .fma(r, broadcast(F, C3)).fma(r, broadcast(F, C2));
                FloatVector h = p.mul(r).fma(r, r);
                IntVector power = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
                FloatVector u = power.reinterpretAsFloats()
                        .fma(h, power.sub(EXPONENT_ONE).reinterpretAsFloats().sub(0.5f));
                FloatVector q = u.div(u.add(1));
                FloatVector z = q.blend(u.neg().fma(q, u), u.compare(VectorOperators.LT, 0.5f));
                z = z.blend(1f, a.compare(VectorOperators.GT, ONE_FROM));
                z.reinterpretAsInts().or(v.reinterpretAsInts().and(Exp.SIGN)).reinterpretAsFloats()
                        .intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }
    }
}
