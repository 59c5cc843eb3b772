package lanewise.core.activation;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;

/// The contiguous runs that an [Activation] goes over, and its scalar loops from an index on: the whole run without
/// vectors, else what is left after the last whole vector.
final class ActivationRuns {

    private ActivationRuns() {
    }

    /// Elements in each run of a matrix: a row, or all rows at once if there are no gaps between them.
    static int length(Matrix x, boolean dense) {
        return dense ? Math.multiplyExact(x.rows(), x.columns()) : x.columns();
    }

    static void forward(Activation f, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int from, int n) {
        for (int i = from; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, f.value(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    static void backward(Activation f, MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy,
            long dyOffset, MemorySegment dx, long dxOffset, int from, int n) {
        boolean needsInput = f.needsInput();
        for (int i = from; i < n; i++) {
            long at = (long) i << 2;
            float slope = f.derivative(needsInput ? x.get(Matrix.FLOAT, xOffset + at) : 0,
                    y.get(Matrix.FLOAT, yOffset + at));
            dx.set(Matrix.FLOAT, dxOffset + at, dy.get(Matrix.FLOAT, dyOffset + at) * slope);
        }
    }
}
