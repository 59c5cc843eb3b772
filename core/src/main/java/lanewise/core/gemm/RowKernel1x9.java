package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += a * B for one row over 4 panels of 2 vectors and one of 1, k ascending in each element.
///
/// The panel of 1 begins at byte `tOffset` of B and its next k lies `tRow` bytes on; the rest is as in [RowKernel1x8].
/// A vector alone would wait for the latency of its multiply-adds instead of for the memory. Registers: 9
/// accumulators + 1 of B + 1 of a = 11.
final class RowKernel1x9 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private RowKernel1x9() {
    }

    static void multiply(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, long bPanel, long bRow,
            long tOffset, long tRow, MemorySegment c, long cOffset) {
        FloatVector c0 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c2 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * VECTOR, Species.ORDER);
        FloatVector c3 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * VECTOR, Species.ORDER);
        FloatVector c4 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 4 * VECTOR, Species.ORDER);
        FloatVector c5 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 5 * VECTOR, Species.ORDER);
        FloatVector c6 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 6 * VECTOR, Species.ORDER);
        FloatVector c7 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 7 * VECTOR, Species.ORDER);
        FloatVector c8 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 8 * VECTOR, Species.ORDER);
        long b0 = bOffset;
        long b2 = bOffset + bPanel;
        long b4 = bOffset + 2 * bPanel;
        long b6 = bOffset + 3 * bPanel;
        long b8 = tOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector x = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c0 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER), c0);
            c1 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0 + VECTOR, Species.ORDER), c1);
            c2 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b2, Species.ORDER), c2);
            c3 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b2 + VECTOR, Species.ORDER), c3);
            c4 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b4, Species.ORDER), c4);
            c5 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b4 + VECTOR, Species.ORDER), c5);
            c6 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b6, Species.ORDER), c6);
            c7 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b6 + VECTOR, Species.ORDER), c7);
            c8 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b8, Species.ORDER), c8);
            b0 += bRow;
            b2 += bRow;
            b4 += bRow;
            b6 += bRow;
            b8 += tRow;
        }
        c0.intoMemorySegment(c, cOffset, Species.ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, Species.ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, Species.ORDER);
        c4.intoMemorySegment(c, cOffset + 4 * VECTOR, Species.ORDER);
        c5.intoMemorySegment(c, cOffset + 5 * VECTOR, Species.ORDER);
        c6.intoMemorySegment(c, cOffset + 6 * VECTOR, Species.ORDER);
        c7.intoMemorySegment(c, cOffset + 7 * VECTOR, Species.ORDER);
        c8.intoMemorySegment(c, cOffset + 8 * VECTOR, Species.ORDER);
    }
}
