package lanewise.core.kernel;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The vector loops of [lanewise.core.Reductions]. The 16 accumulators of a block are one vector of 512 bits, two of
/// 256 or four of 128.
public final class ReductionLoops {

    /// Floats in one turn of a block: the accumulators.
    private static final int TURN = VirtualLanes.COUNT;

    private ReductionLoops() {
    }

    /// The sum of one block of n floats, n a multiple of 16.
    public static double sum(MemorySegment s, long offset, int n) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += TURN) {
            long at = offset + ((long) i << 2);
            a = a.add(fromMemorySegment(F, s, at, ORDER));
            if (LANES < 16) {
                b = b.add(fromMemorySegment(F, s, at + 4L * LANES, ORDER));
            }
            if (LANES < 8) {
                c = c.add(fromMemorySegment(F, s, at + 8L * LANES, ORDER));
                d = d.add(fromMemorySegment(F, s, at + 12L * LANES, ORDER));
            }
        }
        float[] lanes = Scratch.reductions();
        a.intoArray(lanes, 0);
        if (LANES < 16) {
            b.intoArray(lanes, LANES);
        }
        if (LANES < 8) {
            c.intoArray(lanes, 2 * LANES);
            d.intoArray(lanes, 3 * LANES);
        }
        return VirtualLanes.sum(lanes, 0);
    }

    /// The sum of the squares of one block of n floats, n a multiple of 16.
    public static double sumOfSquares(MemorySegment s, long offset, int n) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += TURN) {
            long at = offset + ((long) i << 2);
            FloatVector v = fromMemorySegment(F, s, at, ORDER);
            a = v.fma(v, a);
            if (LANES < 16) {
                v = fromMemorySegment(F, s, at + 4L * LANES, ORDER);
                b = v.fma(v, b);
            }
            if (LANES < 8) {
                v = fromMemorySegment(F, s, at + 8L * LANES, ORDER);
                c = v.fma(v, c);
                v = fromMemorySegment(F, s, at + 12L * LANES, ORDER);
                d = v.fma(v, d);
            }
        }
        float[] lanes = Scratch.reductions();
        a.intoArray(lanes, 0);
        if (LANES < 16) {
            b.intoArray(lanes, LANES);
        }
        if (LANES < 8) {
            c.intoArray(lanes, 2 * LANES);
            d.intoArray(lanes, 3 * LANES);
        }
        return VirtualLanes.sum(lanes, 0);
    }

    /// The sums of the squares of four blocks of n floats each that follow each other, n a multiple of 16: side by side
    /// where a block has but one vector of accumulators, whose additions would wait for each other.
    public static void fourSumsOfSquares(MemorySegment s, long offset, int n, double[] out, int at) {
        long block = (long) n << 2;
        if (LANES < 16) {
            for (int b = 0; b < 4; b++) {
                out[at + b] = sumOfSquares(s, offset + b * block, n);
            }
            return;
        }
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += TURN) {
            long first = offset + ((long) i << 2);
            FloatVector v = fromMemorySegment(F, s, first, ORDER);
            a = v.fma(v, a);
            v = fromMemorySegment(F, s, first + block, ORDER);
            b = v.fma(v, b);
            v = fromMemorySegment(F, s, first + 2 * block, ORDER);
            c = v.fma(v, c);
            v = fromMemorySegment(F, s, first + 3 * block, ORDER);
            d = v.fma(v, d);
        }
        float[] lanes = Scratch.reductions();
        a.intoArray(lanes, 0);
        b.intoArray(lanes, TURN);
        c.intoArray(lanes, 2 * TURN);
        d.intoArray(lanes, 3 * TURN);
        for (int l = 0; l < 4; l++) {
            out[at + l] = VirtualLanes.sum(lanes, l * TURN);
        }
    }

    /// `out[j] = beta * out[j] + a[0][j] + a[1][j] + ...` for the whole vectors of n columns; returns how
    /// many columns it did.
    public static int columnSums(MemorySegment a, long aOffset, long rowBytes, int rows, float beta, MemorySegment out,
            long outOffset, int n) {
        int whole = F.loopBound(n);
        start(beta, out, outOffset, whole);
        int j = 0;
        for (; j <= whole - 4 * LANES; j += 4 * LANES) {
            fourVectors(a, aOffset + ((long) j << 2), rowBytes, rows, out, outOffset + ((long) j << 2));
        }
        for (; j < whole; j += LANES) {
            oneVector(a, aOffset + ((long) j << 2), rowBytes, rows, out, outOffset + ((long) j << 2));
        }
        return whole;
    }

    private static void start(float beta, MemorySegment out, long outOffset, int n) {
        for (int j = 0; j < n; j += LANES) {
            long at = outOffset + ((long) j << 2);
            FloatVector held = fromMemorySegment(F, out, at, ORDER);
            if (beta == 0) {
                FloatVector.zero(F).intoMemorySegment(out, at, ORDER);
            } else {
                held.mul(beta).intoMemorySegment(out, at, ORDER);
            }
        }
    }

    private static void fourVectors(MemorySegment a, long aOffset, long rowBytes, int rows, MemorySegment out,
            long outOffset) {
        long step = 4L * LANES;
        FloatVector s0 = fromMemorySegment(F, out, outOffset, ORDER);
        FloatVector s1 = fromMemorySegment(F, out, outOffset + step, ORDER);
        FloatVector s2 = fromMemorySegment(F, out, outOffset + 2 * step, ORDER);
        FloatVector s3 = fromMemorySegment(F, out, outOffset + 3 * step, ORDER);
        for (int r = 0; r < rows; r++) {
            long at = aOffset + r * rowBytes;
            s0 = s0.add(fromMemorySegment(F, a, at, ORDER));
            s1 = s1.add(fromMemorySegment(F, a, at + step, ORDER));
            s2 = s2.add(fromMemorySegment(F, a, at + 2 * step, ORDER));
            s3 = s3.add(fromMemorySegment(F, a, at + 3 * step, ORDER));
        }
        s0.intoMemorySegment(out, outOffset, ORDER);
        s1.intoMemorySegment(out, outOffset + step, ORDER);
        s2.intoMemorySegment(out, outOffset + 2 * step, ORDER);
        s3.intoMemorySegment(out, outOffset + 3 * step, ORDER);
    }

    private static void oneVector(MemorySegment a, long aOffset, long rowBytes, int rows, MemorySegment out,
            long outOffset) {
        FloatVector sum = fromMemorySegment(F, out, outOffset, ORDER);
        for (int r = 0; r < rows; r++) {
            sum = sum.add(fromMemorySegment(F, a, aOffset + r * rowBytes, ORDER));
        }
        sum.intoMemorySegment(out, outOffset, ORDER);
    }

    /// True if n floats are all finite, n a multiple of a vector.
    public static boolean allFinite(MemorySegment s, long offset, int n) {
        // Zero times a NaN or an infinity is a NaN, and a NaN stays.
        FloatVector zero = FloatVector.zero(F);
        FloatVector sum = zero;
        for (int i = 0; i < n; i += LANES) {
            sum = fromMemorySegment(F, s, offset + ((long) i << 2), ORDER).fma(zero, sum);
        }
        return !sum.test(VectorOperators.IS_NAN).anyTrue();
    }
}
