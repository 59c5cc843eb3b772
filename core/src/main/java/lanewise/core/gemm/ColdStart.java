package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// Short runs of k while the kernels are not compiled.
///
/// The JIT compiler counts calls and turns of loops, and until a kernel is compiled each of its vector operations makes
/// an object: a kernel called with 256 k at a time needs a second in the interpreter before the compiler looks at it,
/// and is then compiled in the middle of its loop, and once more for the next call. With [#RUN] it is compiled, whole,
/// after a few tens of milliseconds. Where a run ends changes no bit: C holds the sum meanwhile.
final class ColdStart {

    /// Length of a run: what the transposing packers need at least.
    static final int RUN = 16;

    /// Tiles until the kernels count as compiled: some milliseconds of work for compiled kernels.
    private static final int TILES = 1 << 13;

    /// By width of the panel in vectors, 0 for half a vector; a lost update of another thread does no harm.
    private static final int[] TILES_DONE = new int[Blocking.VECTORS + 1];

    /// The same for the kernels of [DirectPath], which cannot add to C.
    private static final int[] DIRECT_DONE = new int[Blocking.VECTORS + 1];

    /// Tiles of the kernels of [DirectPath] for each product while they are cold.
    private static final int ROUND = 64;

    /// Calls until the kernels of 6 rows count as compiled.
    private static final int TALL = 1 << 12;

    /// Calls of a kernel of 6 rows for each product while it is cold, or twice as many if it is a large one.
    private static final int TALL_ROUND = 128;

    /// By width in vectors, and whether the kernel adds to C.
    private static final int[] TALL_DONE = new int[2 * Blocking.VECTORS + 2];

    private static final float[] NO_A = new float[RUN * Blocking.A_STEP];

    /// Tiles until the methods that transpose count as compiled: the invocations after which the optimising compiler
    /// takes any method, and some more.
    private static final int TRANSPOSES = 6000;

    /// After how many tiles a panel may have one more of them.
    private static final int TRANSPOSES_PER_MORE = 64;

    private static final int[] TRANSPOSES_DONE = new int[2];

    private ColdStart() {
    }

    /// The most rows that a tile of C is to have, for a block of so many columns. Where there are kernels of two
    /// heights the lower ones, which are compiled sooner, do all work until they count as compiled; then the higher
    /// ones do short runs in the scratch tile, whatever it holds, and no work until they count as compiled too.
    static int tallest(boolean adds, int rows, int columns, int k, MemorySegment tile) {
        int rest = columns % Blocking.NR;
        boolean narrow = rest > 0 && rest <= Blocking.LANES;
        boolean wide = columns > rest || rest > 0 && !narrow;
        if (Blocking.MR != 6) {
            return Blocking.MR;
        }
        if (wide && TILES_DONE[Blocking.VECTORS] < TILES || narrow && TILES_DONE[1] < TILES) {
            return 4;
        }
        int calls = TALL_ROUND * Math.clamp((long) rows * columns * k >> 24, 1, 2);
        return tall(calls, Blocking.NR, wide, adds, tile) & tall(calls, Blocking.LANES, narrow, adds, tile)
                ? Blocking.MR : 4;
    }

    private static boolean tall(int calls, int width, boolean used, boolean adds, MemorySegment tile) {
        return !used || rehearsed(calls, width, true, tile) & (!adds || rehearsed(calls, width, false, tile));
    }

    private static boolean rehearsed(int calls, int width, boolean fresh, MemorySegment tile) {
        int kind = 2 * (width / Blocking.LANES) + (fresh ? 0 : 1);
        if (TALL_DONE[kind] >= TALL) {
            return true;
        }
        TALL_DONE[kind] += calls;
        for (int i = 0; i < calls; i++) {
            Tiles.rehearse(fresh, RUN, NO_A, width, tile);
        }
        return false;
    }

    /// How many of `tiles` tiles are to be transposed by vectors, for A or for B: all, but few while that is cold, and
    /// more as it goes on. In the interpreter a shuffle costs microseconds.
    static int transposed(int tiles, boolean ofA) {
        int kind = ofA ? 0 : 1;
        int done = TRANSPOSES_DONE[kind];
        if (done >= TRANSPOSES) {
            return tiles;
        }
        int some = Math.min(tiles, 1 + done / TRANSPOSES_PER_MORE);
        TRANSPOSES_DONE[kind] = done + some;
        return some;
    }

    /// The length of the next run for a block of C: `run`, or less.
    static int run(int run, int rows, int columns) {
        int panels = columns / Blocking.NR;
        int last = columns - panels * Blocking.NR;
        boolean wide = panels > 0 || last > Blocking.LANES;
        boolean narrow = last > 0 && last <= Blocking.LANES;
        int rest = Packing.twice(last, Blocking.LANES) ? 0 : 1;
        boolean cold = wide && TILES_DONE[Blocking.VECTORS] < TILES || narrow && TILES_DONE[rest] < TILES;
        if (!cold || run <= RUN) {
            return run;
        }
        int tiles = (rows + Blocking.MR - 1) / Blocking.MR;
        TILES_DONE[Blocking.VECTORS] += tiles * panels + (narrow ? 0 : tiles);
        TILES_DONE[rest] += narrow ? tiles : 0;
        return RUN;
    }

    /// Whether the kernels of [DirectPath] for such a block count as compiled. If not, another path is to be taken, and
    /// they do some short runs in the scratch tile, whatever it holds.
    static boolean direct(int rows, int columns, MemorySegment tile) {
        int rest = columns % Blocking.NR;
        boolean narrow = rest > 0 && DirectPath.width(rows, rest) < Blocking.NR;
        return warm(Blocking.NR, columns > rest || rest > 0 && !narrow, tile) & warm(Blocking.LANES, narrow, tile);
    }

    private static boolean warm(int width, boolean used, MemorySegment tile) {
        int vectors = width / Blocking.LANES;
        if (!used || DIRECT_DONE[vectors] >= TILES) {
            return true;
        }
        DIRECT_DONE[vectors] += ROUND;
        for (int i = 0; i < ROUND; i++) {
            DirectPath.rehearse(RUN, width, tile);
        }
        return false;
    }
}
