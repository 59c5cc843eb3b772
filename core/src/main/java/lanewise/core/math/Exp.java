package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.I;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `e^x = 2^(n/4) e^d e^(r - d)` with `n = rint(4 x / ln 2)`, `|r| <= ln 2 / 8` and a constant d.
///
/// NaN gives NaN, minus infinity 0, plus infinity and all that overflows plus infinity; results below the normal range
/// are right; `e^0` is 1. Maximum error over all floats: 0.83 ulp at `-0x1.5dc19p6`, below the normal range, where the
/// result is rounded twice; within it 0.71. Thread-safe.
///
/// The four values `2^(j/4) e^d` come from a table; d is chosen such that all of them are floats but for less than
/// 2^-30 (the idea is that of Gal and Bachelis, "An accurate elementary mathematical library for the IEEE floating
/// point standard", ACM TOMS 17(1), 1991), so that the table costs no accuracy and the polynomial is short. Four
/// entries fit into a vector of any width.
public final class Exp {

    /// Up to this magnitude the result is a normal float and needs no care: the vector loops take a short way.
    public static final float ORDINARY = 87;

    // Above, the result overflows, and below it vanishes; in between the exponent arithmetic is in range. What it gives
    // outside is put right at the end, not by clamping x at the start: nothing has to wait for the comparison.
    static final float HIGHEST = 89;
    static final float LOWEST = -104;

    static final float LOG2_E = 0x1.715476p0f;
    // Adding 1.5 * 2^23 rounds to an integer n, which then stands in the low bits; another 127 makes it
    // an exponent field.
    static final float ROUND = 0x1.8p23f;
    static final float ROUND_EXPONENT = ROUND + 127;

    static final int SIGN = 0x80000000;

    static final float LN2_HIGH = 0x1.62e43p-1f;
    static final float LN2_LOW = -0x1.05c61p-29f;

    static final float FOUR_LOG2_E = 4 * LOG2_E;
    static final float QUARTER_LN2_HIGH = LN2_HIGH / 4;
    static final float QUARTER_LN2_LOW = LN2_LOW / 4;

    /// d.
    static final double SHIFT = 0.002897591086371577;

    // The bits of the floats 2^(j/4) e^d less j * 2^21: n * 2^21 added to them gives the bits of 2^(n/4)
    // e^d, as n = 4k + j.
    private static final int POWER_0 = 0x3f805f16;
    private static final int POWER_1 = 0x3f98a904 - (1 << 21);
    private static final int POWER_2 = 0x3fb58b6c - (2 << 21);
    private static final int POWER_3 = 0x3fd7e4e7 - (3 << 21);
    private static final int[] POWERS = {POWER_0, POWER_1, POWER_2, POWER_3};

    private static final int EXPONENT_ONE = 1 << 23;
    private static final int ONE_EXPONENT = 127;
    // A factor 2^32 keeps the powers of ofMinus normal.
    static final int SHIFT_UP = 32 << 23;
    static final float SHIFT_DOWN = 0x1p-32f;

    // e^(r - d) = 1 + C0 + C1 r + ... + C4 r^4 on |r| <= ln 2 / 8: relative error 3.1e-9, by Minimax (test
    // sources); ExhaustiveTest.
    static final float C0 = -0x1.7b3e4ep-9f;
    static final float C1 = 0x1.fe84bcp-1f;
    static final float C2 = 0x1.fe84dp-2f;
    static final float C3 = 0x1.548496p-3f;
    static final float C4 = 0x1.54358p-5f;

    private Exp() {
    }

    /// `e^x`.
    ///
    /// @param x the exponent
    /// @return the power
    public static float exp(float x) {
        float t = Math.fma(x, FOUR_LOG2_E, ROUND);
        float q = excess(x, t - ROUND);
        int n = Float.floatToRawIntBits(t);
        float power = Float.intBitsToFloat(POWERS[n & 3] + ((n & 3) << 21));
        // The exponent is halved so that it may lie outside the range of floats.
        int exponent = n << 9 >> 11;
        int half = exponent >> 1;
        float y = Math.fma(power, q, power) * Float.intBitsToFloat((half << 23) + ONE_EXPONENT * EXPONENT_ONE)
                * Float.intBitsToFloat((exponent - half << 23) + ONE_EXPONENT * EXPONENT_ONE);
        y = x > HIGHEST ? Float.POSITIVE_INFINITY : y;
        return x < LOWEST ? 0 : y;
    }

    /// `e^-|x|`, with the bits of [#exp], in fewer operations.
    ///
    /// @param x the exponent, of either sign
    /// @return the power, at most 1
    public static float ofMinus(float x) {
        float a = Float.intBitsToFloat(Float.floatToRawIntBits(x) | SIGN);
        float t = Math.fma(a, FOUR_LOG2_E, ROUND);
        float q = excess(a, t - ROUND);
        int n = Float.floatToRawIntBits(t);
        float power = Float.intBitsToFloat(POWERS[n & 3] + (n << 21) + SHIFT_UP);
        float y = Math.fma(power, q, power) * SHIFT_DOWN;
        return a < LOWEST ? 0 : y;
    }

    /// `e^(r - d) - 1` with `r = x - n ln 2 / 4`.
    private static float excess(float x, float n) {
        float r = Math.fma(n, -QUARTER_LN2_HIGH, x);
        r = Math.fma(n, -QUARTER_LN2_LOW, r);
        float p = Math.fma(Math.fma(C4, r, C3), r, C2);
        return Math.fma(Math.fma(p, r, C1), r, C0);
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        static final IntVector TABLE = IntVector.fromArray(I, new int[] {POWER_0, POWER_1, POWER_2, POWER_3,
            POWER_0, POWER_1, POWER_2, POWER_3, POWER_0, POWER_1, POWER_2, POWER_3, POWER_0, POWER_1, POWER_2, POWER_3},
            0);

        private static final long VECTOR = (long) LANES << 2;
        private static final int MAGNITUDE = 0x7fffffff;
        private static final int ORDINARY_BITS = Float.floatToRawIntBits(ORDINARY);

        private Lanes() {
        }

        /// [Exp#exp] of the whole vectors of a contiguous run. Arguments up to [Exp#ORDINARY] take two thirds
        /// of the operations.
        ///
        /// @param x arguments
        /// @param xOffset byte offset of x[0]
        /// @param y values; may be x
        /// @param yOffset byte offset of y[0]
        /// @param n number of elements
        /// @return how many elements were done
        public static int run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = threes(x, xOffset, y, yOffset, n); i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                if (v.abs().compare(VectorOperators.LE, ORDINARY).allTrue()) {
                    FloatVector t = v.fma(broadcast(F, FOUR_LOG2_E), broadcast(F, ROUND));
                    FloatVector m = t.sub(ROUND);
                    FloatVector r = m.fma(broadcast(F, -QUARTER_LN2_HIGH), v);
                    r = m.fma(broadcast(F, -QUARTER_LN2_LOW), r);
                    FloatVector p = broadcast(F, C4).fma(r, broadcast(F, C3)).fma(r, broadcast(F, C2));
                    FloatVector q = p.fma(r, broadcast(F, C1)).fma(r, broadcast(F, C0));
                    IntVector n4 = t.reinterpretAsInts();
                    FloatVector power = n4.selectFrom(TABLE).add(n4.lanewise(VectorOperators.LSHL, 21))
                            .reinterpretAsFloats();
                    power.fma(q, power).intoMemorySegment(y, yOffset + at, ORDER);
                } else {
                    any(x, xOffset + at, y, yOffset + at);
                }
            }
            return whole;
        }

        /// Three vectors per turn, which hide each other's latencies and share one test; returns how many
        /// elements were done.
        private static int threes(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = n / (3 * LANES) * (3 * LANES);
            for (int i = 0; i < whole; i += 3 * LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v0 = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector v1 = fromMemorySegment(F, x, xOffset + at + VECTOR, ORDER);
                FloatVector v2 = fromMemorySegment(F, x, xOffset + at + 2 * VECTOR, ORDER);
                // As integers, magnitudes have the order of the floats, and NaN is the largest.
                IntVector largest = v0.reinterpretAsInts().and(MAGNITUDE).max(v1.reinterpretAsInts().and(MAGNITUDE))
                        .max(v2.reinterpretAsInts().and(MAGNITUDE));
                if (largest.compare(VectorOperators.LE, ORDINARY_BITS).allTrue()) {
                    FloatVector t0 = v0.fma(broadcast(F, FOUR_LOG2_E), broadcast(F, ROUND));
                    FloatVector m0 = t0.sub(ROUND);
                    FloatVector r0 = m0.fma(broadcast(F, -QUARTER_LN2_LOW),
                            m0.fma(broadcast(F, -QUARTER_LN2_HIGH), v0));
                    FloatVector p0 = broadcast(F, C4).fma(r0, broadcast(F, C3)).fma(r0, broadcast(F, C2))
                            .fma(r0, broadcast(F, C1));
                    IntVector n0 = t0.reinterpretAsInts();
                    FloatVector power0 = n0.selectFrom(TABLE).add(n0.lanewise(VectorOperators.LSHL, 21))
                            .reinterpretAsFloats();
                    power0.fma(p0.fma(r0, broadcast(F, C0)), power0).intoMemorySegment(y, yOffset + at, ORDER);
                    FloatVector t1 = v1.fma(broadcast(F, FOUR_LOG2_E), broadcast(F, ROUND));
                    FloatVector m1 = t1.sub(ROUND);
                    FloatVector r1 = m1.fma(broadcast(F, -QUARTER_LN2_LOW),
                            m1.fma(broadcast(F, -QUARTER_LN2_HIGH), v1));
                    FloatVector p1 = broadcast(F, C4).fma(r1, broadcast(F, C3)).fma(r1, broadcast(F, C2))
                            .fma(r1, broadcast(F, C1));
                    IntVector n1 = t1.reinterpretAsInts();
                    FloatVector power1 = n1.selectFrom(TABLE).add(n1.lanewise(VectorOperators.LSHL, 21))
                            .reinterpretAsFloats();
                    power1.fma(p1.fma(r1, broadcast(F, C0)), power1).intoMemorySegment(y, yOffset + at + VECTOR, ORDER);
                    FloatVector t2 = v2.fma(broadcast(F, FOUR_LOG2_E), broadcast(F, ROUND));
                    FloatVector m2 = t2.sub(ROUND);
                    FloatVector r2 = m2.fma(broadcast(F, -QUARTER_LN2_LOW),
                            m2.fma(broadcast(F, -QUARTER_LN2_HIGH), v2));
                    FloatVector p2 = broadcast(F, C4).fma(r2, broadcast(F, C3)).fma(r2, broadcast(F, C2))
                            .fma(r2, broadcast(F, C1));
                    IntVector n2 = t2.reinterpretAsInts();
                    FloatVector power2 = n2.selectFrom(TABLE).add(n2.lanewise(VectorOperators.LSHL, 21))
                            .reinterpretAsFloats();
                    power2.fma(p2.fma(r2, broadcast(F, C0)), power2)
                            .intoMemorySegment(y, yOffset + at + 2 * VECTOR, ORDER);
                } else {
                    for (long j = 0; j < 3 * VECTOR; j += VECTOR) {
                        any(x, xOffset + at + j, y, yOffset + at + j);
                    }
                }
            }
            return whole;
        }

        /// One vector.
        private static void any(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
            FloatVector v = fromMemorySegment(F, x, xOffset, ORDER);
            FloatVector t = v.fma(broadcast(F, FOUR_LOG2_E), broadcast(F, ROUND));
            FloatVector m = t.sub(ROUND);
            FloatVector r = m.fma(broadcast(F, -QUARTER_LN2_HIGH), v);
            r = m.fma(broadcast(F, -QUARTER_LN2_LOW), r);
            FloatVector p = broadcast(F, C4).fma(r, broadcast(F, C3)).fma(r, broadcast(F, C2));
            FloatVector q = p.fma(r, broadcast(F, C1)).fma(r, broadcast(F, C0));
            IntVector n = t.reinterpretAsInts();
            FloatVector power = n.selectFrom(TABLE).add(n.and(3).lanewise(VectorOperators.LSHL, 21))
                    .reinterpretAsFloats();
            IntVector exponent = n.lanewise(VectorOperators.LSHL, 9).lanewise(VectorOperators.ASHR, 11);
            IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
            IntVector one = IntVector.broadcast(I, ONE_EXPONENT * EXPONENT_ONE);
            FloatVector result = power.fma(q, power)
                    .mul(half.lanewise(VectorOperators.LSHL, 23).add(one).reinterpretAsFloats())
                    .mul(exponent.sub(half).lanewise(VectorOperators.LSHL, 23).add(one).reinterpretAsFloats());
            result = result.blend(Float.POSITIVE_INFINITY, v.compare(VectorOperators.GT, HIGHEST));
            result.blend(0f, v.compare(VectorOperators.LT, LOWEST)).intoMemorySegment(y, yOffset, ORDER);
        }

        /// [Exp#ofMinus] of the whole vectors of a contiguous run.
        ///
        /// @param x arguments
        /// @param xOffset byte offset of x[0]
        /// @param y values; may be x
        /// @param yOffset byte offset of y[0]
        /// @param n number of elements
        /// @return how many elements were done
        public static int ofMinus(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector a = fromMemorySegment(F, x, xOffset + at, ORDER).reinterpretAsInts().or(SIGN)
                        .reinterpretAsFloats();
                FloatVector t = a.fma(broadcast(F, FOUR_LOG2_E), broadcast(F, ROUND));
                FloatVector m = t.sub(ROUND);
                FloatVector r = m.fma(broadcast(F, -QUARTER_LN2_HIGH), a);
                r = m.fma(broadcast(F, -QUARTER_LN2_LOW), r);
                FloatVector p = broadcast(F, C4).fma(r, broadcast(F, C3)).fma(r, broadcast(F, C2));
                FloatVector q = p.fma(r, broadcast(F, C1)).fma(r, broadcast(F, C0));
                IntVector n4 = t.reinterpretAsInts();
                FloatVector power = n4.selectFrom(TABLE).add(n4.lanewise(VectorOperators.LSHL, 21)).add(SHIFT_UP)
                        .reinterpretAsFloats();
                power.fma(q, power).mul(SHIFT_DOWN).blend(0f, a.compare(VectorOperators.LT, LOWEST))
                        .intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }
    }
}
