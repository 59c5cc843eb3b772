package lanewise.core.kernel;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The vector loops of [lanewise.core.kernel.Dropout]; n is a multiple of a vector.
public final class DropoutLoops {

    private DropoutLoops() {
    }

    /// `u_i = u_i < threshold ? 0 : kept`.
    public static void mask(MemorySegment u, long offset, float threshold, float kept, int n) {
        FloatVector factor = FloatVector.broadcast(F, kept);
        FloatVector zero = FloatVector.zero(F);
        for (int i = 0; i < n; i += LANES) {
            long at = offset + ((long) i << 2);
            factor.blend(zero, fromMemorySegment(F, u, at, ORDER).compare(VectorOperators.LT, threshold))
                    .intoMemorySegment(u, at, ORDER);
        }
    }

    /// `y_i = x_i m_i`.
    public static void multiply(MemorySegment x, long xOffset, MemorySegment m, long mOffset, MemorySegment y,
            long yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            long at = (long) i << 2;
            fromMemorySegment(F, y, yOffset + at, ORDER);
            fromMemorySegment(F, x, xOffset + at, ORDER).mul(fromMemorySegment(F, m, mOffset + at, ORDER))
                    .intoMemorySegment(y, yOffset + at, ORDER);
        }
    }
}
