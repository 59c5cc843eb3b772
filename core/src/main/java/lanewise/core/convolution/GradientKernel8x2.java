package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// `S += A^T * D` for 8 taps and 2 vectors of filters, the positions ascending.
///
/// A is read where it lies, at an offset for each position; D is a panel of 2 vectors, position after position.
/// Registers: 16 accumulators + 2 of D + those of A.
final class GradientKernel8x2 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;
    private static final long ROW = 2L * Species.LANES * Float.BYTES;

    private GradientKernel8x2() {
    }

    /// Position p reads 8 floats from `from[at + p] + tap`; S is 8 rows of 2 vectors.
    static void add(int positions, float[] a, int[] from, int at, int tap, MemorySegment d, long dOffset,
            MemorySegment s, long sOffset) {
        FloatVector s00 = FloatVector.fromMemorySegment(Species.F, s, sOffset, Species.ORDER);
        FloatVector s01 = FloatVector.fromMemorySegment(Species.F, s, sOffset + VECTOR, Species.ORDER);
        FloatVector s10 = FloatVector.fromMemorySegment(Species.F, s, sOffset + ROW, Species.ORDER);
        FloatVector s11 = FloatVector.fromMemorySegment(Species.F, s, sOffset + ROW + VECTOR, Species.ORDER);
        FloatVector s20 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 2 * ROW, Species.ORDER);
        FloatVector s21 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 2 * ROW + VECTOR, Species.ORDER);
        FloatVector s30 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 3 * ROW, Species.ORDER);
        FloatVector s31 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 3 * ROW + VECTOR, Species.ORDER);
        FloatVector s40 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 4 * ROW, Species.ORDER);
        FloatVector s41 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 4 * ROW + VECTOR, Species.ORDER);
        FloatVector s50 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 5 * ROW, Species.ORDER);
        FloatVector s51 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 5 * ROW + VECTOR, Species.ORDER);
        FloatVector s60 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 6 * ROW, Species.ORDER);
        FloatVector s61 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 6 * ROW + VECTOR, Species.ORDER);
        FloatVector s70 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 7 * ROW, Species.ORDER);
        FloatVector s71 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 7 * ROW + VECTOR, Species.ORDER);
        long dp = dOffset;
        for (int p = 0; p < positions; p++) {
            int first = from[at + p] + tap;
            FloatVector d0 = FloatVector.fromMemorySegment(Species.F, d, dp, Species.ORDER);
            FloatVector d1 = FloatVector.fromMemorySegment(Species.F, d, dp + VECTOR, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a[first]);
            s00 = a0.fma(d0, s00);
            s01 = a0.fma(d1, s01);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[first + 1]);
            s10 = a1.fma(d0, s10);
            s11 = a1.fma(d1, s11);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[first + 2]);
            s20 = a2.fma(d0, s20);
            s21 = a2.fma(d1, s21);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[first + 3]);
            s30 = a3.fma(d0, s30);
            s31 = a3.fma(d1, s31);
            FloatVector a4 = FloatVector.broadcast(Species.F, a[first + 4]);
            s40 = a4.fma(d0, s40);
            s41 = a4.fma(d1, s41);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[first + 5]);
            s50 = a5.fma(d0, s50);
            s51 = a5.fma(d1, s51);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[first + 6]);
            s60 = a6.fma(d0, s60);
            s61 = a6.fma(d1, s61);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[first + 7]);
            s70 = a7.fma(d0, s70);
            s71 = a7.fma(d1, s71);
            dp += ROW;
        }
        s00.intoMemorySegment(s, sOffset, Species.ORDER);
        s01.intoMemorySegment(s, sOffset + VECTOR, Species.ORDER);
        s10.intoMemorySegment(s, sOffset + ROW, Species.ORDER);
        s11.intoMemorySegment(s, sOffset + ROW + VECTOR, Species.ORDER);
        s20.intoMemorySegment(s, sOffset + 2 * ROW, Species.ORDER);
        s21.intoMemorySegment(s, sOffset + 2 * ROW + VECTOR, Species.ORDER);
        s30.intoMemorySegment(s, sOffset + 3 * ROW, Species.ORDER);
        s31.intoMemorySegment(s, sOffset + 3 * ROW + VECTOR, Species.ORDER);
        s40.intoMemorySegment(s, sOffset + 4 * ROW, Species.ORDER);
        s41.intoMemorySegment(s, sOffset + 4 * ROW + VECTOR, Species.ORDER);
        s50.intoMemorySegment(s, sOffset + 5 * ROW, Species.ORDER);
        s51.intoMemorySegment(s, sOffset + 5 * ROW + VECTOR, Species.ORDER);
        s60.intoMemorySegment(s, sOffset + 6 * ROW, Species.ORDER);
        s61.intoMemorySegment(s, sOffset + 6 * ROW + VECTOR, Species.ORDER);
        s70.intoMemorySegment(s, sOffset + 7 * ROW, Species.ORDER);
        s71.intoMemorySegment(s, sOffset + 7 * ROW + VECTOR, Species.ORDER);
    }
}
