package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C = A * B for a tile of 4 rows x 2 vectors, all three read and written where they lie, k ascending in each element.
///
/// A has any two strides, so it may be a transpose; B and C have any row stride; no alignment is assumed. There is no
/// kernel that adds to C: with free strides the optimising compiler makes it a fifth slower.
/// Registers: 8 accumulators + 2 of B + 4 of A = 14.
/// Van Zee and van de Geijn, ACM TOMS 41(3), 2015, section 3 (the rank-1 updates of the microkernel).
final class DirectKernel4x2 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private DirectKernel4x2() {
    }

    /// C = A * B, without reading C; strides and offsets in bytes.
    static void set(int kc, MemorySegment a, long aOffset, long aRow, long aStep, MemorySegment b, long bOffset,
            long bRow, MemorySegment c, long cOffset, long cRow) {
        FloatVector c00 = FloatVector.zero(Species.F);
        FloatVector c01 = FloatVector.zero(Species.F);
        FloatVector c10 = FloatVector.zero(Species.F);
        FloatVector c11 = FloatVector.zero(Species.F);
        FloatVector c20 = FloatVector.zero(Species.F);
        FloatVector c21 = FloatVector.zero(Species.F);
        FloatVector c30 = FloatVector.zero(Species.F);
        FloatVector c31 = FloatVector.zero(Species.F);
        long ak = aOffset;
        long row2 = 2 * aRow;
        long row3 = 3 * aRow;
        long bk = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Species.F, b, bk + VECTOR, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak));
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + aRow));
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row2));
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row3));
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            ak += aStep;
            bk += bRow;
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
}
