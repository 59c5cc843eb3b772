package lanewise.core.gemm;

import lanewise.core.Team;

/// How many parts share the rows of C and how many its columns.
///
/// The cheapest grid is taken by a rough count of cycles of the slowest part: its multiply-adds, and what it packs, since parts in one column of the
/// grid each pack the same columns of B, and parts in one row the same rows of A.
final class Grid {

    /// Cycles per float packed, beside `1 / LANES` cycles per multiply-add.
    private static final double PACK = 0.5;

    private Grid() {
    }

    /// The number of parts across the rows; the number across the columns is `parts / rowParts`.
    static int rowParts(int m, int n, int k, int parts, int columnGrain, boolean packedB) {
        int best = 1;
        double bestCost = Double.POSITIVE_INFINITY;
        for (int rowParts = 1; rowParts <= parts; rowParts++) {
            double rows = widest(m, rowParts, Blocking.MR);
            double columns = widest(n, parts / rowParts, columnGrain);
            double cost = rows * columns * k / Blocking.LANES + PACK * k * (rows + (packedB ? 0 : columns));
            if (cost < bestCost) {
                best = rowParts;
                bestCost = cost;
            }
        }
        return best;
    }

    /// Length of the longest part that [Team#begin] makes, in whole grains.
    private static long widest(int n, int parts, int grain) {
        long grains = ((long) n + grain - 1) / grain;
        return (grains + parts - 1) / parts * grain;
    }
}
