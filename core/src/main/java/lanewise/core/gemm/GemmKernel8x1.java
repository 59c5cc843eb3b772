package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C = A * B and C += A * B for a tile of 8 rows x 1 vector, k ascending in each element.
///
/// A is a panel of 8 rows, k after k, in a float array; B a panel of 1 vector, k after k; C any row stride, no
/// alignment assumed. Registers: 8 accumulators + 1 of B + 8 of A = 17.
/// Van Zee and van de Geijn, ACM TOMS 41(3), 2015, section 3 (the rank-1 updates of the microkernel).
final class GemmKernel8x1 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private GemmKernel8x1() {
    }

    /// C = A * B, without reading C.
    static void set(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset,
            long cRow) {
        FloatVector c00 = FloatVector.zero(Species.F);
        FloatVector c10 = FloatVector.zero(Species.F);
        FloatVector c20 = FloatVector.zero(Species.F);
        FloatVector c30 = FloatVector.zero(Species.F);
        FloatVector c40 = FloatVector.zero(Species.F);
        FloatVector c50 = FloatVector.zero(Species.F);
        FloatVector c60 = FloatVector.zero(Species.F);
        FloatVector c70 = FloatVector.zero(Species.F);
        int ak = aOffset;
        long bk = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a[ak]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(Species.F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[ak + 6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[ak + 7]);
            c70 = a7.fma(b0, c70);
            ak += 8;
            bk += VECTOR;
        }
        FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, Species.ORDER);
        c30.intoMemorySegment(c, cOffset + 3 * cRow, Species.ORDER);
        c40.intoMemorySegment(c, cOffset + 4 * cRow, Species.ORDER);
        c50.intoMemorySegment(c, cOffset + 5 * cRow, Species.ORDER);
        c60.intoMemorySegment(c, cOffset + 6 * cRow, Species.ORDER);
        c70.intoMemorySegment(c, cOffset + 7 * cRow, Species.ORDER);
    }

    /// C += A * B.
    static void add(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset,
            long cRow) {
        FloatVector c00 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(Species.F, c, cOffset + cRow, Species.ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * cRow, Species.ORDER);
        FloatVector c30 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * cRow, Species.ORDER);
        FloatVector c40 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 4 * cRow, Species.ORDER);
        FloatVector c50 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 5 * cRow, Species.ORDER);
        FloatVector c60 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 6 * cRow, Species.ORDER);
        FloatVector c70 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 7 * cRow, Species.ORDER);
        int ak = aOffset;
        long bk = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a[ak]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(Species.F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[ak + 6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[ak + 7]);
            c70 = a7.fma(b0, c70);
            ak += 8;
            bk += VECTOR;
        }
        c00.intoMemorySegment(c, cOffset, Species.ORDER);
        c10.intoMemorySegment(c, cOffset + cRow, Species.ORDER);
        c20.intoMemorySegment(c, cOffset + 2 * cRow, Species.ORDER);
        c30.intoMemorySegment(c, cOffset + 3 * cRow, Species.ORDER);
        c40.intoMemorySegment(c, cOffset + 4 * cRow, Species.ORDER);
        c50.intoMemorySegment(c, cOffset + 5 * cRow, Species.ORDER);
        c60.intoMemorySegment(c, cOffset + 6 * cRow, Species.ORDER);
        c70.intoMemorySegment(c, cOffset + 7 * cRow, Species.ORDER);
    }
}
