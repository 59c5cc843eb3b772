package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// A product of few rows: B is read once or twice and never copied if its rows are contiguous or it is packed, so the
/// time is that of reading it.
///
/// The columns are walked in panels of NR; a rest of one whole vector is the `tail`. Where a product is repeated with
/// the same B, such as the weights of a model, the panels are walked forwards and backwards in turn: those read last
/// are still in the second-level cache, which may hold most of B but not all. The order of the columns changes no bits.
final class RowPath {

    private static final int NR = Blocking.NR;
    private static final int LANES = Blocking.LANES;
    private static final int FLOAT = Float.BYTES;
    private static final int GROUP = Blocking.ROW_PANELS * NR;
    private static final long NO_TAIL = -1;

    /// Up to this many rows B is transposed for each product on the way; for more it is packed.
    private static final int TRANSPOSED_ROWS = 2;

    /// k of two panels that are transposed at a time: they stay in L1 (32 KiB or more).
    private static final int TRANSPOSED_K = 208;

    /// Bytes of the scratch tile: a panel for each row.
    static final long SCRATCH_BYTES = (long) Blocking.FEW_ROWS * NR * FLOAT;

    private RowPath() {
    }

    /// Which direction, for each B by a hash of its address; a bit shared by two matrices costs time and nothing else.
    static long turned(long directions, MemorySegment b) {
        return directions ^ bit(b);
    }

    static boolean backwards(long directions, MemorySegment b) {
        return (directions & bit(b)) != 0;
    }

    private static long bit(MemorySegment b) {
        return 1L << (int) (b.address() * 0x9e3779b97f4a7c15L >>> 58);
    }

    /// C += op(A) * op(B) for the driver's few rows and the columns j0 to j1, which begin a panel.
    static void multiply(GemmDriver p, int part, int j0, int j1) {
        for (int pc = 0; pc < p.k; pc += Blocking.ROW_KC) {
            int kc = Math.min(Blocking.ROW_KC, p.k - pc);
            float[] left = p.leftScratch(part, p.few * kc + 2 * TRANSPOSED_K * LANES);
            for (int i = 0; i < p.few; i++) {
                long from = (p.fewFrom + i) * p.aRow + pc * p.aColumn;
                Packing.copyRow(p.alpha, p.a, from, p.aColumn, kc, left, i * kc);
            }
            if (p.bIsPacked) {
                packed(p, part, left, 0, kc, kc, p.b, j0, pc, p.k, p.cOffset(p.fewFrom, j0), j1 - j0);
            } else if (p.bColumn == FLOAT) {
                int whole = (j1 - j0) / LANES * LANES;
                long first = pc * p.bRow + (long) j0 * FLOAT;
                int panels = whole / NR;
                long tail = whole % NR == 0 ? NO_TAIL : first + (long) panels * NR * FLOAT;
                walk(p, left, 0, kc, kc, p.b, first, NR * (long) FLOAT, p.bRow, panels, tail, p.bRow, p.c,
                        p.cOffset(p.fewFrom, j0), p.cRow);
                byPacking(p, part, left, pc, 0, kc, j0 + whole, j1);
            } else {
                boolean inRegisters = p.few <= TRANSPOSED_ROWS && LANES == RowTransposed.SIDE;
                int middle = inRegisters ? j1 - (j1 - j0) % LANES : j0;
                byPacking(p, part, left, pc, transposed(p, left, pc, kc, j0, middle), kc, j0, middle);
                byPacking(p, part, left, pc, 0, kc, middle, j1);
            }
        }
    }

    /// Whole panels of contiguous columns of B, transposed on the way; returns for how many k, all but the last few.
    private static int transposed(GemmDriver p, float[] left, int pc, int kc, int j0, int j1) {
        int side = RowTransposed.SIDE;
        int panels = (j1 - j0) / side;
        int scratch = p.few * kc;
        int whole = kc / side * side;
        for (int from = 0; from < whole; from += TRANSPOSED_K) {
            int tiles = Math.min(TRANSPOSED_K, whole - from) / side;
            for (int q = 0; q < panels; q += 2) {
                int second = Math.min(q + 1, panels - 1);
                long at = (pc + from) * (long) FLOAT + (j0 + q * side) * p.bColumn;
                for (int i = 0; i < 4; i++) {
                    RowTransposed.half(tiles, p.b, at + i * p.bColumn, p.bColumn, left, scratch + i * side);
                }
                int at2 = scratch;
                if (second > q) {
                    at2 += TRANSPOSED_K * side;
                    for (int i = 0; i < 4; i++) {
                        RowTransposed.half(tiles, p.b, at + (side + i) * p.bColumn, p.bColumn, left, at2 + i * side);
                    }
                }
                for (int i = 0; i < p.few; i++) {
                    RowTransposed.pair(tiles * side / 4, left, i * kc + from, left, scratch, at2, p.c,
                            p.cOffset(p.fewFrom + i, j0 + q * side), p.cOffset(p.fewFrom + i, j0 + second * side));
                }
            }
        }
        return whole;
    }

    private static void byPacking(GemmDriver p, int part, float[] left, int pc, int begin, int kc, int j0, int j1) {
        int run = Blocking.balanced(kc - begin, Blocking.ROW_PACKED_K);
        for (int j = j0; j < j1; j += GROUP) {
            int columns = Math.min(GROUP, j1 - j);
            for (int from = begin; from < kc; from += run) {
                int length = Math.min(run, kc - from);
                MemorySegment panels = p.packB(part, pc + from, length, j, columns);
                packed(p, part, left, from, kc, length, panels, 0, 0, length, p.cOffset(p.fewFrom, j), columns);
            }
        }
    }

    /// B in packed panels of `k` rows each, read from row `pc` and column `j0` on.
    private static void packed(GemmDriver p, int part, float[] left, int aOffset, int aRow, int kc, MemorySegment b,
            int j0, int pc, int k, long cOffset, int columns) {
        int panels = columns / NR;
        int rest = columns % NR;
        long first = ((long) j0 * k + (long) pc * NR) * FLOAT;
        long panel = (long) NR * k * FLOAT;
        long restAt = ((long) (j0 + columns - rest) * k + (long) pc * Packing.panelWidth(rest)) * FLOAT;
        long tail = rest == LANES ? restAt : NO_TAIL;
        walk(p, left, aOffset, aRow, kc, b, first, panel, NR * (long) FLOAT, panels, tail, LANES * (long) FLOAT, p.c,
                cOffset, p.cRow);
        if (rest % LANES != 0) {
            ragged(p, part, left, aOffset, aRow, kc, b, restAt, cOffset + (long) panels * NR * FLOAT, rest);
        }
    }

    /// Runs the kernels for so many columns over `kc` k in scratch memory alone, for the JIT compiler to count.
    static void rehearse(GemmDriver p, int part, int kc, int columns) {
        int panels = columns / NR;
        int rest = columns % NR;
        long ofB = (long) kc * NR * FLOAT;
        long row = (long) (panels + 1) * NR * FLOAT;
        MemorySegment scratch = p.scratchRow(part, ofB + p.few * row);
        scratch.asSlice(0, ofB + p.few * row).fill((byte) 0);
        float[] left = p.leftScratch(part, p.few * kc);
        long rows = NR * (long) FLOAT;
        long oneVector = LANES * (long) FLOAT;
        boolean ragged = rest % LANES != 0;
        walk(p, left, 0, kc, kc, scratch, 0, 0, rows, panels, ragged || rest == 0 ? NO_TAIL : 0, oneVector, scratch,
                ofB, row);
        if (ragged) {
            int width = Packing.panelWidth(rest);
            walk(p, left, 0, kc, kc, scratch, 0, 0, rows, width / NR, width == NR ? NO_TAIL : 0, oneVector, scratch,
                    ofB, row);
        }
    }

    /// The last panel where C has fewer columns than it: by way of a scratch tile.
    private static void ragged(GemmDriver p, int part, float[] left, int aOffset, int aRow, int kc, MemorySegment b,
            long at, long cOffset, int columns) {
        MemorySegment tile = p.tile(part);
        int width = Packing.panelWidth(columns);
        long tileRow = NR * (long) FLOAT;
        for (int i = 0; i < p.few; i++) {
            MemorySegment.copy(p.c, cOffset + i * p.cRow, tile, i * tileRow, (long) columns * FLOAT);
        }
        walk(p, left, aOffset, aRow, kc, b, at, 0, tileRow, width / NR, width == NR ? NO_TAIL : at,
                LANES * (long) FLOAT, tile, 0, tileRow);
        for (int i = 0; i < p.few; i++) {
            MemorySegment.copy(tile, i * tileRow, p.c, cOffset + i * p.cRow, (long) columns * FLOAT);
        }
    }

    /// Panels that are whole in B and C: panel q begins at `bOffset + q * bPanel`, its next k lies `bRow` bytes on;
    /// the tail likewise.
    private static void walk(GemmDriver p, float[] a, int aOffset, int aRow, int kc, MemorySegment b, long bOffset,
            long bPanel, long bRow, int panels, long tail, long tailRow, MemorySegment c, long cOffset, long cRow) {
        for (int i = 0; i < p.few;) {
            int rows = rows(p.few - i);
            int ai = aOffset + i * aRow;
            long ci = cOffset + i * cRow;
            switch (rows) {
                case 4 -> four(p.backwards, a, ai, aRow, kc, b, bOffset, bPanel, bRow, panels, tail, tailRow,
                        c, ci, cRow);
                case 3 -> three(p.backwards, a, ai, aRow, kc, b, bOffset, bPanel, bRow, panels, tail, tailRow,
                        c, ci, cRow);
                case 2 -> two(p.backwards, a, ai, aRow, kc, b, bOffset, bPanel, bRow, panels, tail, tailRow,
                        c, ci, cRow);
                default -> one(p.backwards, a, ai, kc, b, bOffset, bPanel, bRow, panels, tail, tailRow, c, ci);
            }
            i += rows;
        }
    }

    /// How many rows to do next of this many: 7 = 4 + 3, 6 = 3 + 3, 5 = 3 + 2.
    private static int rows(int left) {
        return left == 5 || left == 6 ? 3 : Math.min(left, 4);
    }

    private static void four(boolean backwards, float[] a, int aOffset, int aRow, int kc, MemorySegment b, long bOffset,
            long bPanel, long bRow, int panels, long tail, long tailRow, MemorySegment c, long cOffset, long cRow) {
        for (int n = 0; n < panels; n++) {
            int q = backwards ? panels - 1 - n : n;
            RowKernel4x2.multiply(kc, a, aOffset, aRow, b, bOffset + q * bPanel, bRow, c,
                    cOffset + q * (long) NR * FLOAT, cRow);
        }
        if (tail != NO_TAIL) {
            RowKernel4x2.single(kc, a, aOffset, aRow, b, tail, tailRow, c, cOffset + panels * (long) NR * FLOAT, cRow);
        }
    }

    private static void three(boolean backwards, float[] a, int aOffset, int aRow, int kc, MemorySegment b,
            long bOffset, long bPanel, long bRow, int panels, long tail, long tailRow, MemorySegment c, long cOffset,
            long cRow) {
        for (int n = 0; n < panels; n++) {
            int q = backwards ? panels - 1 - n : n;
            RowKernel3x2.multiply(kc, a, aOffset, aRow, b, bOffset + q * bPanel, bRow, c,
                    cOffset + q * (long) NR * FLOAT, cRow);
        }
        if (tail != NO_TAIL) {
            RowKernel3x2.single(kc, a, aOffset, aRow, b, tail, tailRow, c, cOffset + panels * (long) NR * FLOAT, cRow);
        }
    }

    private static void two(boolean backwards, float[] a, int aOffset, int aRow, int kc, MemorySegment b, long bOffset,
            long bPanel, long bRow, int panels, long tail, long tailRow, MemorySegment c, long cOffset, long cRow) {
        int pairs = panels / 2;
        for (int n = 0; n < pairs; n++) {
            int q = 2 * (backwards ? pairs - 1 - n : n);
            RowKernel2x4.multiply(kc, a, aOffset, aRow, b, bOffset + q * bPanel, bPanel, bRow, c,
                    cOffset + q * (long) NR * FLOAT, cRow);
        }
        rest(a, aOffset, kc, b, bOffset, bPanel, bRow, 2 * pairs, panels, tail, tailRow, c, cOffset);
        rest(a, aOffset + aRow, kc, b, bOffset, bPanel, bRow, 2 * pairs, panels, tail, tailRow, c, cOffset + cRow);
    }

    /// A tail is kept together with a panel before it if there is one.
    private static void one(boolean backwards, float[] a, int aOffset, int kc, MemorySegment b, long bOffset,
            long bPanel, long bRow, int panels, long tail, long tailRow, MemorySegment c, long cOffset) {
        int groups = (tail == NO_TAIL ? panels : Math.max(0, panels - 1)) / Blocking.ROW_PANELS;
        int begun = groups * Blocking.ROW_PANELS;
        if (backwards) {
            rest(a, aOffset, kc, b, bOffset, bPanel, bRow, begun, panels, tail, tailRow, c, cOffset);
        }
        for (int n = 0; n < groups; n++) {
            int q = Blocking.ROW_PANELS * (backwards ? groups - 1 - n : n);
            RowKernel1x8.multiply(kc, a, aOffset, b, bOffset + q * bPanel, bPanel, bRow, c,
                    cOffset + q * (long) NR * FLOAT);
        }
        if (!backwards) {
            rest(a, aOffset, kc, b, bOffset, bPanel, bRow, begun, panels, tail, tailRow, c, cOffset);
        }
    }

    /// One row over the panels from `from` on and the tail.
    private static void rest(float[] a, int aOffset, int kc, MemorySegment b, long bOffset, long bPanel, long bRow,
            int from, int panels, long tail, long tailRow, MemorySegment c, long cOffset) {
        if (tail != NO_TAIL && panels - from == Blocking.ROW_PANELS) {
            long at = bOffset + from * bPanel;
            RowKernel1x9.multiply(kc, a, aOffset, b, at, bPanel, bRow, tail, tailRow, c,
                    cOffset + from * (long) NR * FLOAT);
            return;
        }
        int q = from;
        int beforeTail = panels - (tail == NO_TAIL ? 0 : 1);
        for (; q <= beforeTail - 2; q += 2) {
            RowKernel1x4.multiply(kc, a, aOffset, b, bOffset + q * bPanel, bPanel, bRow, c,
                    cOffset + q * (long) NR * FLOAT);
        }
        for (; q < beforeTail; q++) {
            RowKernel1x3.pair(kc, a, aOffset, b, bOffset + q * bPanel, bRow, c, cOffset + q * (long) NR * FLOAT);
        }
        if (tail == NO_TAIL) {
            return;
        }
        if (q < panels) {
            RowKernel1x3.multiply(kc, a, aOffset, b, bOffset + q * bPanel, bRow, tail, tailRow, c,
                    cOffset + q * (long) NR * FLOAT);
        } else {
            RowKernel1x1.multiply(kc, a, aOffset, b, tail, tailRow, c, cOffset + q * (long) NR * FLOAT);
        }
    }
}
