package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import lanewise.core.Storage;

/// A product of one row or two with narrow weights, which become floats in registers: the time is that of reading them.
/// More rows go the way that floats go, from panels that were made wide.
final class NarrowPath {

    /// Up to this many rows are done one after the other.
    static final int ROWS = 2;

    private static final int NR = Blocking.NR;
    private static final long VECTORS = (long) NR * Float.BYTES;

    private NarrowPath() {
    }

    /// C = op(A) * op(B) for all rows and the columns j0 to j1, which begin a panel.
    static void multiply(GemmDriver p, int part, int j0, int j1) {
        int panels = (j1 - j0 + NR - 1) / NR;
        MemorySegment row = p.scratchRow(part, Math.max(2, panels) * VECTORS);
        float[] left = p.leftScratch(part, p.k + 1);
        left[p.k] = -0f;
        for (int i = 0; i < p.m; i++) {
            if (p.alpha == 1 && p.aColumn == Float.BYTES) {
                MemorySegment.copy(p.a, Packing.FLOAT, i * p.aRow, left, 0, p.k);
            } else {
                Packing.packRow(p.alpha, p.a, i * p.aRow, p.aColumn, p.k, left, 0, 1);
            }
            panels(p, left, j0, panels, row);
            MemorySegment.copy(row, 0, p.c, p.cOffset(i, j0), (long) (j1 - j0) * Float.BYTES);
        }
    }

    /// Where the panels do not come out even, some are done twice: all start from 0.
    private static void panels(GemmDriver p, float[] a, int j0, int panels, MemorySegment row) {
        long panel = NarrowPacking.panel(p.storage, p.k);
        long first = j0 / NR * panel;
        int group = panels % 5 == 0 ? 5 : panels >= 4 ? 4 : 2;
        for (int q = 0; q < panels; q += group) {
            int from = Math.max(0, Math.min(q, panels - group));
            long step = panels == 1 ? 0 : panel;
            group(p, group, a, first + from * panel, step, row, from * VECTORS);
        }
    }

    private static void group(GemmDriver p, int panels, float[] a, long at, long panel, MemorySegment row, long to) {
        if (p.storage == Storage.INT8) {
            switch (panels) {
                case 5 -> ByteKernel.five(p.k, a, p.b, at, panel, row, to);
                case 4 -> ByteKernel.four(p.k, a, p.b, at, panel, row, to);
                default -> ByteKernel.two(p.k, a, p.b, at, panel, row, to);
            }
        } else {
            switch (panels) {
                case 5 -> HalfWordKernel.five(p.k, a, p.b, at, panel, row, to);
                case 4 -> HalfWordKernel.four(p.k, a, p.b, at, panel, row, to);
                default -> HalfWordKernel.two(p.k, a, p.b, at, panel, row, to);
            }
        }
    }
}
