package lanewise.core.activation;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;

/// `1 / (1 + e^-x)`; derivative `y (1 - y)`.
public record Sigmoid() implements Activation {

    @Override
    public float value(float x) {
        return lanewise.core.math.Sigmoid.sigmoid(x);
    }

    @Override
    public float derivative(float x, float y) {
        return y * (1 - y);
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? lanewise.core.math.Sigmoid.Lanes.run(x, xOffset, y, yOffset, n) : 0;
        ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
    }

    @Override
    public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
        ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
    }

    private static final class Lanes {

        static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, dx, dxOffset + at, ORDER);
                FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                FloatVector slope = v.mul(broadcast(F, 1f).sub(v));
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
            return whole;
        }
    }
}
