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
import lanewise.core.kernel.Scratch;

/// `x sigmoid(x)` (Elfwing, Uchibe and Doya, 2018).
public record Silu() implements Activation {

    // Beyond, value and derivative have their limits; infinities would meet a zero there.
    private static final float LIMIT = 200;

    @Override
    public boolean needsInput() {
        return true;
    }

    @Override
    public float value(float x) {
        return (x < -LIMIT ? -LIMIT : x) * lanewise.core.math.Sigmoid.sigmoid(x);
    }

    @Override
    public float derivative(float x, float y) {
        float s = lanewise.core.math.Sigmoid.sigmoid(x);
        float c = Math.abs(x) > LIMIT ? LIMIT : x;
        return s * Math.fma(c, 1 - s, 1);
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
        ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
    }

    @Override
    public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n) : 0;
        ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
    }

    private static final class Lanes {

        static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                lanewise.core.math.Sigmoid.Lanes.run(x, xOffset + at, s, 0, m);
                ActivationLanes.multiply(-LIMIT, x, xOffset + at, s, y, yOffset + at, m);
            }
            return whole;
        }

        static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int whole = F.loopBound(n);
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                lanewise.core.math.Sigmoid.Lanes.run(source, sourceOffset + at, s, 0, m);
                slopes(source, sourceOffset + at, s, dy, dyOffset + at, dx, dxOffset + at, m);
            }
            return whole;
        }

        private static void slopes(MemorySegment source, long sourceOffset, MemorySegment sigmoid, MemorySegment dy,
                long dyOffset, MemorySegment dx, long dxOffset, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, dx, dxOffset + at, ORDER);
                FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                FloatVector s = fromMemorySegment(F, sigmoid, at, ORDER);
                FloatVector c = v.blend(LIMIT, v.abs().compare(VectorOperators.GT, LIMIT));
                FloatVector one = broadcast(F, 1f);
                FloatVector slope = s.mul(c.fma(one.sub(s), one));
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
        }
    }
}
