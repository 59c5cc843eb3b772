package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += A * B for 2 rows over 2 panels of 2 vectors, k ascending in each element.
///
/// The rows of A lie `aRow` floats apart; the rest is as in [RowKernel1x8]. Two multiply-adds per vector of B take
/// about as long as the second-level cache needs to deliver it. Registers: 8 accumulators + 4 of B + 2 of A = 14.
final class RowKernel2x4 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private RowKernel2x4() {
    }

    static void multiply(int kc, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, long bPanel,
            long bRow, MemorySegment c, long cOffset, long cRow) {
        FloatVector c00 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c01 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c02 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * VECTOR, Species.ORDER);
        FloatVector c03 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * VECTOR, Species.ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow, Species.ORDER);
        FloatVector c11 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow + VECTOR, Species.ORDER);
        FloatVector c12 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow + 2 * VECTOR, Species.ORDER);
        FloatVector c13 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow + 3 * VECTOR, Species.ORDER);
        long b0 = bOffset;
        long b2 = bOffset + bPanel;
        for (int k = 0; k < kc; k++) {
            FloatVector y0 = FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER);
            FloatVector y1 = FloatVector.fromMemorySegment(Species.F, b, b0 + VECTOR, Species.ORDER);
            FloatVector y2 = FloatVector.fromMemorySegment(Species.F, b, b2, Species.ORDER);
            FloatVector y3 = FloatVector.fromMemorySegment(Species.F, b, b2 + VECTOR, Species.ORDER);
            FloatVector x0 = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            c02 = x0.fma(y2, c02);
            c03 = x0.fma(y3, c03);
            FloatVector x1 = FloatVector.broadcast(Species.F, a[aOffset + aRow + k]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            c12 = x1.fma(y2, c12);
            c13 = x1.fma(y3, c13);
            b0 += bRow;
            b2 += bRow;
        }
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c02.intoMemorySegment(c, cOffset + 2 * VECTOR, Species.ORDER);
        c03.intoMemorySegment(c, cOffset + 3 * VECTOR, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, Species.ORDER);
        c12.intoMemorySegment(c, cOffset + cRow + 2 * VECTOR, Species.ORDER);
        c13.intoMemorySegment(c, cOffset + cRow + 3 * VECTOR, Species.ORDER);
    }
}
