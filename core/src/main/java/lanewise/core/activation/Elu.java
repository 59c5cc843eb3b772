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
import lanewise.core.math.Expm1;

/// `x` if x > 0, else `alpha * (e^x - 1)`; derivative alpha at 0 (Clevert, Unterthiner and Hochreiter, 2016).
///
/// @param alpha minus the limit at minus infinity, above 0
public record Elu(float alpha) implements Activation {

    /// Alpha 1.
    public Elu() {
        this(1);
    }

    /// Any alpha above 0.
    ///
    /// @throws IllegalArgumentException if alpha is not above 0 and finite
    public Elu {
        if (!(alpha > 0 && alpha < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alpha: " + alpha + ", expected a finite number above 0");
        }
    }

    @Override
    public float value(float x) {
        return x <= 0 ? Expm1.expm1(x) * alpha : x;
    }

    @Override
    public float derivative(float x, float y) {
        return y <= 0 ? y + alpha : 1;
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.forward(alpha, x, xOffset, y, yOffset, n) : 0;
        ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
    }

    @Override
    public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.backward(alpha, y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
        ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
    }

    private static final class Lanes {

        static int forward(float alpha, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                Expm1.Lanes.run(x, xOffset + at, s, 0, m);
                select(alpha, x, xOffset + at, s, y, yOffset + at, m);
            }
            return whole;
        }

        private static void select(float alpha, MemorySegment x, long xOffset, MemorySegment e, MemorySegment y,
                long yOffset, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector negative = fromMemorySegment(F, e, at, ORDER).mul(alpha);
                v.blend(negative, v.compare(VectorOperators.LE, 0f)).intoMemorySegment(y, yOffset + at, ORDER);
            }
        }

        static int backward(float alpha, MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, dx, dxOffset + at, ORDER);
                FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                FloatVector slope = broadcast(F, 1f).blend(v.add(alpha), v.compare(VectorOperators.LE, 0f));
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
            return whole;
        }
    }
}
