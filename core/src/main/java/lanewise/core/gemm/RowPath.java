package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// C += A * B for a few rows and one group of columns (at most [Blocking#ROW_PANELS] panels of B), row by row.
final class RowPath {

    private static final int LANES = Blocking.LANES;
    private static final long VECTOR = (long) LANES * Float.BYTES;
    private static final int GROUP = Blocking.ROW_PANELS * Blocking.NR;

    private RowPath() {
    }

    /// B in packed panels of `k` rows each, read from row `pc` and column `j0` on; row i of A begins at float `aOffset + i * aRow`.
    static void multiplyPacked(int m, int kc, float[] a, int aOffset, int aRow, MemorySegment b, int j0, int pc, int k, MemorySegment c, long cOffset,
            long cRow, int columns, MemorySegment tile) {
        for (int i = 0; i < m; i++) {
            int ai = aOffset + i * aRow;
            long ci = cOffset + i * cRow;
            if (columns == GROUP) {
                long panel = (long) Blocking.NR * k * Float.BYTES;
                long first = ((long) j0 * k + (long) pc * Blocking.NR) * Float.BYTES;
                RowKernel1x8.multiply(kc, a, ai, b, first, panel, Blocking.NR * (long) Float.BYTES, c, ci);
                continue;
            }
            for (int j = 0; j < columns; j += LANES) {
                int inPanel = j % Blocking.NR;
                int width = Packing.panelWidth(Math.min(Blocking.NR, columns - j + inPanel));
                long at = ((long) (j0 + j - inPanel) * k + (long) pc * width + inPanel) * Float.BYTES;
                long step = (long) width * Float.BYTES;
                long cj = ci + (long) j * Float.BYTES;
                int valid = Math.min(LANES, columns - j);
                if (valid == LANES) {
                    RowKernel1x1.multiply(kc, a, ai, b, at, step, c, cj);
                } else {
                    Tiles.copy(c, cj, tile, 0, valid);
                    RowKernel1x1.multiply(kc, a, ai, b, at, step, tile, 0);
                    Tiles.copy(tile, 0, c, cj, valid);
                }
            }
        }
    }

    /// B where it lies, rows contiguous and `bRow` bytes apart; `columns` a multiple of the vector length.
    static void multiplyPlain(int m, int k, float[] a, MemorySegment b, long bRow, long bOffset, MemorySegment c, long cOffset, long cRow,
            int columns) {
        for (int i = 0; i < m; i++) {
            long ci = cOffset + i * cRow;
            if (columns == GROUP) {
                RowKernel1x8.multiply(k, a, i * k, b, bOffset, Blocking.VECTORS * VECTOR, bRow, c, ci);
                continue;
            }
            for (int j = 0; j < columns; j += LANES) {
                long at = (long) j * Float.BYTES;
                RowKernel1x1.multiply(k, a, i * k, b, bOffset + at, bRow, c, ci + at);
            }
        }
    }
}
