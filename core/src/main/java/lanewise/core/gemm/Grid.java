package lanewise.core.gemm;

import lanewise.core.Team;

/// How many parts share the rows of C and how many its columns: the grid whose slowest part is the cheapest. Parts in
/// one column of the grid each pack the same columns of B, and parts in one row the same rows of A.
final class Grid {

    /// What a part of so many rows and columns costs.
    @FunctionalInterface
    interface Cost {

        /// Cycles, roughly.
        double of(int rows, int columns);
    }

    private Grid() {
    }

    /// The number of parts across the rows; the number across the columns is `parts / rowParts`.
    static int rowParts(int m, int n, int parts, int columnGrain, Cost cost) {
        int best = 1;
        double bestCost = Double.POSITIVE_INFINITY;
        for (int rowParts = 1; rowParts <= parts; rowParts++) {
            double of = cost.of(widest(m, rowParts, Blocking.MR), widest(n, parts / rowParts, columnGrain));
            if (of < bestCost) {
                best = rowParts;
                bestCost = of;
            }
        }
        return best;
    }

    /// Length of the longest part that [Team#begin] makes, in whole grains.
    private static int widest(int n, int parts, int grain) {
        long grains = ((long) n + grain - 1) / grain;
        return (int) Math.min(n, (grains + parts - 1) / parts * grain);
    }
}
