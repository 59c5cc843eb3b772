package lanewise.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.gemm.Blocking;
import lanewise.core.gemm.NarrowPacking;
import lanewise.core.gemm.Packing;

/// The right-hand side of matrix products, laid out once in the order in which the kernels read it.
///
/// Worth its while for weights that stay the same over many products, above all over products with one row. It is a
/// copy: later changes of the matrix do not reach it. Immutable and thread-safe; the memory belongs to the arena, so
/// threads may share it if the arena is shared or automatic. The layout depends on the kernels in use and is never
/// written to a file.
public final class PackedMatrix {

    private final Storage storage;
    private final MemorySegment segment;
    private final MemorySegment scales;
    private final int rows;
    private final int columns;

    private PackedMatrix(Storage storage, MemorySegment segment, MemorySegment scales, int rows, int columns) {
        this.storage = storage;
        this.segment = segment;
        this.scales = scales;
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
        return new PackedMatrix(Storage.FLOAT32, packed.asReadOnly(), null, k, n);
    }

    /// Packs `op(b)` with narrower weights: columns are output units.
    ///
    /// @param arena who owns the copy
    /// @param transpose whether to pack the transpose of `b`
    /// @param b the matrix; values that the storage has no finite form of become infinities or NaN, see
    /// [Storage#round(Matrix)]
    /// @param storage how the weights are stored
    /// @return the packed copy of `op(b)`, rounded as the storage says
    /// @throws IllegalStateException if the arena of `b` was closed
    public static PackedMatrix pack(Arena arena, boolean transpose, Matrix b, Storage storage) {
        if (Objects.requireNonNull(storage, "storage") == Storage.FLOAT32) {
            return pack(arena, transpose, b);
        }
        Objects.requireNonNull(arena, "arena");
        Objects.requireNonNull(b, "b").requireOpen("b");
        int k = transpose ? b.columns() : b.rows();
        int n = transpose ? b.rows() : b.columns();
        MemorySegment packed = arena.allocate(NarrowPacking.bytes(storage, k, n), Matrix.ALIGNMENT);
        MemorySegment scales = storage == Storage.INT8 ? arena.allocate((long) n * Float.BYTES, Matrix.ALIGNMENT)
                : null;
        long stride = (long) b.rowStride() * Float.BYTES;
        NarrowPacking.pack(storage, b.segment(), transpose ? Float.BYTES : stride, transpose ? stride : Float.BYTES, k,
                n, packed, scales);
        return new PackedMatrix(storage, packed.asReadOnly(), scales == null ? null : scales.asReadOnly(), k, n);
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

    /// How the weights are stored.
    /// @return the storage
    public Storage storage() {
        return storage;
    }

    /// The scale of each column, for int8; else null.
    MemorySegment scales() {
        return scales;
    }

    /// The panels; see [Packing] and [NarrowPacking].
    MemorySegment segment() {
        return segment;
    }

    @Override
    public String toString() {
        return "PackedMatrix[" + rows + " x " + columns + (storage == Storage.FLOAT32 ? "" : ", " + storage.id()) + "]";
    }
}
