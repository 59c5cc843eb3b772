package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += A * B for 3 rows over a panel of 2 vectors or of 1, k ascending in each element.
///
/// The rows of A lie `aRow` floats apart; the rest is as in [RowKernel1x8]. Registers: 6 accumulators + 2
/// of B + 3 of A = 11.
final class RowKernel3x2 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private RowKernel3x2() {
    }

    static void multiply(int kc, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, long bRow,
            MemorySegment c, long cOffset, long cRow) {
        FloatVector c00 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c01 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow, Species.ORDER);
        FloatVector c11 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow + VECTOR, Species.ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * cRow, Species.ORDER);
        FloatVector c21 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * cRow + VECTOR, Species.ORDER);
        long b0 = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector y0 = FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER);
            FloatVector y1 = FloatVector.fromMemorySegment(Species.F, b, b0 + VECTOR, Species.ORDER);
            FloatVector x0 = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            FloatVector x1 = FloatVector.broadcast(Species.F, a[aOffset + aRow + k]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            FloatVector x2 = FloatVector.broadcast(Species.F, a[aOffset + 2 * aRow + k]);
            c20 = x2.fma(y0, c20);
            c21 = x2.fma(y1, c21);
            b0 += bRow;
        }
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, Species.ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, Species.ORDER);
        c21.intoMemorySegment(c, cOffset + 2 * cRow + VECTOR, Species.ORDER);
    }

    /// A panel of 1 vector.
    static void single(int kc, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, long bRow,
            MemorySegment c, long cOffset, long cRow) {
        FloatVector c00 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow, Species.ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * cRow, Species.ORDER);
        long b0 = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector y0 = FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER);
            FloatVector x0 = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c00 = x0.fma(y0, c00);
            FloatVector x1 = FloatVector.broadcast(Species.F, a[aOffset + aRow + k]);
            c10 = x1.fma(y0, c10);
            FloatVector x2 = FloatVector.broadcast(Species.F, a[aOffset + 2 * aRow + k]);
            c20 = x2.fma(y0, c20);
            b0 += bRow;
        }
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, Species.ORDER);
    }
}
