package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Vector loops that move rows of B into panels.
final class PackKernels {

    private static final int STEP = Species.LANES;
    private static final long BYTES = (long) STEP * Float.BYTES;

    private PackKernels() {
    }

    /// Copies `rows` runs of `width` floats (a multiple of the vector length) to one run after the other.
    static void copyRows(MemorySegment from, long offset, long rowStride, int rows, int width, MemorySegment to, long toOffset) {
        long source = offset;
        long target = toOffset;
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j += STEP) {
                long at = (long) j * Float.BYTES;
                FloatVector.fromMemorySegment(Species.F, from, source + at, Species.ORDER).intoMemorySegment(to, target, Species.ORDER);
                target += BYTES;
            }
            source += rowStride;
        }
    }
}
