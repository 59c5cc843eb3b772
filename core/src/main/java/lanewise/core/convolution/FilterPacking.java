package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Window;

/// Copies weights into the order in which the kernels read them. The scalar twins read them row by row without gaps.
public final class FilterPacking {

    private FilterPacking() {
    }

    /// Bytes of packed weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether they are for the adjoint
    /// @return the number
    public static long bytes(Window window, boolean adjoint) {
        return Math.multiplyExact(Math.multiplyExact((long) window.filters(), window.taps()), (long) Float.BYTES);
    }

    /// Packs weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether they are for the adjoint
    /// @param weight filters x taps
    /// @param packed [#bytes] bytes
    public static void pack(Window window, boolean adjoint, Matrix weight, MemorySegment packed) {
        long row = 4L * window.taps();
        for (int f = 0; f < window.filters(); f++) {
            MemorySegment.copy(weight.segment(), weight.byteOffset(f, 0), packed, f * row, row);
        }
    }
}
