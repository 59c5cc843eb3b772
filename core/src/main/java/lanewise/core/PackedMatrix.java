package lanewise.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.gemm.Blocking;
import lanewise.core.gemm.Packing;

/// The right-hand side of matrix products, laid out once in the order in which the kernels read it.
///
/// Worth its while for weights that stay the same over many products, above all over products with one row. It is a
/// copy: later changes of the matrix do not reach it. Immutable and thread-safe; the memory belongs to the arena, so
/// threads may share it if the arena is shared or automatic. The layout depends on the kernels in use and is never
/// written to a file.
public final class PackedMatrix {

    private final MemorySegment segment;
    private final int rows;
    private final int columns;

    private PackedMatrix(MemorySegment segment, int rows, int columns) {
        this.segment = segment;
        this.rows = rows;
        this.columns = columns;
    }

    /// Packs `op(b)`, which is `b` or its transpose.
    ///
    /// @param arena who owns the copy
    /// @param transpose whether to pack the transpose of `b`
    /// @param b the matrix
    /// @return the packed copy of `op(b)`
    /// @throws IllegalStateException if the arena of `b` was closed
    public static PackedMatrix pack(Arena arena, boolean transpose, Matrix b) {
        Objects.requireNonNull(arena, "arena");
        Objects.requireNonNull(b, "b").requireOpen("b");
        int k = transpose ? b.columns() : b.rows();
        int n = transpose ? b.rows() : b.columns();
        MemorySegment packed = arena.allocate(Blocking.packedBytes(k, n), Matrix.ALIGNMENT);
        long stride = (long) b.rowStride() * Float.BYTES;
        Packing.packB(b.segment(), 0, transpose ? Float.BYTES : stride, transpose ? stride : Float.BYTES, k, n, packed);
        return new PackedMatrix(packed.asReadOnly(), k, n);
    }

    /// Rows of `op(b)`: the length of the sums of a product.
    /// @return the number
    public int rows() {
        return rows;
    }

    /// Columns of `op(b)`.
    /// @return the number
    public int columns() {
        return columns;
    }

    /// The panels; see [Packing].
    MemorySegment segment() {
        return segment;
    }

    @Override
    public String toString() {
        return "PackedMatrix[" + rows + " x " + columns + "]";
    }
}
