package lanewise.core;

import java.lang.foreign.MemorySegment;

/// The scalar loops of [Activation] from an index on: the whole run without vectors, else what is left after the last whole vector.
final class ActivationRuns {

    private ActivationRuns() {
    }

    static void forward(Activation f, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int from, int n) {
        for (int i = from; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, f.value(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    static void backward(Activation f, MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int from, int n) {
        boolean needsInput = f.needsInput();
        for (int i = from; i < n; i++) {
            long at = (long) i << 2;
            float slope = f.derivative(needsInput ? x.get(Matrix.FLOAT, xOffset + at) : 0, y.get(Matrix.FLOAT, yOffset + at));
            dx.set(Matrix.FLOAT, dxOffset + at, dy.get(Matrix.FLOAT, dyOffset + at) * slope);
        }
    }
}
