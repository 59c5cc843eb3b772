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

/// C = A * B for some rows and weights of bf16, over panels of 2 vectors as [NarrowPacking] has them: k ascending in
/// each element, from 0, all k. Each weight becomes a float once for all rows. The rows of A lie `aRow` floats apart;
/// behind an odd number of k they have -0, as in [HalfWordKernel].
final class HalfWordRows {

    private static final long VECTOR = (long) LANES * Float.BYTES;
    private static final long ROW = 2 * VECTOR;

    private HalfWordRows() {
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
        for (int p = 0; p < k; p += 2) {
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            FloatVector y0 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector y1 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
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
            FloatVector z0 = w0.and(HIGH).reinterpretAsFloats();
            FloatVector z1 = w1.and(HIGH).reinterpretAsFloats();
            FloatVector u0 = FloatVector.broadcast(F, a[aOffset + p + 1]);
            c00 = u0.fma(z0, c00);
            c01 = u0.fma(z1, c01);
            FloatVector u1 = FloatVector.broadcast(F, a[aOffset + aRow + p + 1]);
            c10 = u1.fma(z0, c10);
            c11 = u1.fma(z1, c11);
            FloatVector u2 = FloatVector.broadcast(F, a[aOffset + 2 * aRow + p + 1]);
            c20 = u2.fma(z0, c20);
            c21 = u2.fma(z1, c21);
            FloatVector u3 = FloatVector.broadcast(F, a[aOffset + 3 * aRow + p + 1]);
            c30 = u3.fma(z0, c30);
            c31 = u3.fma(z1, c31);
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
        for (int p = 0; p < k; p += 2) {
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            FloatVector y0 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector y1 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector x0 = FloatVector.broadcast(F, a[aOffset + p]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[aOffset + aRow + p]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[aOffset + 2 * aRow + p]);
            c20 = x2.fma(y0, c20);
            c21 = x2.fma(y1, c21);
            FloatVector z0 = w0.and(HIGH).reinterpretAsFloats();
            FloatVector z1 = w1.and(HIGH).reinterpretAsFloats();
            FloatVector u0 = FloatVector.broadcast(F, a[aOffset + p + 1]);
            c00 = u0.fma(z0, c00);
            c01 = u0.fma(z1, c01);
            FloatVector u1 = FloatVector.broadcast(F, a[aOffset + aRow + p + 1]);
            c10 = u1.fma(z0, c10);
            c11 = u1.fma(z1, c11);
            FloatVector u2 = FloatVector.broadcast(F, a[aOffset + 2 * aRow + p + 1]);
            c20 = u2.fma(z0, c20);
            c21 = u2.fma(z1, c21);
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
        for (int p = 0; p < k; p += 2) {
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            IntVector w2 = IntVector.fromMemorySegment(I, b, b1, ORDER);
            IntVector w3 = IntVector.fromMemorySegment(I, b, b1 + VECTOR, ORDER);
            FloatVector y0 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector y1 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector y2 = w2.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector y3 = w3.lanewise(LSHL, 16).reinterpretAsFloats();
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
            FloatVector z0 = w0.and(HIGH).reinterpretAsFloats();
            FloatVector z1 = w1.and(HIGH).reinterpretAsFloats();
            FloatVector z2 = w2.and(HIGH).reinterpretAsFloats();
            FloatVector z3 = w3.and(HIGH).reinterpretAsFloats();
            FloatVector u0 = FloatVector.broadcast(F, a[aOffset + p + 1]);
            c00 = u0.fma(z0, c00);
            c01 = u0.fma(z1, c01);
            c02 = u0.fma(z2, c02);
            c03 = u0.fma(z3, c03);
            FloatVector u1 = FloatVector.broadcast(F, a[aOffset + aRow + p + 1]);
            c10 = u1.fma(z0, c10);
            c11 = u1.fma(z1, c11);
            c12 = u1.fma(z2, c12);
            c13 = u1.fma(z3, c13);
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
        for (int p = 0; p < k; p += 2) {
            IntVector w0 = IntVector.fromMemorySegment(I, b, b0, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(I, b, b0 + VECTOR, ORDER);
            FloatVector y0 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector y1 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector x0 = FloatVector.broadcast(F, a[aOffset + p]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[aOffset + aRow + p]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            FloatVector z0 = w0.and(HIGH).reinterpretAsFloats();
            FloatVector z1 = w1.and(HIGH).reinterpretAsFloats();
            FloatVector u0 = FloatVector.broadcast(F, a[aOffset + p + 1]);
            c00 = u0.fma(z0, c00);
            c01 = u0.fma(z1, c01);
            FloatVector u1 = FloatVector.broadcast(F, a[aOffset + aRow + p + 1]);
            c10 = u1.fma(z0, c10);
            c11 = u1.fma(z1, c11);
            b0 += ROW;
        }
        c00.intoMemorySegment(c, cOffset, ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, ORDER);
    }
}
