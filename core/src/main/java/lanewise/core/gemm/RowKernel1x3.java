package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += a * B for one row over a panel of 2 vectors and one of 1, or over the panel of 2 alone; k
/// ascending in each element.
///
/// Two sums at least: one alone waits for the latency of its multiply-adds instead of for the memory. The panel of 1
/// begins at byte `tOffset` of B and its next k lies `tRow` bytes on; the rest is as in [RowKernel1x8].
final class RowKernel1x3 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private RowKernel1x3() {
    }

    static void multiply(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, long bRow, long tOffset,
            long tRow, MemorySegment c, long cOffset) {
        FloatVector c0 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        FloatVector c2 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * VECTOR, Species.ORDER);
        long b0 = bOffset;
        long b2 = tOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector x = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c0 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER), c0);
            c1 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0 + VECTOR, Species.ORDER), c1);
            c2 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b2, Species.ORDER), c2);
            b0 += bRow;
            b2 += tRow;
        }
        c0.intoMemorySegment(c, cOffset, Species.ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c2.intoMemorySegment(c, cOffset + 2 * VECTOR, Species.ORDER);
    }

    /// The panel of 2 vectors alone.
    static void pair(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, long bRow, MemorySegment c,
            long cOffset) {
        FloatVector c0 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
        long b0 = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector x = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c0 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER), c0);
            c1 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0 + VECTOR, Species.ORDER), c1);
            b0 += bRow;
        }
        c0.intoMemorySegment(c, cOffset, Species.ORDER);
        c1.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
    }
}
