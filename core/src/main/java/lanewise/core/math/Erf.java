package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// `erf x = 2 / sqrt(pi) * integral of e^(-t^2) for t from 0 to x`, an odd polynomial for |x| < 1.25 and 1
/// minus another above.
///
/// NaN gives NaN, infinities plus and minus 1; zeros of both signs give themselves, subnormals are right. Maximum error
/// over all floats: 1.78 ulp, at `0x1.3b8b5ep0`.
/// Thread-safe.
public final class Erf {

    private static final float SPLIT = 1.25f;
    private static final float CENTRE = 2.6f;
    // erf rounds to 1 from 3.92 on, and so does the polynomial from here on.
    private static final float ONE_FROM = 3.95f;

    // erf(x) = x + x (S0 + S1 z + ... + S7 z^7), z = x^2, on |x| <= 1.25: relative error 1.4e-9, by Minimax (test
    // sources); ExhaustiveTest.
    private static final float S0 = 0x1.06eba8p-3f;
    private static final float S1 = -0x1.81274p-2f;
    private static final float S2 = 0x1.ce2dbcp-4f;
    private static final float S3 = -0x1.b810e6p-6f;
    private static final float S4 = 0x1.554736p-8f;
    private static final float S5 = -0x1.b46b8ep-11f;
    private static final float S6 = 0x1.b0b6d2p-14f;
    private static final float S7 = -0x1.f23172p-18f;

    // 1 - erf(2.6 + u) = T0 + T1 u + ... + T13 u^13 on |u| <= 1.35: absolute error 3.6e-9, by Minimax (test
    // sources); ExhaustiveTest.
    private static final float T0 = 0x1.eeff2p-13f;
    private static final float T1 = -0x1.56e37cp-10f;
    private static final float T2 = 0x1.bdc75ep-9f;
    private static final float T3 = -0x1.65cc48p-8f;
    private static final float T4 = 0x1.86bc78p-8f;
    private static final float T5 = -0x1.2add7cp-8f;
    private static final float T6 = 0x1.3655bep-9f;
    private static final float T7 = -0x1.63ec5ep-11f;
    private static final float T8 = -0x1.383e52p-14f;
    private static final float T9 = 0x1.7e0beap-13f;
    private static final float T10 = -0x1.39836ap-14f;
    private static final float T11 = 0x1.9b3158p-21f;
    private static final float T12 = 0x1.163f66p-17f;
    private static final float T13 = -0x1.e38dc4p-20f;

    private Erf() {
    }

    /// The error function.
    ///
    /// @param x the argument
    /// @return the value, from -1 to 1
    public static float erf(float x) {
        float a = Math.abs(x);
        float y = a < SPLIT ? Math.fma(head(a * a), a, a) : 1 - tail(a - CENTRE);
        y = a > ONE_FROM ? 1 : y;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & Exp.SIGN));
    }

    private static float head(float z) {
        float square = z * z;
        float lower = Math.fma(Math.fma(S3, z, S2), square, Math.fma(S1, z, S0));
        float upper = Math.fma(Math.fma(S7, z, S6), square, Math.fma(S5, z, S4));
        return Math.fma(upper, square * square, lower);
    }

    private static float tail(float u) {
        float square = u * u;
        float fourth = square * square;
        float p = Math.fma(Math.fma(T13, u, T12), fourth, Math.fma(Math.fma(T11, u, T10), square, Math.fma(T9, u, T8)));
        p = Math.fma(p, fourth, Math.fma(Math.fma(T7, u, T6), square, Math.fma(T5, u, T4)));
        return Math.fma(p, fourth, Math.fma(Math.fma(T3, u, T2), square, Math.fma(T1, u, T0)));
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private Lanes() {
        }

        /// [Erf#erf] of the whole vectors of a contiguous run.
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
                FloatVector u = a.sub(CENTRE);
                FloatVector square = u.mul(u);
                FloatVector fourth = square.mul(square);
                FloatVector p = broadcast(F, T13).fma(u, broadcast(F, T12)).fma(fourth,
                        broadcast(F, T11).fma(u, broadcast(F, T10)).fma(square,
                                broadcast(F, T9).fma(u, broadcast(F, T8))));
                p = p.fma(fourth, broadcast(F, T7).fma(u, broadcast(F, T6)).fma(square,
                        broadcast(F, T5).fma(u, broadcast(F, T4))));
                FloatVector tail = p.fma(fourth, broadcast(F, T3).fma(u, broadcast(F, T2)).fma(square,
                        broadcast(F, T1).fma(u, broadcast(F, T0))));
                FloatVector z = a.mul(a);
                square = z.mul(z);
                FloatVector lower = broadcast(F, S3).fma(z, broadcast(F, S2))
                        .fma(square, broadcast(F, S1).fma(z, broadcast(F, S0)));
                FloatVector upper = broadcast(F, S7).fma(z, broadcast(F, S6))
                        .fma(square, broadcast(F, S5).fma(z, broadcast(F, S4)));
                FloatVector head = upper.fma(square.mul(square), lower);
                FloatVector result = broadcast(F, 1f).sub(tail)
                        .blend(head.fma(a, a), a.compare(VectorOperators.LT, SPLIT));
                result = result.blend(1f, a.compare(VectorOperators.GT, ONE_FROM));
                result.reinterpretAsInts().or(v.reinterpretAsInts().and(Exp.SIGN)).reinterpretAsFloats()
                        .intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }
    }
}
