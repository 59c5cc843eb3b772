package lanewise.core.activation;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Vector loops that several [Activation]s share; flat as [lanewise.core.kernel.Species] asks.
final class ActivationLanes {

    private ActivationLanes() {
    }

    /// `y[i] = max(x[i], lowest) factors[i]`, a NaN staying one; n is a multiple of a vector.
    static void multiply(float lowest, MemorySegment x, long xOffset, MemorySegment factors, MemorySegment y,
            long yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            long at = (long) i << 2;
            fromMemorySegment(F, y, yOffset + at, ORDER);
            FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
            v.blend(lowest, v.compare(VectorOperators.LT, lowest)).mul(fromMemorySegment(F, factors, at, ORDER))
                    .intoMemorySegment(y, yOffset + at, ORDER);
        }
    }
}
