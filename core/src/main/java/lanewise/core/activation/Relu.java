package lanewise.core.activation;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.Kernels;

/// `max(x, 0)`; derivative 0 at 0 (Nair and Hinton, 2010).
public record Relu() implements Activation {

    @Override
    public float value(float x) {
        return x <= 0 ? 0 : x;
    }

    @Override
    public float derivative(float x, float y) {
        return y <= 0 ? 0 : 1;
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
        ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
    }

    @Override
    public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
        ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
    }

    private static final class Lanes {

        static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }

        static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, dx, dxOffset + at, ORDER);
                FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                FloatVector slope = broadcast(F, 1f).blend(0f, v.compare(VectorOperators.LE, 0f));
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
            return whole;
        }
    }
}
