package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// Tiles of products that read A where it lies, and B too where its rows are contiguous: nothing is packed that is
/// used only a few times.
///
/// Tiles are 4 x 2 vectors, or 8 x 1 in a last panel that is one vector wide.
final class DirectPath {

    /// Rows of a tile of two vectors.
    static final int WIDE_ROWS = 4;

    /// Rows of a tile of one vector.
    static final int NARROW_ROWS = 8;

    private DirectPath() {
    }

    /// Fewest rows. A packed matrix may end in a panel of one vector, whose kernel takes 8 rows, and more
    /// registers than 16.
    static int fewestRows(boolean packed) {
        return !packed ? WIDE_ROWS : Blocking.LANES == 16 ? NARROW_ROWS : Integer.MAX_VALUE;
    }

    /// Columns that the kernel for a panel of `columns` columns reads and writes.
    static int width(int rows, int columns) {
        return columns <= Blocking.LANES && Blocking.LANES == 16 && rows >= NARROW_ROWS ? Blocking.LANES : Blocking.NR;
    }

    /// C = A * B for `rows` rows of C (at least 4) and a panel of `columns` columns, `width` in B.
    static void multiply(int kc, MemorySegment a, long aOffset, long aRow, long aStep, MemorySegment b, long bOffset,
            long bRow, int width, MemorySegment c, long cOffset, long cRow, int rows, int columns,
            MemorySegment scratch) {
        int step = width == Blocking.NR ? WIDE_ROWS : NARROW_ROWS;
        int whole = columns == width ? rows / step * step : 0;
        for (int i = 0; i < whole; i += step) {
            tile(width, kc, a, aOffset + i * aRow, aRow, aStep, b, bOffset, bRow, c, cOffset + i * cRow, cRow);
        }
        long scratchRow = (long) width * Float.BYTES;
        for (int i = whole; i < rows; i += step) {
            // The last tile may overlap the one before; only its own rows are copied to C.
            int first = Math.min(i, rows - step);
            int own = Math.min(step, rows - i);
            long at = (i - first) * scratchRow;
            tile(width, kc, a, aOffset + first * aRow, aRow, aStep, b, bOffset, bRow, scratch, 0, scratchRow);
            TileKernels.store(scratch, at, scratchRow, c, cOffset + i * cRow, cRow, own, columns);
        }
    }

    /// Runs the kernel for a width in the scratch tile alone, for the JIT compiler to count.
    static void rehearse(int kc, int width, MemorySegment scratch) {
        tile(width, kc, scratch, 0, Float.BYTES, Float.BYTES, scratch, 0, Float.BYTES, scratch, 0,
                (long) width * Float.BYTES);
    }

    /// Runs the kernel for a width.
    static void tile(int width, int kc, MemorySegment a, long aOffset, long aRow, long aStep, MemorySegment b,
            long bOffset, long bRow, MemorySegment c, long cOffset, long cRow) {
        if (width == Blocking.NR) {
            DirectKernel4x2.set(kc, a, aOffset, aRow, aStep, b, bOffset, bRow, c, cOffset, cRow);
        } else {
            DirectKernel8x1.set(kc, a, aOffset, aRow, aStep, b, bOffset, bRow, c, cOffset, cRow);
        }
    }
}
