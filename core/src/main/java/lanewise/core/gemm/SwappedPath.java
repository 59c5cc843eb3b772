package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// Products computed as `C^T = B^T A^T`: the lanes of a vector are then rows of C, which fill it better where
/// columns are few or the last ones leave lanes empty, and a transposed B needs no packing. B is read where it lies,
/// in any strides; A is packed as the right-hand side where its columns are not contiguous; tiles of C^T are
/// transposed on their way to C.
///
/// A product of two floats does not depend on their order, so the bits are those of `A B`.
final class SwappedPath {

    private static final int LANES = Blocking.LANES;
    private static final int NR = Blocking.NR;
    private static final long FLOAT = Float.BYTES;
    private static final long VECTOR = LANES * FLOAT;

    /// Where in the scratch memory an edge of C is transposed to, behind a strip of LANES rows of C^T.
    private static final long EDGE = LANES * NR * FLOAT;

    /// Bytes of scratch memory.
    static final long SCRATCH_BYTES = EDGE + LANES * VECTOR;

    /// Fewest columns of C: one tile of either kernel.
    static final int FEWEST_COLUMNS = DirectPath.NARROW_ROWS;

    private SwappedPath() {
    }

    /// Rows of C side by side in a panel for the last `rows` of them.
    static int width(int rows) {
        return rows <= LANES && LANES == 16 ? LANES : NR;
    }

    /// C = A * B for the rows i0 to i1 and the columns j0 to j1, at least [#FEWEST_COLUMNS]: panel by panel of A^T, all
    /// columns of B for each.
    static void multiply(GemmDriver p, int part, int i0, int i1, int j0, int j1) {
        MemorySegment scratch = p.tile(part);
        for (int i = i0; i < i1; i += NR) {
            int rows = Math.min(NR, i1 - i);
            int width = width(rows);
            MemorySegment right = p.a;
            long offset = i * p.aRow;
            long step = p.aColumn;
            if (p.aRow != FLOAT || rows < width) {
                right = p.panel(part, width);
                Packing.packPanel(p.a, offset, p.aColumn, p.aRow, p.k, rows, width, right, 0);
                offset = 0;
                step = width * FLOAT;
            }
            multiply(p.k, p.b, j0 * p.bColumn, p.bRow, p.bColumn, j1 - j0, right, offset, step, width, rows, p.c,
                    p.cOffset(i, j0), p.cRow, scratch);
        }
    }

    /// C = A * B for a panel of `rows` rows of C, `width` in `right`, and `columns` columns (at least
    /// [#FEWEST_COLUMNS]). Element (k, j) of B is at byte `bOffset + k * bRow + j * bColumn`; row k of the panel of A^T
    /// at `offset + k * step`.
    static void multiply(int kc, MemorySegment b, long bOffset, long bRow, long bColumn, int columns,
            MemorySegment right, long offset, long step, int width, int rows, MemorySegment c, long cOffset, long cRow,
            MemorySegment scratch) {
        int tile = width == NR ? DirectPath.WIDE_ROWS : DirectPath.NARROW_ROWS;
        long row = width * FLOAT;
        for (int j = 0; j < columns; j += LANES) {
            int strip = Math.min(LANES, columns - j);
            // A strip that is too short for the kernel begins earlier, and its last tile may overlap the one before:
            // the same bits again.
            int first = Math.min(j, j + strip - tile);
            int own = j + strip - first;
            for (int r = 0; r < own; r += tile) {
                int at = Math.min(r, own - tile);
                DirectPath.tile(width, kc, b, bOffset + (first + at) * bColumn, bColumn, bRow, right, offset, step,
                        scratch, at * row, row);
            }
            for (int l = 0; l < rows; l += LANES) {
                turn(scratch, (j - first) * row + l * FLOAT, row, strip, Math.min(LANES, rows - l), c,
                        cOffset + l * cRow + j * FLOAT, cRow);
            }
        }
    }

    /// Transposes a tile: `strip` rows and `count` columns of C^T.
    private static void turn(MemorySegment scratch, long from, long row, int strip, int count, MemorySegment c,
            long cOffset, long cRow) {
        if (strip == LANES && count == LANES) {
            Transpose.tile(scratch, from, row, LANES, c, cOffset, cRow);
        } else {
            Transpose.tile(scratch, from, row, strip, scratch, EDGE, VECTOR);
            TileKernels.store(scratch, EDGE, VECTOR, c, cOffset, cRow, count, strip);
        }
    }
}
