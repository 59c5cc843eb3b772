package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C = A * B for a tile of 8 rows x 1 vector, all three read and written where they lie, k ascending in each element.
///
/// A has any two strides, so it may be a transpose; B and C have any row stride; no alignment is assumed. There is no
/// kernel that adds to C: with free strides the optimising compiler makes it a fifth slower.
/// Registers: 8 accumulators + 1 of B + 8 of A = 17.
/// Van Zee and van de Geijn, ACM TOMS 41(3), 2015, section 3 (the rank-1 updates of the microkernel).
final class DirectKernel8x1 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private DirectKernel8x1() {
    }

    /// C = A * B, without reading C; strides and offsets in bytes.
    static void set(int kc, MemorySegment a, long aOffset, long aRow, long aStep, MemorySegment b, long bOffset,
            long bRow, MemorySegment c, long cOffset, long cRow) {
        FloatVector c00 = FloatVector.zero(Species.F);
        FloatVector c10 = FloatVector.zero(Species.F);
        FloatVector c20 = FloatVector.zero(Species.F);
        FloatVector c30 = FloatVector.zero(Species.F);
        FloatVector c40 = FloatVector.zero(Species.F);
        FloatVector c50 = FloatVector.zero(Species.F);
        FloatVector c60 = FloatVector.zero(Species.F);
        FloatVector c70 = FloatVector.zero(Species.F);
        long ak = aOffset;
        long row2 = 2 * aRow;
        long row3 = 3 * aRow;
        long row4 = 4 * aRow;
        long row5 = 5 * aRow;
        long row6 = 6 * aRow;
        long row7 = 7 * aRow;
        long bk = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak));
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + aRow));
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row2));
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row3));
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row4));
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row5));
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row6));
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(Species.F, a.get(Packing.FLOAT, ak + row7));
            c70 = a7.fma(b0, c70);
            ak += aStep;
            bk += bRow;
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
}
