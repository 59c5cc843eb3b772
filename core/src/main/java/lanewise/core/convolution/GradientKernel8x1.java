package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// `S += A^T * D` for 8 taps and 1 vector of filters, the positions ascending.
///
/// A is read where it lies, at an offset for each position; D is a panel of 1 vector, position after position.
/// Registers: 8 accumulators + 1 of D + those of A.
final class GradientKernel8x1 {

    private static final long ROW = 1L * Species.LANES * Float.BYTES;

    private GradientKernel8x1() {
    }

    /// Position p reads 8 floats from `from[at + p] + tap`; S is 8 rows of 1 vector.
    static void add(int positions, float[] a, int[] from, int at, int tap, MemorySegment d, long dOffset,
            MemorySegment s, long sOffset) {
        FloatVector s00 = FloatVector.fromMemorySegment(Species.F, s, sOffset, Species.ORDER);
        FloatVector s10 = FloatVector.fromMemorySegment(Species.F, s, sOffset + ROW, Species.ORDER);
        FloatVector s20 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 2 * ROW, Species.ORDER);
        FloatVector s30 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 3 * ROW, Species.ORDER);
        FloatVector s40 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 4 * ROW, Species.ORDER);
        FloatVector s50 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 5 * ROW, Species.ORDER);
        FloatVector s60 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 6 * ROW, Species.ORDER);
        FloatVector s70 = FloatVector.fromMemorySegment(Species.F, s, sOffset + 7 * ROW, Species.ORDER);
        long dp = dOffset;
        for (int p = 0; p < positions; p++) {
            int first = from[at + p] + tap;
            FloatVector d0 = FloatVector.fromMemorySegment(Species.F, d, dp, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, a[first]);
            s00 = a0.fma(d0, s00);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[first + 1]);
            s10 = a1.fma(d0, s10);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[first + 2]);
            s20 = a2.fma(d0, s20);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[first + 3]);
            s30 = a3.fma(d0, s30);
            FloatVector a4 = FloatVector.broadcast(Species.F, a[first + 4]);
            s40 = a4.fma(d0, s40);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[first + 5]);
            s50 = a5.fma(d0, s50);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[first + 6]);
            s60 = a6.fma(d0, s60);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[first + 7]);
            s70 = a7.fma(d0, s70);
            dp += ROW;
        }
        s00.intoMemorySegment(s, sOffset, Species.ORDER);
        s10.intoMemorySegment(s, sOffset + ROW, Species.ORDER);
        s20.intoMemorySegment(s, sOffset + 2 * ROW, Species.ORDER);
        s30.intoMemorySegment(s, sOffset + 3 * ROW, Species.ORDER);
        s40.intoMemorySegment(s, sOffset + 4 * ROW, Species.ORDER);
        s50.intoMemorySegment(s, sOffset + 5 * ROW, Species.ORDER);
        s60.intoMemorySegment(s, sOffset + 6 * ROW, Species.ORDER);
        s70.intoMemorySegment(s, sOffset + 7 * ROW, Species.ORDER);
    }
}
