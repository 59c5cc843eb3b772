package lanewise.core.activation;

import java.lang.foreign.MemorySegment;

/// `y = x`: no activation.
public record Identity() implements Activation {

    @Override
    public float value(float x) {
        return x;
    }

    @Override
    public float derivative(float x, float y) {
        return 1;
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        MemorySegment.copy(x, xOffset, y, yOffset, (long) n << 2);
    }

    @Override
    public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        MemorySegment.copy(dy, dyOffset, dx, dxOffset, (long) n << 2);
    }
}
