package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Vector loops over contiguous runs of C: zero, scale, add a bias.
final class RowKernels {

    private static final int STEP = Species.LANES;

    private RowKernels() {
    }

    /// `c[i] = 0`
    static void zero(MemorySegment c, long offset, int n) {
        int i = 0;
        for (; i <= n - STEP; i += STEP) {
            FloatVector.fromMemorySegment(Species.F, c, offset + ((long) i << 2), Species.ORDER);
            FloatVector.zero(Species.F).intoMemorySegment(c, offset + ((long) i << 2), Species.ORDER);
        }
        for (; i < n; i++) {
            c.set(Packing.FLOAT, offset + ((long) i << 2), 0);
        }
    }

    /// `c[i] = beta * c[i]`
    static void scale(float beta, MemorySegment c, long offset, int n) {
        int i = 0;
        for (; i <= n - STEP; i += STEP) {
            long at = offset + ((long) i << 2);
            FloatVector.fromMemorySegment(Species.F, c, at, Species.ORDER).mul(beta)
                    .intoMemorySegment(c, at, Species.ORDER);
        }
        for (; i < n; i++) {
            long at = offset + ((long) i << 2);
            c.set(Packing.FLOAT, at, beta * c.get(Packing.FLOAT, at));
        }
    }

    /// `c[i] = c[i] + b[i]`
    static void add(MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n) {
        int i = 0;
        for (; i <= n - STEP; i += STEP) {
            long at = (long) i << 2;
            FloatVector bias = FloatVector.fromMemorySegment(Species.F, b, bOffset + at, Species.ORDER);
            FloatVector.fromMemorySegment(Species.F, c, cOffset + at, Species.ORDER).add(bias)
                    .intoMemorySegment(c, cOffset + at, Species.ORDER);
        }
        for (; i < n; i++) {
            long at = (long) i << 2;
            c.set(Packing.FLOAT, cOffset + at, c.get(Packing.FLOAT, cOffset + at) + b.get(Packing.FLOAT, bOffset + at));
        }
    }
}
