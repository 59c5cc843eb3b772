package lanewise.core.gemm;

import static jdk.incubator.vector.VectorOperators.B2F;
import static lanewise.core.gemm.NarrowKernels.B;
import static lanewise.core.gemm.NarrowKernels.SECOND;
import static lanewise.core.gemm.NarrowKernels.SECOND_PART;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/// c = a * B for one row and weights of int8, over panels of 2 vectors as [NarrowPacking] has them: k ascending in each
/// element, from 0, all k. The scales come after it.
final class ByteKernel {

    private static final long VECTOR = (long) LANES * Float.BYTES;
    private static final long ROW = 2 * LANES;

    private ByteKernel() {
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
        for (int p = 0; p < k; p++) {
            FloatVector x = FloatVector.broadcast(F, a[aOffset + p]);
            c0 = x.fma(ByteVector.fromMemorySegment(B, b, b0, ORDER).convertShape(B2F, F, 0), c0);
            c1 = x.fma(ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c1);
            c2 = x.fma(ByteVector.fromMemorySegment(B, b, b1, ORDER).convertShape(B2F, F, 0), c2);
            c3 = x.fma(ByteVector.fromMemorySegment(B, b, b1 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c3);
            c4 = x.fma(ByteVector.fromMemorySegment(B, b, b2, ORDER).convertShape(B2F, F, 0), c4);
            c5 = x.fma(ByteVector.fromMemorySegment(B, b, b2 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c5);
            c6 = x.fma(ByteVector.fromMemorySegment(B, b, b3, ORDER).convertShape(B2F, F, 0), c6);
            c7 = x.fma(ByteVector.fromMemorySegment(B, b, b3 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c7);
            c8 = x.fma(ByteVector.fromMemorySegment(B, b, b4, ORDER).convertShape(B2F, F, 0), c8);
            c9 = x.fma(ByteVector.fromMemorySegment(B, b, b4 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c9);
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
        for (int p = 0; p < k; p++) {
            FloatVector x = FloatVector.broadcast(F, a[aOffset + p]);
            c0 = x.fma(ByteVector.fromMemorySegment(B, b, b0, ORDER).convertShape(B2F, F, 0), c0);
            c1 = x.fma(ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c1);
            c2 = x.fma(ByteVector.fromMemorySegment(B, b, b1, ORDER).convertShape(B2F, F, 0), c2);
            c3 = x.fma(ByteVector.fromMemorySegment(B, b, b1 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c3);
            c4 = x.fma(ByteVector.fromMemorySegment(B, b, b2, ORDER).convertShape(B2F, F, 0), c4);
            c5 = x.fma(ByteVector.fromMemorySegment(B, b, b2 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c5);
            c6 = x.fma(ByteVector.fromMemorySegment(B, b, b3, ORDER).convertShape(B2F, F, 0), c6);
            c7 = x.fma(ByteVector.fromMemorySegment(B, b, b3 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c7);
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
        for (int p = 0; p < k; p++) {
            FloatVector x = FloatVector.broadcast(F, a[aOffset + p]);
            c0 = x.fma(ByteVector.fromMemorySegment(B, b, b0, ORDER).convertShape(B2F, F, 0), c0);
            c1 = x.fma(ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c1);
            c2 = x.fma(ByteVector.fromMemorySegment(B, b, b1, ORDER).convertShape(B2F, F, 0), c2);
            c3 = x.fma(ByteVector.fromMemorySegment(B, b, b1 + SECOND, ORDER).convertShape(B2F, F, SECOND_PART), c3);
            b0 += ROW;
            b1 += ROW;
        }
        c0.intoMemorySegment(c, cOffset, ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, ORDER);
    }
}
