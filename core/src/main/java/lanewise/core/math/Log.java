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

/// `ln x = k ln 2 - ln R_j + ln(1 + f)` with `x = 2^k m`, `0.926 <= m < 1.852`, and `1 + f = m R_j`, where j is the
/// quarter of that range that m lies in, `R_j` is 1, 13/16, 11/16 or 9/16, and `|f| < 0.106` is without error.
///
/// NaN and negative arguments give NaN, both zeros minus infinity, plus infinity itself; subnormal arguments are scaled
/// up first. Maximum error over all floats: 0.82 ulp, at `0x1.9d291cp-1`. Thread-safe.
///
/// `R_0 = 1`, so that nothing cancels near 1. The upper parts of `ln 2` and of `-ln R_j` are multiples of 2^-16, so
/// that their sum is exact.
public final class Log {

    // ln(1 + f) = f + f^2 (C2 + C3 f + ... + C6 f^4) on |f| <= 0.1055: relative error 7.9e-9, by Minimax (test
    // sources); ExhaustiveTest.
    private static final float C2 = -0x1.0p-1f;
    private static final float C3 = 0x1.555356p-2f;
    private static final float C4 = -0x1.fffb6cp-3f;
    private static final float C5 = 0x1.9e281ep-3f;
    private static final float C6 = -0x1.59bffep-3f;

    // The bits of 0.926: from there on a mantissa counts with the next power of two.
    private static final int LEAST = 0x3f6d0000;
    private static final int EXPONENT = 0xff800000;
    private static final int QUARTER = 21;

    // R_j, and -ln R_j in two parts.
    private static final float[] FACTORS = {1, 0.8125f, 0.6875f, 0.5625f};
    private static final float[] HIGH = {0, 0x1.a94p-3f, 0x1.7fbp-2f, 0x1.2696p-1f};
    private static final float[] LOW = {0, -0x1.2c3752p-19f, -0x1.7109fap-20f, 0x1.089a6ep-20f};

    // ln 2 in two parts, for an exponent that is still 2^23 times as large.
    private static final float LN2_HIGH = 0x1.62e4p-24f;
    private static final float LN2_LOW = 0x1.7f7d1cp-43f;

    private static final float MIN_NORMAL = Float.MIN_NORMAL;
    private static final float UP = 0x1p23f;
    private static final float UP_EXPONENT = 23 * 0x1p23f;

    private Log() {
    }

    /// `ln x`.
    ///
    /// @param x the argument
    /// @return the natural logarithm
    public static float log(float x) {
        boolean small = x < MIN_NORMAL;
        float y = normal(small ? x * UP : x, small ? UP_EXPONENT : 0);
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        y = x < 0 ? Float.NaN : y;
        return x < Float.POSITIVE_INFINITY ? y : x;
    }

    /// `ln x` with the bits of [#log] for x positive, normal and finite; garbage for other arguments. Saves a third
    /// of the operations.
    ///
    /// @param x positive, normal and finite
    /// @return the natural logarithm
    public static float normal(float x) {
        return normal(x, 0);
    }

    private static float normal(float x, float bias) {
        int bits = Float.floatToRawIntBits(x);
        int above = bits - LEAST;
        int exponent = above & EXPONENT;
        int j = above >>> QUARTER & 3;
        float f = Math.fma(Float.intBitsToFloat(bits - exponent), FACTORS[j], -1);
        float k = exponent - bias;
        float offset = Math.fma(k, LN2_HIGH, HIGH[j]);
        float rest = Math.fma(k, LN2_LOW, LOW[j]);
        float square = f * f;
        float p = Math.fma(Math.fma(Math.fma(C6, f, C5), square, Math.fma(C4, f, C3)), f, C2);
        // The offset is 0, or so much larger than the last bit of the sum in brackets that two
        // roundings are within 1 ulp.
        return offset + (f + Math.fma(square, p, rest));
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private static final long VECTOR = (long) LANES << 2;
        private static final int SMALLEST = Float.floatToRawIntBits(Float.MIN_NORMAL);
        private static final int NORMALS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY) - SMALLEST;
        private static final IntVector FACTOR_TABLE = table(FACTORS);
        private static final IntVector HIGH_TABLE = table(HIGH);
        private static final IntVector LOW_TABLE = table(LOW);

        private Lanes() {
        }

        private static IntVector table(float[] values) {
            int[] bits = new int[I.length()];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Float.floatToRawIntBits(values[i & 3]);
            }
            return IntVector.fromArray(I, bits, 0);
        }

        /// [Log#log] of the whole vectors of a contiguous run. Positive, normal and finite arguments save a third
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
            for (int i = pairs(x, xOffset, y, yOffset, n); i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                IntVector bits = fromMemorySegment(F, x, xOffset + at, ORDER).reinterpretAsInts();
                if (bits.sub(SMALLEST).compare(VectorOperators.ULT, NORMALS).allTrue()) {
                    IntVector exponent = bits.sub(LEAST).and(EXPONENT);
                    FloatVector k = (FloatVector) exponent.convertShape(VectorOperators.I2F, F, 0);
                    IntVector j = bits.sub(LEAST).lanewise(VectorOperators.LSHR, QUARTER);
                    FloatVector factor = j.selectFrom(FACTOR_TABLE).reinterpretAsFloats();
                    FloatVector f = bits.sub(exponent).reinterpretAsFloats().fma(factor, broadcast(F, -1f));
                    FloatVector offset = k.fma(broadcast(F, LN2_HIGH), j.selectFrom(HIGH_TABLE).reinterpretAsFloats());
                    FloatVector rest = k.fma(broadcast(F, LN2_LOW), j.selectFrom(LOW_TABLE).reinterpretAsFloats());
                    FloatVector square = f.mul(f);
                    FloatVector p = broadcast(F, C6).fma(f, broadcast(F, C5))
                            .fma(square, broadcast(F, C4).fma(f, broadcast(F, C3))).fma(f, broadcast(F, C2));
                    offset.add(f.add(square.fma(p, rest))).intoMemorySegment(y, yOffset + at, ORDER);
                } else {
                    any(x, xOffset + at, y, yOffset + at);
                }
            }
            return whole;
        }

        /// Two vectors per turn, which hide each other's latencies and share one test; returns how many
        /// elements were done.
        private static int pairs(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = n / (2 * LANES) * (2 * LANES);
            for (int i = 0; i < whole; i += 2 * LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                IntVector bits0 = fromMemorySegment(F, x, xOffset + at, ORDER).reinterpretAsInts();
                IntVector bits1 = fromMemorySegment(F, x, xOffset + at + VECTOR, ORDER).reinterpretAsInts();
                IntVector furthest = bits0.sub(SMALLEST).lanewise(VectorOperators.UMAX, bits1.sub(SMALLEST));
                if (furthest.compare(VectorOperators.ULT, NORMALS).allTrue()) {
                    IntVector exponent0 = bits0.sub(LEAST).and(EXPONENT);
                    FloatVector k0 = (FloatVector) exponent0.convertShape(VectorOperators.I2F, F, 0);
                    IntVector j0 = bits0.sub(LEAST).lanewise(VectorOperators.LSHR, QUARTER);
                    FloatVector f0 = bits0.sub(exponent0).reinterpretAsFloats()
                            .fma(j0.selectFrom(FACTOR_TABLE).reinterpretAsFloats(), broadcast(F, -1f));
                    FloatVector offset0 = k0.fma(broadcast(F, LN2_HIGH),
                            j0.selectFrom(HIGH_TABLE).reinterpretAsFloats());
                    FloatVector rest0 = k0.fma(broadcast(F, LN2_LOW), j0.selectFrom(LOW_TABLE).reinterpretAsFloats());
                    FloatVector square0 = f0.mul(f0);
                    FloatVector p0 = broadcast(F, C6).fma(f0, broadcast(F, C5))
                            .fma(square0, broadcast(F, C4).fma(f0, broadcast(F, C3))).fma(f0, broadcast(F, C2));
                    offset0.add(f0.add(square0.fma(p0, rest0))).intoMemorySegment(y, yOffset + at, ORDER);
                    IntVector exponent1 = bits1.sub(LEAST).and(EXPONENT);
                    FloatVector k1 = (FloatVector) exponent1.convertShape(VectorOperators.I2F, F, 0);
                    IntVector j1 = bits1.sub(LEAST).lanewise(VectorOperators.LSHR, QUARTER);
                    FloatVector f1 = bits1.sub(exponent1).reinterpretAsFloats()
                            .fma(j1.selectFrom(FACTOR_TABLE).reinterpretAsFloats(), broadcast(F, -1f));
                    FloatVector offset1 = k1.fma(broadcast(F, LN2_HIGH),
                            j1.selectFrom(HIGH_TABLE).reinterpretAsFloats());
                    FloatVector rest1 = k1.fma(broadcast(F, LN2_LOW), j1.selectFrom(LOW_TABLE).reinterpretAsFloats());
                    FloatVector square1 = f1.mul(f1);
                    FloatVector p1 = broadcast(F, C6).fma(f1, broadcast(F, C5))
                            .fma(square1, broadcast(F, C4).fma(f1, broadcast(F, C3))).fma(f1, broadcast(F, C2));
                    offset1.add(f1.add(square1.fma(p1, rest1))).intoMemorySegment(y, yOffset + at + VECTOR, ORDER);
                } else {
                    any(x, xOffset + at, y, yOffset + at);
                    any(x, xOffset + at + VECTOR, y, yOffset + at + VECTOR);
                }
            }
            return whole;
        }

        /// One vector.
        private static void any(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
            FloatVector v = fromMemorySegment(F, x, xOffset, ORDER);
            var small = v.compare(VectorOperators.LT, MIN_NORMAL);
            IntVector bits = v.blend(v.mul(UP), small).reinterpretAsInts();
            IntVector exponent = bits.sub(LEAST).and(EXPONENT);
            FloatVector k = ((FloatVector) exponent.convertShape(VectorOperators.I2F, F, 0))
                    .sub(broadcast(F, 0).blend(UP_EXPONENT, small));
            IntVector j = bits.sub(LEAST).lanewise(VectorOperators.LSHR, QUARTER);
            FloatVector factor = j.selectFrom(FACTOR_TABLE).reinterpretAsFloats();
            FloatVector f = bits.sub(exponent).reinterpretAsFloats().fma(factor, broadcast(F, -1f));
            FloatVector offset = k.fma(broadcast(F, LN2_HIGH), j.selectFrom(HIGH_TABLE).reinterpretAsFloats());
            FloatVector rest = k.fma(broadcast(F, LN2_LOW), j.selectFrom(LOW_TABLE).reinterpretAsFloats());
            FloatVector square = f.mul(f);
            FloatVector p = broadcast(F, C6).fma(f, broadcast(F, C5))
                    .fma(square, broadcast(F, C4).fma(f, broadcast(F, C3))).fma(f, broadcast(F, C2));
            FloatVector z = offset.add(f.add(square.fma(p, rest)));
            z = z.blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, 0f));
            z = z.blend(Float.NaN, v.compare(VectorOperators.LT, 0f));
            v.blend(z, v.compare(VectorOperators.LT, Float.POSITIVE_INFINITY)).intoMemorySegment(y, yOffset, ORDER);
        }
    }
}
