package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += a * B for one row and one vector of columns, k ascending in each element: the rest that [RowKernel1x8] leaves.
///
/// a contiguous in a float array; the next k of B lies `bRow` bytes on.
final class RowKernel1x1 {

    private RowKernel1x1() {
    }

    static void multiply(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, long bRow, MemorySegment c,
            long cOffset) {
        FloatVector c0 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        long b0 = bOffset;
        for (int k = 0; k < kc; k++) {
            FloatVector x = FloatVector.broadcast(Species.F, a[aOffset + k]);
            c0 = x.fma(FloatVector.fromMemorySegment(Species.F, b, b0, Species.ORDER), c0);
            b0 += bRow;
        }
        c0.intoMemorySegment(c, cOffset, Species.ORDER);
    }
}
