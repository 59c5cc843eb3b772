package lanewise.core.gemm;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static lanewise.core.gemm.NarrowKernels.HIGH;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.I;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// c = a * B for one row and weights of bf16, over panels of 2 vectors as [NarrowPacking] has them: k ascending in each
/// element, from 0, all k. An int lane holds the weights of two k; each becomes a float by one operation. Behind an odd
/// number of k, `a` has -0 and the panel the weight 0: `c + -0 * 0` is c, a zero's sign included, and one loop does, as
/// in all other kernels.
final class HalfWordKernel {

    private static final long VECTOR = (long) LANES * Float.BYTES;
    private static final long ROW = 2 * VECTOR;

    private HalfWordKernel() {
    }

    /// Five panels, panel p from `bOffset + p * bPanel` on; c contiguous.
    static void five(int k, float[] a, int aOffset, MemorySegment b, long bOffset, long bPanel, MemorySegment c,
            long cOffset) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        FloatVector c8 = c0;
        FloatVector c9 = c0;
        long b0 = bOffset;
        long b1 = bOffset + bPanel;
        long b2 = bOffset + 2 * bPanel;
        long b3 = bOffset + 3 * bPanel;
        long b4 = bOffset + 4 * bPanel;
        for (int p = 0; p < k; p += 2) {
            FloatVector x = FloatVector.broadcast(F, a[aOffset + p]);
            FloatVector y = FloatVector.broadcast(F, a[aOffset + p + 1]);
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            c0 = x.fma(w0.lanewise(LSHL, 16).reinterpretAsFloats(), c0);
            c0 = y.fma(w0.and(HIGH).reinterpretAsFloats(), c0);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            c1 = x.fma(w1.lanewise(LSHL, 16).reinterpretAsFloats(), c1);
            c1 = y.fma(w1.and(HIGH).reinterpretAsFloats(), c1);
            IntVector w2 = IntVector.fromMemorySegment(I, b, b1, ORDER);
            c2 = x.fma(w2.lanewise(LSHL, 16).reinterpretAsFloats(), c2);
            c2 = y.fma(w2.and(HIGH).reinterpretAsFloats(), c2);
            IntVector w3 = IntVector.fromMemorySegment(I, b, b1 + VECTOR, ORDER);
            c3 = x.fma(w3.lanewise(LSHL, 16).reinterpretAsFloats(), c3);
            c3 = y.fma(w3.and(HIGH).reinterpretAsFloats(), c3);
            IntVector w4 = IntVector.fromMemorySegment(I, b, b2, ORDER);
            c4 = x.fma(w4.lanewise(LSHL, 16).reinterpretAsFloats(), c4);
            c4 = y.fma(w4.and(HIGH).reinterpretAsFloats(), c4);
            IntVector w5 = IntVector.fromMemorySegment(I, b, b2 + VECTOR, ORDER);
            c5 = x.fma(w5.lanewise(LSHL, 16).reinterpretAsFloats(), c5);
            c5 = y.fma(w5.and(HIGH).reinterpretAsFloats(), c5);
            IntVector w6 = IntVector.fromMemorySegment(I, b, b3, ORDER);
            c6 = x.fma(w6.lanewise(LSHL, 16).reinterpretAsFloats(), c6);
            c6 = y.fma(w6.and(HIGH).reinterpretAsFloats(), c6);
            IntVector w7 = IntVector.fromMemorySegment(I, b, b3 + VECTOR, ORDER);
            c7 = x.fma(w7.lanewise(LSHL, 16).reinterpretAsFloats(), c7);
            c7 = y.fma(w7.and(HIGH).reinterpretAsFloats(), c7);
            IntVector w8 = IntVector.fromMemorySegment(I, b, b4, ORDER);
            c8 = x.fma(w8.lanewise(LSHL, 16).reinterpretAsFloats(), c8);
            c8 = y.fma(w8.and(HIGH).reinterpretAsFloats(), c8);
            IntVector w9 = IntVector.fromMemorySegment(I, b, b4 + VECTOR, ORDER);
            c9 = x.fma(w9.lanewise(LSHL, 16).reinterpretAsFloats(), c9);
            c9 = y.fma(w9.and(HIGH).reinterpretAsFloats(), c9);
            b0 += ROW;
            b1 += ROW;
            b2 += ROW;
            b3 += ROW;
            b4 += ROW;
        }
        c0.intoMemorySegment(c, cOffset, ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, ORDER);
        c4.intoMemorySegment(c, cOffset + 4 * VECTOR, ORDER);
        c5.intoMemorySegment(c, cOffset + 5 * VECTOR, ORDER);
        c6.intoMemorySegment(c, cOffset + 6 * VECTOR, ORDER);
        c7.intoMemorySegment(c, cOffset + 7 * VECTOR, ORDER);
        c8.intoMemorySegment(c, cOffset + 8 * VECTOR, ORDER);
        c9.intoMemorySegment(c, cOffset + 9 * VECTOR, ORDER);
    }

    /// Four panels, panel p from `bOffset + p * bPanel` on; c contiguous.
    static void four(int k, float[] a, int aOffset, MemorySegment b, long bOffset, long bPanel, MemorySegment c,
            long cOffset) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        long b0 = bOffset;
        long b1 = bOffset + bPanel;
        long b2 = bOffset + 2 * bPanel;
        long b3 = bOffset + 3 * bPanel;
        for (int p = 0; p < k; p += 2) {
            FloatVector x = FloatVector.broadcast(F, a[aOffset + p]);
            FloatVector y = FloatVector.broadcast(F, a[aOffset + p + 1]);
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            c0 = x.fma(w0.lanewise(LSHL, 16).reinterpretAsFloats(), c0);
            c0 = y.fma(w0.and(HIGH).reinterpretAsFloats(), c0);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            c1 = x.fma(w1.lanewise(LSHL, 16).reinterpretAsFloats(), c1);
            c1 = y.fma(w1.and(HIGH).reinterpretAsFloats(), c1);
            IntVector w2 = IntVector.fromMemorySegment(I, b, b1, ORDER);
            c2 = x.fma(w2.lanewise(LSHL, 16).reinterpretAsFloats(), c2);
            c2 = y.fma(w2.and(HIGH).reinterpretAsFloats(), c2);
            IntVector w3 = IntVector.fromMemorySegment(I, b, b1 + VECTOR, ORDER);
            c3 = x.fma(w3.lanewise(LSHL, 16).reinterpretAsFloats(), c3);
            c3 = y.fma(w3.and(HIGH).reinterpretAsFloats(), c3);
            IntVector w4 = IntVector.fromMemorySegment(I, b, b2, ORDER);
            c4 = x.fma(w4.lanewise(LSHL, 16).reinterpretAsFloats(), c4);
            c4 = y.fma(w4.and(HIGH).reinterpretAsFloats(), c4);
            IntVector w5 = IntVector.fromMemorySegment(I, b, b2 + VECTOR, ORDER);
            c5 = x.fma(w5.lanewise(LSHL, 16).reinterpretAsFloats(), c5);
            c5 = y.fma(w5.and(HIGH).reinterpretAsFloats(), c5);
            IntVector w6 = IntVector.fromMemorySegment(I, b, b3, ORDER);
            c6 = x.fma(w6.lanewise(LSHL, 16).reinterpretAsFloats(), c6);
            c6 = y.fma(w6.and(HIGH).reinterpretAsFloats(), c6);
            IntVector w7 = IntVector.fromMemorySegment(I, b, b3 + VECTOR, ORDER);
            c7 = x.fma(w7.lanewise(LSHL, 16).reinterpretAsFloats(), c7);
            c7 = y.fma(w7.and(HIGH).reinterpretAsFloats(), c7);
            b0 += ROW;
            b1 += ROW;
            b2 += ROW;
            b3 += ROW;
        }
        c0.intoMemorySegment(c, cOffset, ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, ORDER);
        c4.intoMemorySegment(c, cOffset + 4 * VECTOR, ORDER);
        c5.intoMemorySegment(c, cOffset + 5 * VECTOR, ORDER);
        c6.intoMemorySegment(c, cOffset + 6 * VECTOR, ORDER);
        c7.intoMemorySegment(c, cOffset + 7 * VECTOR, ORDER);
    }

    /// Two panels, panel p from `bOffset + p * bPanel` on; c contiguous.
    static void two(int k, float[] a, int aOffset, MemorySegment b, long bOffset, long bPanel, MemorySegment c,
            long cOffset) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        long b0 = bOffset;
        long b1 = bOffset + bPanel;
        for (int p = 0; p < k; p += 2) {
            FloatVector x = FloatVector.broadcast(F, a[aOffset + p]);
            FloatVector y = FloatVector.broadcast(F, a[aOffset + p + 1]);
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            c0 = x.fma(w0.lanewise(LSHL, 16).reinterpretAsFloats(), c0);
            c0 = y.fma(w0.and(HIGH).reinterpretAsFloats(), c0);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            c1 = x.fma(w1.lanewise(LSHL, 16).reinterpretAsFloats(), c1);
            c1 = y.fma(w1.and(HIGH).reinterpretAsFloats(), c1);
            IntVector w2 = IntVector.fromMemorySegment(I, b, b1, ORDER);
            c2 = x.fma(w2.lanewise(LSHL, 16).reinterpretAsFloats(), c2);
            c2 = y.fma(w2.and(HIGH).reinterpretAsFloats(), c2);
            IntVector w3 = IntVector.fromMemorySegment(I, b, b1 + VECTOR, ORDER);
            c3 = x.fma(w3.lanewise(LSHL, 16).reinterpretAsFloats(), c3);
            c3 = y.fma(w3.and(HIGH).reinterpretAsFloats(), c3);
            b0 += ROW;
            b1 += ROW;
        }
        c0.intoMemorySegment(c, cOffset, ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, ORDER);
    }
}
