package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C = A * B and C += A * B for a tile of 4 rows x 2 vectors, k ascending in each element.
///
/// A is a panel of 4 rows, [Blocking#A_STEP] floats from one k to the next, in a float array; B a panel of 2 vectors, k
/// after k; C any row stride, no alignment assumed. Registers: 8 accumulators + 2 of B + 4 of A = 14. Van Zee and van
/// de Geijn, ACM TOMS 41(3), 2015, section 3 (the rank-1 updates of the microkernel).
final class GemmKernel4x2 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;
    private static final int STEP = Blocking.A_STEP;

    private GemmKernel4x2() {
    }

    /// C = A * B, without reading C.
    static void set(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset,
            long cRow) {
        FloatVector c00 = FloatVector.zero(Species.F);
        FloatVector c01 = FloatVector.zero(Species.F);
        FloatVector c10 = FloatVector.zero(Species.F);
        FloatVector c11 = FloatVector.zero(Species.F);
        FloatVector c20 = FloatVector.zero(Species.F);
        FloatVector c21 = FloatVector.zero(Species.F);
        FloatVector c30 = FloatVector.zero(Species.F);
        FloatVector c31 = FloatVector.zero(Species.F);
        int ak = aOffset;
        long bk = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Species.F, b, bk + VECTOR, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            ak += STEP;
            bk += 2 * VECTOR;
        }
        FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, Species.ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, Species.ORDER);
        c21.intoMemorySegment(c, cOffset + 2 * cRow + VECTOR, Species.ORDER);
        c30.intoMemorySegment(c, cOffset + 3 * cRow, Species.ORDER);
        c31.intoMemorySegment(c, cOffset + 3 * cRow + VECTOR, Species.ORDER);
    }

    /// C += A * B.
    static void add(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset,
            long cRow) {
        FloatVector c00 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c01 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow, Species.ORDER);
        FloatVector c11 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow + VECTOR, Species.ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * cRow, Species.ORDER);
        FloatVector c21 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * cRow + VECTOR, Species.ORDER);
        FloatVector c30 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * cRow, Species.ORDER);
        FloatVector c31 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * cRow + VECTOR, Species.ORDER);
        int ak = aOffset;
        long bk = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Species.F, b, bk + VECTOR, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            ak += STEP;
            bk += 2 * VECTOR;
        }
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c01.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c11.intoMemorySegment(c, cOffset + cRow + VECTOR, Species.ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, Species.ORDER);
        c21.intoMemorySegment(c, cOffset + 2 * cRow + VECTOR, Species.ORDER);
        c30.intoMemorySegment(c, cOffset + 3 * cRow, Species.ORDER);
        c31.intoMemorySegment(c, cOffset + 3 * cRow + VECTOR, Species.ORDER);
    }
}
