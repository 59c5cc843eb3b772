package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A few rows and packed B by plain loops, as long as the kernels of [RowPath] are not compiled: until then each of
/// their vector operations makes an object, and a row takes several times as long.
///
/// Each product is done by plain loops and timed; then, from the second on, the kernels that would do it are driven
/// over a few k in scratch memory, for the JIT compiler to count, and timed too. When they were the faster, they count
/// as compiled. Which way is taken changes no bit.
public final class ColdRows {

    /// k of a rehearsal.
    private static final int RUN = ColdStart.RUN;

    /// Nanoseconds of rehearsals after a product.
    private static final long REHEARSAL = 500_000;

    /// After a first product, and as many times in a row in which the kernels were the faster, they count as compiled.
    private static final int COMPILED = 3;

    /// 0 before the first product, then one more than how often in a row the kernels were the faster, by number of rows
    /// and by which of them it takes for the columns. An update that another thread loses does no harm.
    private static final byte[] STATES = new byte[(Blocking.FEW_ROWS + 1) * Blocking.ROW_PANELS * 8];

    private ColdRows() {
    }

    /// From now on the kernels count as compiled, or as new: for tests of the bits of either way.
    ///
    /// @param compiled which of both
    public static void assume(boolean compiled) {
        Arrays.fill(STATES, (byte) (compiled ? COMPILED : 0));
    }

    private static int kind(int rows, int columns) {
        int panels = columns / Blocking.NR;
        int rest = columns % Blocking.NR;
        int last = rest == 0 ? 0 : rest < Blocking.LANES ? 1 : rest == Blocking.LANES ? 2 : 3;
        int groups = panels >= Blocking.ROW_PANELS ? 4 : 0;
        return (rows * Blocking.ROW_PANELS + panels % Blocking.ROW_PANELS) * 8 + groups + last;
    }

    /// Whether the product is to be done here.
    static boolean isCold(GemmDriver p, int columns) {
        return p.bIsPacked && p.few == p.m && p.k <= Blocking.ROW_KC && STATES[kind(p.few, columns)] < COMPILED;
    }

    /// C += op(A) * op(B) for the driver's few rows and the columns j0 to j1, which begin a panel.
    static void multiply(GemmDriver p, int part, int j0, int j1) {
        int kind = kind(p.few, j1 - j0);
        long begin = System.nanoTime();
        plain(p, part, j0, j1);
        long middle = System.nanoTime();
        if (STATES[kind] == 0) {
            STATES[kind] = 1;
            return;
        }
        double fewest = Double.POSITIVE_INFINITY;
        for (long from = middle, to; from - middle < REHEARSAL; from = to) {
            RowPath.rehearse(p, part, RUN, j1 - j0);
            to = System.nanoTime();
            fewest = Math.min(fewest, to - from);
        }
        STATES[kind] = (byte) (fewest * p.k / RUN < middle - begin ? STATES[kind] + 1 : 1);
    }

    /// Panel by panel of B, which is copied: the interpreter takes a tenth of the time for an array that it takes for a
    /// segment.
    static void plain(GemmDriver p, int part, int j0, int j1) {
        int k = p.k;
        int sums = k * Blocking.NR;
        int rows = sums + Blocking.NR;
        float[] scratch = p.leftScratch(part, rows + p.few * k);
        for (int i = 0; i < p.few; i++) {
            Packing.copyRow(p.alpha, p.a, (p.fewFrom + i) * p.aRow, p.aColumn, k, scratch, rows + i * k);
        }
        for (int j = j0; j < j1; j += Blocking.NR) {
            int columns = Math.min(Blocking.NR, j1 - j);
            int width = Packing.panelWidth(columns);
            MemorySegment.copy(p.b, Packing.FLOAT, (long) j * k * Float.BYTES, scratch, 0, k * width);
            for (int i = 0; i < p.few; i++) {
                long at = p.cOffset(p.fewFrom + i, j);
                MemorySegment.copy(p.c, Packing.FLOAT, at, scratch, sums, columns);
                panel(k, scratch, rows + i * k, width, sums, columns);
                MemorySegment.copy(scratch, sums, p.c, Packing.FLOAT, at, columns);
            }
        }
    }

    private static void panel(int k, float[] scratch, int row, int width, int sums, int columns) {
        for (int q = 0; q < k; q++) {
            add(scratch[row + q], scratch, q * width, sums, columns);
        }
    }

    private static void add(float x, float[] scratch, int from, int to, int n) {
        for (int j = 0; j < n; j++) {
            scratch[to + j] = Math.fma(x, scratch[from + j], scratch[to + j]);
        }
    }
}
