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

/// C = A * B for some rows and weights of int8, over panels of 2 vectors as [NarrowPacking] has them: k ascending in
/// each element, from 0, all k. Each weight becomes a float once for all rows. The rows of A lie `aRow` floats apart.
/// The scales come after it.
final class ByteRows {

    private static final long VECTOR = (long) LANES * Float.BYTES;
    private static final long ROW = 2 * LANES;

    private ByteRows() {
    }

    /// Four rows over one panel.
    static void four(int k, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, MemorySegment c,
            long cOffset, long cRow) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        long b0 = bOffset;
        for (int p = 0; p < k; p++) {
            ByteVector w0 = ByteVector.fromMemorySegment(B, b, b0, ORDER);
            ByteVector w1 = ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER);
            FloatVector y0 = (FloatVector) w0.convertShape(B2F, F, 0);
            FloatVector y1 = (FloatVector) w1.convertShape(B2F, F, SECOND_PART);
            FloatVector x0 = FloatVector.broadcast(F, a[aOffset + p]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[aOffset + aRow + p]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[aOffset + 2 * aRow + p]);
            c20 = x2.fma(y0, c20);
            c21 = x2.fma(y1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[aOffset + 3 * aRow + p]);
            c30 = x3.fma(y0, c30);
            c31 = x3.fma(y1, c31);
            b0 += ROW;
        }
        c00.intoMemorySegment(c, cOffset, ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, ORDER);
        c21.intoMemorySegment(c, cOffset + 2 * cRow + VECTOR, ORDER);
        c30.intoMemorySegment(c, cOffset + 3 * cRow, ORDER);
        c31.intoMemorySegment(c, cOffset + 3 * cRow + VECTOR, ORDER);
    }

    /// Three rows over one panel.
    static void three(int k, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, MemorySegment c,
            long cOffset, long cRow) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        long b0 = bOffset;
        for (int p = 0; p < k; p++) {
            ByteVector w0 = ByteVector.fromMemorySegment(B, b, b0, ORDER);
            ByteVector w1 = ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER);
            FloatVector y0 = (FloatVector) w0.convertShape(B2F, F, 0);
            FloatVector y1 = (FloatVector) w1.convertShape(B2F, F, SECOND_PART);
            FloatVector x0 = FloatVector.broadcast(F, a[aOffset + p]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[aOffset + aRow + p]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[aOffset + 2 * aRow + p]);
            c20 = x2.fma(y0, c20);
            c21 = x2.fma(y1, c21);
            b0 += ROW;
        }
        c00.intoMemorySegment(c, cOffset, ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, ORDER);
        c21.intoMemorySegment(c, cOffset + 2 * cRow + VECTOR, ORDER);
    }

    /// Two rows over two panels, `bPanel` bytes apart; the rows of C are contiguous over both.
    static void two(int k, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, long bPanel,
            MemorySegment c, long cOffset, long cRow) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = c00;
        FloatVector c02 = c00;
        FloatVector c03 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c12 = c00;
        FloatVector c13 = c00;
        long b0 = bOffset;
        long b1 = bOffset + bPanel;
        for (int p = 0; p < k; p++) {
            ByteVector w0 = ByteVector.fromMemorySegment(B, b, b0, ORDER);
            ByteVector w1 = ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER);
            ByteVector w2 = ByteVector.fromMemorySegment(B, b, b1, ORDER);
            ByteVector w3 = ByteVector.fromMemorySegment(B, b, b1 + SECOND, ORDER);
            FloatVector y0 = (FloatVector) w0.convertShape(B2F, F, 0);
            FloatVector y1 = (FloatVector) w1.convertShape(B2F, F, SECOND_PART);
            FloatVector y2 = (FloatVector) w2.convertShape(B2F, F, 0);
            FloatVector y3 = (FloatVector) w3.convertShape(B2F, F, SECOND_PART);
            FloatVector x0 = FloatVector.broadcast(F, a[aOffset + p]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            c02 = x0.fma(y2, c02);
            c03 = x0.fma(y3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[aOffset + aRow + p]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            c12 = x1.fma(y2, c12);
            c13 = x1.fma(y3, c13);
            b0 += ROW;
            b1 += ROW;
        }
        c00.intoMemorySegment(c, cOffset, ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c02.intoMemorySegment(c, cOffset + 2 * VECTOR, ORDER);
        c03.intoMemorySegment(c, cOffset + 3 * VECTOR, ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, ORDER);
        c12.intoMemorySegment(c, cOffset + cRow + 2 * VECTOR, ORDER);
        c13.intoMemorySegment(c, cOffset + cRow + 3 * VECTOR, ORDER);
    }

    /// Two rows over one panel.
    static void pair(int k, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, MemorySegment c,
            long cOffset, long cRow) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        long b0 = bOffset;
        for (int p = 0; p < k; p++) {
            ByteVector w0 = ByteVector.fromMemorySegment(B, b, b0, ORDER);
            ByteVector w1 = ByteVector.fromMemorySegment(B, b, b0 + SECOND, ORDER);
            FloatVector y0 = (FloatVector) w0.convertShape(B2F, F, 0);
            FloatVector y1 = (FloatVector) w1.convertShape(B2F, F, SECOND_PART);
            FloatVector x0 = FloatVector.broadcast(F, a[aOffset + p]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[aOffset + aRow + p]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            b0 += ROW;
        }
        c00.intoMemorySegment(c, cOffset, ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, ORDER);
    }
}
