package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C = A * B and C += A * B for a tile of 8 rows x 2 vectors, k ascending in each element.
///
/// A is a panel of 8 rows, k after k, in a float array; B a panel of 2 vectors, k after k; C any row stride, no
/// alignment assumed. Registers: 16 accumulators + 2 of B + 8 of A = 26.
/// Van Zee and van de Geijn, ACM TOMS 41(3), 2015, section 3 (the rank-1 updates of the microkernel).
final class GemmKernel8x2 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private GemmKernel8x2() {
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
        FloatVector c40 = FloatVector.zero(Species.F);
        FloatVector c41 = FloatVector.zero(Species.F);
        FloatVector c50 = FloatVector.zero(Species.F);
        FloatVector c51 = FloatVector.zero(Species.F);
        FloatVector c60 = FloatVector.zero(Species.F);
        FloatVector c61 = FloatVector.zero(Species.F);
        FloatVector c70 = FloatVector.zero(Species.F);
        FloatVector c71 = FloatVector.zero(Species.F);
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
            FloatVector a4 = FloatVector.broadcast(Species.F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[ak + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[ak + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            ak += 8;
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
        c40.intoMemorySegment(c, cOffset + 4 * cRow, Species.ORDER);
        c41.intoMemorySegment(c, cOffset + 4 * cRow + VECTOR, Species.ORDER);
        c50.intoMemorySegment(c, cOffset + 5 * cRow, Species.ORDER);
        c51.intoMemorySegment(c, cOffset + 5 * cRow + VECTOR, Species.ORDER);
        c60.intoMemorySegment(c, cOffset + 6 * cRow, Species.ORDER);
        c61.intoMemorySegment(c, cOffset + 6 * cRow + VECTOR, Species.ORDER);
        c70.intoMemorySegment(c, cOffset + 7 * cRow, Species.ORDER);
        c71.intoMemorySegment(c, cOffset + 7 * cRow + VECTOR, Species.ORDER);
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
        FloatVector c40 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 4 * cRow, Species.ORDER);
        FloatVector c41 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 4 * cRow + VECTOR, Species.ORDER);
        FloatVector c50 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 5 * cRow, Species.ORDER);
        FloatVector c51 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 5 * cRow + VECTOR, Species.ORDER);
        FloatVector c60 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 6 * cRow, Species.ORDER);
        FloatVector c61 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 6 * cRow + VECTOR, Species.ORDER);
        FloatVector c70 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 7 * cRow, Species.ORDER);
        FloatVector c71 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 7 * cRow + VECTOR, Species.ORDER);
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
            FloatVector a4 = FloatVector.broadcast(Species.F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[ak + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[ak + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            ak += 8;
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
        c40.intoMemorySegment(c, cOffset + 4 * cRow, Species.ORDER);
        c41.intoMemorySegment(c, cOffset + 4 * cRow + VECTOR, Species.ORDER);
        c50.intoMemorySegment(c, cOffset + 5 * cRow, Species.ORDER);
        c51.intoMemorySegment(c, cOffset + 5 * cRow + VECTOR, Species.ORDER);
        c60.intoMemorySegment(c, cOffset + 6 * cRow, Species.ORDER);
        c61.intoMemorySegment(c, cOffset + 6 * cRow + VECTOR, Species.ORDER);
        c70.intoMemorySegment(c, cOffset + 7 * cRow, Species.ORDER);
        c71.intoMemorySegment(c, cOffset + 7 * cRow + VECTOR, Species.ORDER);
    }
}
