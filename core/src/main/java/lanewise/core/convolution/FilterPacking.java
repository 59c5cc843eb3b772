package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Window;

/// Copies weights into the order in which the kernels read them.
///
/// Phase after phase ([Phases]; a convolution has one), panel after panel of output channels, link after link of the
/// chains, the weights of the panel's channels side by side; what a last panel is wider than its channels holds zeros.
/// The scalar twins read the weights row by row without gaps.
public final class FilterPacking {

    private FilterPacking() {
    }

    /// Bytes of packed weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether they are for the adjoint
    /// @return the number
    public static long bytes(Window window, boolean adjoint) {
        long taps = (long) window.kernelHeight() * window.kernelWidth();
        long channels = !Kernels.VECTOR ? (long) window.filters() * window.channels()
            : adjoint ? (long) window.filters() * Shapes.padded(window.channels())
            : (long) window.channels() * Shapes.padded(window.filters());
        return Math.multiplyExact(Math.multiplyExact(taps, channels), (long) Float.BYTES);
    }

    /// Packs weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether they are for the adjoint
    /// @param weight filters x taps
    /// @param packed [#bytes] bytes
    public static void pack(Window window, boolean adjoint, Matrix weight, MemorySegment packed) {
        if (!Kernels.VECTOR) {
            long row = 4L * window.taps();
            for (int f = 0; f < window.filters(); f++) {
                MemorySegment.copy(weight.segment(), weight.byteOffset(f, 0), packed, f * row, row);
            }
            return;
        }
        int stride = adjoint ? window.stride() : window.kernelHeight() + window.kernelWidth();
        long at = 0;
        for (int py = 0; py < Math.min(stride, adjoint ? window.kernelHeight() : 1); py++) {
            for (int px = 0; px < Math.min(stride, adjoint ? window.kernelWidth() : 1); px++) {
                at = phase(window, adjoint, py, px, weight, packed, at);
            }
        }
    }

    /// Packed weights on the heap, in an array that is large enough or a new one.
    ///
    /// @param packed what [#pack] wrote
    /// @param bytes how many
    /// @param room an array to use again, or null
    /// @return the array
    public static float[] onHeap(MemorySegment packed, long bytes, float[] room) {
        int n = Kernels.VECTOR ? Math.toIntExact(bytes / Float.BYTES) : 0;
        float[] floats = room != null && room.length >= n ? room : new float[n];
        MemorySegment.copy(packed, ScalarConvolution.FLOAT, 0, floats, 0, n);
        return floats;
    }

    /// Packs one phase, whose taps of the adjoint descend from the last, and returns where the next begins.
    private static long phase(Window w, boolean adjoint, int py, int px, Matrix weight, MemorySegment packed,
            long begin) {
        int outputs = adjoint ? w.channels() : w.filters();
        int inputs = adjoint ? w.filters() : w.channels();
        long row = weight.byteOffset(1, 0);
        long channel = 4L * w.kernelHeight() * w.kernelWidth();
        long outStep = adjoint ? channel : row;
        long inStep = adjoint ? row : channel;
        int downTaps = adjoint ? Phases.taps(w.kernelHeight(), w.stride(), py) : w.kernelHeight();
        int acrossTaps = adjoint ? Phases.taps(w.kernelWidth(), w.stride(), px) : w.kernelWidth();
        long at = begin;
        for (int j = 0; j < outputs; j += Shapes.NR) {
            int width = Shapes.width(outputs, j);
            int columns = Math.min(width, outputs - j);
            for (int ty = 0; ty < downTaps; ty++) {
                for (int tx = 0; tx < acrossTaps; tx++) {
                    int ky = adjoint ? py + (downTaps - 1 - ty) * w.stride() : ty;
                    int kx = adjoint ? px + (acrossTaps - 1 - tx) * w.stride() : tx;
                    long from = 4L * (ky * w.kernelWidth() + kx) + j * outStep;
                    for (int i = 0; i < inputs; i++) {
                        row(weight.segment(), from + i * inStep, outStep, columns, packed, at, width);
                        at += 4L * width;
                    }
                }
            }
        }
        return at;
    }

    private static void row(MemorySegment weight, long from, long step, int columns, MemorySegment packed, long at,
            int width) {
        for (int c = 0; c < columns; c++) {
            packed.set(ScalarConvolution.FLOAT, at + 4L * c, weight.get(ScalarConvolution.FLOAT, from + c * step));
        }
        for (int c = columns; c < width; c++) {
            packed.set(ScalarConvolution.FLOAT, at + 4L * c, 0);
        }
    }
}
