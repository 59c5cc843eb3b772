package lanewise.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.convolution.FilterPacking;

/// The weights of a convolution or of its adjoint, laid out once in the order in which the kernels read them.
///
/// Worth its while for weights that stay the same over many calls on few images. It is a copy: later changes of the
/// matrix do not reach it. Immutable and thread-safe; the memory belongs to the arena, so threads may share it if the
/// arena is shared or automatic. The layout depends on the kernels in use and is never written to a file.
public final class PackedFilters {

    private final Window window;
    private final boolean adjoint;
    private final MemorySegment segment;
    private final float[] panels;

    private PackedFilters(Window window, boolean adjoint, MemorySegment segment) {
        this.window = window;
        this.adjoint = adjoint;
        this.segment = segment;
        panels = FilterPacking.onHeap(segment, segment.byteSize(), null);
    }

    /// Packs weights for [Convolution#forward(Window, Matrix, PackedFilters, Matrix, Epilogue, Workspace)].
    ///
    /// @param arena who owns the copy
    /// @param window the geometry
    /// @param weight filters x taps
    /// @return the packed copy
    /// @throws IllegalArgumentException if the weights have another shape
    /// @throws IllegalStateException if their arena was closed
    public static PackedFilters forForward(Arena arena, Window window, Matrix weight) {
        return pack(arena, window, weight, false);
    }

    /// Packs weights for [Convolution#adjoint(Window, Matrix, PackedFilters, Matrix, Epilogue, Workspace)].
    ///
    /// @param arena who owns the copy
    /// @param window the geometry
    /// @param weight filters x taps
    /// @return the packed copy
    /// @throws IllegalArgumentException if the weights have another shape
    /// @throws IllegalStateException if their arena was closed
    public static PackedFilters forAdjoint(Arena arena, Window window, Matrix weight) {
        return pack(arena, window, weight, true);
    }

    private static PackedFilters pack(Arena arena, Window window, Matrix weight, boolean adjoint) {
        Objects.requireNonNull(arena, "arena");
        Convolution.requireWeight(window, weight);
        MemorySegment packed = arena.allocate(FilterPacking.bytes(window, adjoint), Matrix.ALIGNMENT);
        FilterPacking.pack(window, adjoint, weight, packed);
        return new PackedFilters(window, adjoint, packed.asReadOnly());
    }

    /// The geometry for which the weights were packed.
    /// @return the window
    public Window window() {
        return window;
    }

    /// Whether the weights are those of the adjoint.
    /// @return true for the adjoint, false for the convolution itself
    public boolean isAdjoint() {
        return adjoint;
    }

    /// The panels; see [FilterPacking].
    MemorySegment segment() {
        return segment;
    }

    /// The same on the heap.
    float[] panels() {
        return panels;
    }

    @Override
    public String toString() {
        return "PackedFilters[" + (adjoint ? "adjoint of " : "") + window + "]";
    }
}
