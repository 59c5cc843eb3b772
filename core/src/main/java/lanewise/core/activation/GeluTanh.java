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

/// `x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))` (Hendrycks and Gimpel, 2016), computed as
/// `x sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3))`: no cancellation.
public record GeluTanh() implements Activation {

    // Beyond, value and derivative have their limits; infinities would meet a zero there.
    private static final float LIMIT = 20;
    // 2 sqrt(2 / pi), and that times 0.044715 and times 3 * 0.044715
    private static final float LINEAR = 1.5957691f;
    private static final float CUBIC = 0.071354816f;
    private static final float CUBIC_SLOPE = 0.21406445f;

    @Override
    public boolean needsInput() {
        return true;
    }

    @Override
    public float value(float x) {
        float c = x < -LIMIT ? -LIMIT : x;
        return c * lanewise.core.math.Sigmoid.sigmoid(c * Math.fma(c * c, CUBIC, LINEAR));
    }

    @Override
    public float derivative(float x, float y) {
        float c = x > LIMIT ? LIMIT : x;
        c = c < -LIMIT ? -LIMIT : c;
        float square = c * c;
        float s = lanewise.core.math.Sigmoid.sigmoid(c * Math.fma(square, CUBIC, LINEAR));
        return Math.fma(c * (s * (1 - s)), Math.fma(square, CUBIC_SLOPE, LINEAR), s);
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
                arguments(x, xOffset + at, s, m);
                lanewise.core.math.Sigmoid.Lanes.run(s, 0, s, 0, m);
                ActivationLanes.multiply(-LIMIT, x, xOffset + at, s, y, yOffset + at, m);
            }
            return whole;
        }

        /// `c (LINEAR + CUBIC c^2)` with c held between -LIMIT and LIMIT: beyond the upper one the
        /// sigmoid is 1 either way.
        private static void arguments(MemorySegment x, long xOffset, MemorySegment u, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, u, at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                c.mul(c.mul(c).fma(broadcast(F, CUBIC), broadcast(F, LINEAR))).intoMemorySegment(u, at, ORDER);
            }
        }

        static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int whole = F.loopBound(n);
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                arguments(source, sourceOffset + at, s, m);
                lanewise.core.math.Sigmoid.Lanes.run(s, 0, s, 0, m);
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
                FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                FloatVector s = fromMemorySegment(F, sigmoid, at, ORDER);
                FloatVector steep = c.mul(s.mul(broadcast(F, 1f).sub(s)));
                FloatVector slope = steep.fma(c.mul(c).fma(broadcast(F, CUBIC_SLOPE), broadcast(F, LINEAR)), s);
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
        }
    }
}
