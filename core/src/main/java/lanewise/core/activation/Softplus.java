package lanewise.core.activation;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.core.kernel.Scratch;
import lanewise.core.math.Expm1;

/// `ln(1 + e^x)`; derivative `1 - e^-y` (Dugas, Bengio, Belisle, Nadeau and Garcia, 2001).
public record Softplus() implements Activation {

    @Override
    public float value(float x) {
        return lanewise.core.math.Softplus.softplus(x);
    }

    @Override
    public float derivative(float x, float y) {
        return -Expm1.expm1(-y);
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? lanewise.core.math.Softplus.Lanes.run(x, xOffset, y, yOffset, n) : 0;
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
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                negate(source, sourceOffset + at, s, m);
                Expm1.Lanes.run(s, 0, s, 0, m);
                slopes(s, dy, dyOffset + at, dx, dxOffset + at, m);
            }
            return whole;
        }

        private static void negate(MemorySegment source, long sourceOffset, MemorySegment out, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, source, sourceOffset + at, ORDER).neg().intoMemorySegment(out, at, ORDER);
            }
        }

        private static void slopes(MemorySegment less, MemorySegment dy, long dyOffset, MemorySegment dx,
                long dxOffset, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, dx, dxOffset + at, ORDER);
                FloatVector slope = fromMemorySegment(F, less, at, ORDER).neg();
                fromMemorySegment(F, dy, dyOffset + at, ORDER).mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
        }
    }
}
