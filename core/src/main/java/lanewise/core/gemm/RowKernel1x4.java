package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += a * B for one row over 2 panels of 2 vectors, k ascending in each element; arguments as in [RowKernel1x8].
final class RowKernel1x4 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private RowKernel1x4() {
    }

    static void multiply(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, long bPanel, long bRow,
            MemorySegment c, long cOffset) {
        FloatVector c0 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c2 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * VECTOR, Species.ORDER);
        FloatVector c3 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * VECTOR, Species.ORDER);
        long b0 = bOffset;
        long b2 = bOffset + bPanel;
        for (int k = 0; k < kc; k++) {
            FloatVector x = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c0 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER), c0);
            c1 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0 + VECTOR, Species.ORDER), c1);
            c2 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b2, Species.ORDER), c2);
            c3 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b2 + VECTOR, Species.ORDER), c3);
            b0 += bRow;
            b2 += bRow;
        }
        c0.intoMemorySegment(c, cOffset, Species.ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, Species.ORDER);
        c3.intoMemorySegment(c, cOffset + 3 * VECTOR, Species.ORDER);
    }
}
