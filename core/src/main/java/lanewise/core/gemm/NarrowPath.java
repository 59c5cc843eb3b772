package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import lanewise.core.Storage;

/// A product of not too many rows with narrow weights, which become floats in registers. Four rows share them, then
/// three, two or one; one row takes the time of reading them. More rows go the way that floats go, from panels that
/// were made wide.
final class NarrowPath {

    /// Rows that share the floats that weights became.
    static final int ROWS = 4;

    private static final int NR = Blocking.NR;
    private static final long PANEL_OF_C = (long) NR * Float.BYTES;

    /// Whether there are 32 vector registers. With 16 the loops for 3 rows, and for 2 rows over two panels, spill: 3
    /// rows go with one more that is dropped.
    private static final boolean MANY_REGISTERS = Blocking.LANES == 16;

    /// Floats of the rows of A that are copied at a time: they stay in L2 beside a panel of B.
    private static final int FLOATS_OF_A = 1 << 16;

    private NarrowPath() {
    }

    /// Up to how many rows of a product this way is no slower than making panels of floats first.
    static int mostRows(Storage storage) {
        return storage == Storage.INT8 ? 24 : 48;
    }

    /// C = op(A) * op(B) for `m` rows from `i0` on and the columns j0 to j1, which begin a panel.
    static void multiply(GemmDriver p, int part, int i0, int m, int j0, int j1) {
        int panels = (j1 - j0 + NR - 1) / NR;
        int aRow = p.k + 1;
        int most = Math.max(1, FLOATS_OF_A / aRow / ROWS) * ROWS;
        MemorySegment scratch = p.scratchRow(part, Math.max(ROWS, panels) * PANEL_OF_C);
        float[] left = p.leftScratch(part, (Math.min(m, most) + 1) * aRow);
        int rows;
        for (int i = 0; i < m; i += rows) {
            rows = Math.min(most, m - i);
            copy(p, i0 + i, rows, left, aRow);
            if (rows % ROWS == 3) {
                System.arraycopy(left, (rows - 1) * aRow, left, rows * aRow, aRow);
            }
            rows(p, left, i0 + i, rows, j0, j1, scratch);
        }
    }

    private static void copy(GemmDriver p, int i0, int rows, float[] left, int aRow) {
        for (int i = 0; i < rows; i++) {
            Packing.copyRow(p.alpha, p.a, (i0 + i) * p.aRow, p.aColumn, p.k, left, i * aRow);
            left[i * aRow + p.k] = -0f;
        }
    }

    /// The rows of A in `left`: the groups of four pass over each panel together, what is left over all of them.
    private static void rows(GemmDriver p, float[] left, int i0, int rows, int j0, int j1, MemorySegment scratch) {
        int fours = rows / ROWS * ROWS;
        for (int j = j0; fours > 0 && j < j1; j += NR) {
            for (int i = 0; i < fours; i += ROWS) {
                panel(p, ROWS, left, i, i0 + i, j, j1, scratch);
            }
        }
        int rest = rows - fours;
        if (rest == 1) {
            one(p, left, fours, i0 + fours, j0, j1, scratch);
        } else if (rest == 2 && MANY_REGISTERS) {
            two(p, left, fours, i0 + fours, j0, j1, scratch);
        } else if (rest > 1) {
            for (int j = j0; j < j1; j += NR) {
                panel(p, rest, left, fours, i0 + fours, j, j1, scratch);
            }
        }
    }

    /// Some rows, from row `i` of `left` on, over the panel that begins at column `j`.
    private static void panel(GemmDriver p, int rows, float[] left, int i, int ci, int j, int j1,
            MemorySegment scratch) {
        int columns = Math.min(NR, j1 - j);
        long at = j / NR * NarrowPacking.panel(p.storage, p.k);
        int aRow = p.k + 1;
        int height = rows == 3 && !MANY_REGISTERS ? ROWS : rows;
        if (columns == NR && height == rows) {
            tile(p, rows, left, i * aRow, aRow, at, p.c, p.cOffset(ci, j), p.cRow);
        } else {
            tile(p, height, left, i * aRow, aRow, at, scratch, 0, PANEL_OF_C);
            TileKernels.store(scratch, 0, PANEL_OF_C, p.c, p.cOffset(ci, j), p.cRow, rows, columns);
        }
    }

    private static void tile(GemmDriver p, int rows, float[] a, int aOffset, int aRow, long at, MemorySegment c,
            long cOffset, long cRow) {
        if (p.storage == Storage.INT8) {
            switch (rows) {
                case 2 -> ByteRows.pair(p.k, a, aOffset, aRow, p.b, at, c, cOffset, cRow);
                case 3 -> ByteRows.three(p.k, a, aOffset, aRow, p.b, at, c, cOffset, cRow);
                default -> ByteRows.four(p.k, a, aOffset, aRow, p.b, at, c, cOffset, cRow);
            }
        } else {
            switch (rows) {
                case 2 -> HalfWordRows.pair(p.k, a, aOffset, aRow, p.b, at, c, cOffset, cRow);
                case 3 -> HalfWordRows.three(p.k, a, aOffset, aRow, p.b, at, c, cOffset, cRow);
                default -> HalfWordRows.four(p.k, a, aOffset, aRow, p.b, at, c, cOffset, cRow);
            }
        }
    }

    private static void two(GemmDriver p, float[] left, int i, int ci, int j0, int j1, MemorySegment scratch) {
        long panel = NarrowPacking.panel(p.storage, p.k);
        int aRow = p.k + 1;
        int j = j0;
        for (; j <= j1 - 2 * NR; j += 2 * NR) {
            if (p.storage == Storage.INT8) {
                ByteRows.two(p.k, left, i * aRow, aRow, p.b, j / NR * panel, panel, p.c, p.cOffset(ci, j), p.cRow);
            } else {
                HalfWordRows.two(p.k, left, i * aRow, aRow, p.b, j / NR * panel, panel, p.c, p.cOffset(ci, j), p.cRow);
            }
        }
        for (; j < j1; j += NR) {
            panel(p, 2, left, i, ci, j, j1, scratch);
        }
    }

    /// Where the panels do not come out even, some are done twice: all start from 0.
    private static void one(GemmDriver p, float[] left, int i, int ci, int j0, int j1, MemorySegment scratch) {
        int panels = (j1 - j0 + NR - 1) / NR;
        long panel = NarrowPacking.panel(p.storage, p.k);
        long first = j0 / NR * panel;
        int group = panels % 5 == 0 ? 5 : panels >= 4 ? 4 : 2;
        int aOffset = i * (p.k + 1);
        for (int q = 0; q < panels; q += group) {
            int from = Math.max(0, Math.min(q, panels - group));
            long step = panels == 1 ? 0 : panel;
            group(p, group, left, aOffset, first + from * panel, step, scratch, from * PANEL_OF_C);
        }
        MemorySegment.copy(scratch, 0, p.c, p.cOffset(ci, j0), (long) (j1 - j0) * Float.BYTES);
    }

    private static void group(GemmDriver p, int panels, float[] a, int aOffset, long at, long panel, MemorySegment row,
            long to) {
        if (p.storage == Storage.INT8) {
            switch (panels) {
                case 5 -> ByteKernel.five(p.k, a, aOffset, p.b, at, panel, row, to);
                case 4 -> ByteKernel.four(p.k, a, aOffset, p.b, at, panel, row, to);
                default -> ByteKernel.two(p.k, a, aOffset, p.b, at, panel, row, to);
            }
        } else {
            switch (panels) {
                case 5 -> HalfWordKernel.five(p.k, a, aOffset, p.b, at, panel, row, to);
                case 4 -> HalfWordKernel.four(p.k, a, aOffset, p.b, at, panel, row, to);
                default -> HalfWordKernel.two(p.k, a, aOffset, p.b, at, panel, row, to);
            }
        }
    }
}
