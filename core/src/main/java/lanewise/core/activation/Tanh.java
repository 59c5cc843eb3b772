package lanewise.core.activation;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;

/// `tanh x`; derivative `1 - y^2`.
public record Tanh() implements Activation {

    @Override
    public float value(float x) {
        return lanewise.core.math.Tanh.tanh(x);
    }

    @Override
    public float derivative(float x, float y) {
        return Math.fma(-y, y, 1);
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? lanewise.core.math.Tanh.Lanes.run(x, xOffset, y, yOffset, n) : 0;
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
                FloatVector slope = v.neg().fma(v, broadcast(F, 1f));
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
            return whole;
        }
    }
}
