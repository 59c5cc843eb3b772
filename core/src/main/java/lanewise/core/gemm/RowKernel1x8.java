package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += a * B for one row over 4 panels of 2 vectors, k ascending in each element.
///
/// a contiguous in a float array; panel p of B begins at `bOffset + p * bPanel` and its next k lies `bRow`
/// bytes on, which fits packed panels and plain row-major memory alike; C contiguous. Registers: 8
/// accumulators + 1 of B + 1 of a = 10.
final class RowKernel1x8 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private RowKernel1x8() {
    }

    static void multiply(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, long bPanel, long bRow,
            MemorySegment c, long cOffset) {
        FloatVector c0 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c2 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * VECTOR, Species.ORDER);
        FloatVector c3 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * VECTOR, Species.ORDER);
        FloatVector c4 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 4 * VECTOR, Species.ORDER);
        FloatVector c5 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 5 * VECTOR, Species.ORDER);
        FloatVector c6 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 6 * VECTOR, Species.ORDER);
        FloatVector c7 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 7 * VECTOR, Species.ORDER);
        long b0 = bOffset;
        long b2 = bOffset + bPanel;
        long b4 = bOffset + 2 * bPanel;
        long b6 = bOffset + 3 * bPanel;
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
            b0 += bRow;
            b2 += bRow;
            b4 += bRow;
            b6 += bRow;
        }
        c0.intoMemorySegment(c, cOffset, Species.ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, Species.ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, Species.ORDER);
        c4.intoMemorySegment(c, cOffset + 4 * VECTOR, Species.ORDER);
        c5.intoMemorySegment(c, cOffset + 5 * VECTOR, Species.ORDER);
        c6.intoMemorySegment(c, cOffset + 6 * VECTOR, Species.ORDER);
        c7.intoMemorySegment(c, cOffset + 7 * VECTOR, Species.ORDER);
    }
}
