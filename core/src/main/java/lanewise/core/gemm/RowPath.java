package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// C += A * B for a few rows and one group of columns (at most [Blocking#ROW_PANELS] panels of B), row by row.
final class RowPath {

    private static final int LANES = Blocking.LANES;
    private static final long VECTOR = (long) LANES * Float.BYTES;
    private static final int GROUP = Blocking.ROW_PANELS * Blocking.NR;

    private RowPath() {
    }

    /// B in packed panels, `panel` bytes from one to the next; row i of A begins at float `aOffset + i * aRow`.
    static void multiply(int m, int kc, float[] a, int aOffset, int aRow, MemorySegment b, long bOffset, long panel, MemorySegment c, long cOffset,
            long cRow, int columns, MemorySegment tile) {
        for (int i = 0; i < m; i++) {
            int ai = aOffset + i * aRow;
            long ci = cOffset + i * cRow;
            if (columns == GROUP) {
                RowKernel1x8.multiply(kc, a, ai, b, bOffset, panel, Blocking.NR * (long) Float.BYTES, c, ci);
                continue;
            }
            for (int j = 0; j < columns; j += LANES) {
                int inPanel = j % Blocking.NR;
                long step = (long) Packing.panelWidth(Math.min(Blocking.NR, columns - j + inPanel)) * Float.BYTES;
                long at = bOffset + j / Blocking.NR * panel + (long) inPanel * Float.BYTES;
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
