package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static lanewise.core.kernel.Species.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `tanh x = u / (u + 1)` with `u = (e^(2|x|) - 1) / 2`, and the sign of x; for small u as `u - u * u / (u + 1)`, which hides the rounding of u + 1.
///
/// NaN gives NaN, infinities plus and minus 1; zeros of both signs and subnormals give themselves. Maximum error over all
/// floats: 1.86 ulp, at `0x1.a51994p-3`. Thread-safe.
public final class Tanh {

    // tanh rounds to 1 from 9.011 on.
    private static final float ONE_FROM = 9.02f;

    // The reduction and the polynomial of Expm1 for 2r, in terms of r: e^(2r) - 1 = 2 (r + r^2 (C2 + C3 r + ...)). Where ln 2 / 2 as a float has an
    // effect on r, it has none on the result.
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

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Tanh#tanh].
        ///
        /// @param x arguments
        /// @return hyperbolic tangents
        public static FloatVector tanh(FloatVector x) {
            FloatVector a = x.abs();
            FloatVector t = a.fma(broadcast(F, TWO_LOG2_E), broadcast(F, Exp.ROUND_EXPONENT));
            FloatVector r = t.sub(Exp.ROUND_EXPONENT).fma(broadcast(F, -HALF_LN2), a);
            FloatVector p = broadcast(F, C6).fma(r, broadcast(F, C5)).fma(r, broadcast(F, C4)).fma(r, broadcast(F, C3)).fma(r, broadcast(F, C2));
            FloatVector h = p.mul(r).fma(r, r);
            IntVector power = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            FloatVector u = power.reinterpretAsFloats().fma(h, power.sub(EXPONENT_ONE).reinterpretAsFloats().sub(0.5f));
            FloatVector q = u.div(u.add(1));
            FloatVector y = q.blend(u.neg().fma(q, u), u.compare(VectorOperators.LT, 0.5f));
            y = y.blend(1f, a.compare(VectorOperators.GT, ONE_FROM));
            return y.reinterpretAsInts().or(x.reinterpretAsInts().and(Exp.SIGN)).reinterpretAsFloats();
        }
    }
}
