package lanewise.core.random;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Uniform numbers from random words and what is compared with them. Loaded only where vector kernels run.
final class UniformLanes {

    private UniformLanes() {
    }

    /// Replaces 64 `blocks` words by (word >>> 8) / 2^24.
    static void uniforms(MemorySegment out, long offset, int blocks) {
        for (int i = 0; i < 64 * blocks; i += Species.LANES) {
            long at = offset + ((long) i << 2);
            FloatVector high = (FloatVector) FloatVector.fromMemorySegment(Species.F, out, at, Species.ORDER)
                    .reinterpretAsInts().lanewise(LSHR, 8).convertShape(I2F, Species.F, 0);
            high.mul(0x1p-24f).intoMemorySegment(out, at, Species.ORDER);
        }
    }

    /// out = uniform < probability ? 1 : 0 for the whole vectors of a run.
    /// @return how many elements that were
    static int below(MemorySegment uniform, long uniformOffset, MemorySegment probability, long probabilityOffset,
            MemorySegment out, long outOffset, int n) {
        int end = n - n % Species.LANES;
        for (int i = 0; i < end; i += Species.LANES) {
            long at = (long) i << 2;
            FloatVector u = FloatVector.fromMemorySegment(Species.F, uniform, uniformOffset + at, Species.ORDER);
            FloatVector p = FloatVector.fromMemorySegment(Species.F, probability, probabilityOffset + at,
                    Species.ORDER);
            FloatVector.zero(Species.F).blend(1f, u.lt(p)).intoMemorySegment(out, outOffset + at, Species.ORDER);
        }
        return end;
    }

    /// How many elements at the start of a run lie in [0, 1], counted in whole vectors.
    static int probabilities(MemorySegment probability, long offset, int n) {
        int i = 0;
        while (i + Species.LANES <= n) {
            FloatVector p = FloatVector.fromMemorySegment(Species.F, probability, offset + ((long) i << 2),
                    Species.ORDER);
            if (!p.compare(GE, 0f).and(p.compare(LE, 1f)).allTrue()) {
                return i;
            }
            i += Species.LANES;
        }
        return i;
    }
}
