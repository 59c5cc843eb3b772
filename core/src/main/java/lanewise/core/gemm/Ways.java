package lanewise.core.gemm;

/// Which way a product, or a part of it, is computed; all give the same bits.
final class Ways {

    private Ways() {
    }

    /// How many rows at the end go the way of few rows: all, or where B is packed those that would leave two rows of a
    /// tile of 8 empty, or one of 4.
    static int fewRows(GemmDriver p) {
        if (p.m <= Blocking.FEW_ROWS) {
            return p.bIsPacked && p.m >= Blocking.TILED_ROWS ? 0 : p.m;
        }
        if (!p.bIsPacked || Blocking.MR != 8) {
            return 0;
        }
        int rest = p.m % DirectPath.WIDE_ROWS;
        if (p.m - rest <= Blocking.DIRECT_ROWS) {
            return rest;
        }
        rest = p.m % Blocking.MR;
        return rest < Blocking.MR - 1 ? rest : 0;
    }

    /// Whether the tiles read A where it lies; the kernels for that take it as it is, and do not add to C.
    static boolean readsA(GemmDriver p, int rows, int columns) {
        return takesItAsItIs(p) && rows >= DirectPath.fewestRows(p.bIsPacked)
                && (rows <= Blocking.DIRECT_ROWS || columns <= Blocking.DIRECT_COLUMNS);
    }

    private static boolean takesItAsItIs(GemmDriver p) {
        return p.alpha == 1 && p.beta == 0 && p.k <= Blocking.KC;
    }

    /// Whether C is computed as its transpose; the packer of A transposes whole vectors. Where B is not transposed
    /// itself, each of its tiles takes a few bytes of each of its rows, which costs too much for many columns.
    static boolean swaps(GemmDriver p, int rows, int columns) {
        return takesItAsItIs(p) && !p.bIsPacked && columns >= SwappedPath.FEWEST_COLUMNS
                && (columns <= Blocking.SWAPPED_COLUMNS || p.bRow == Float.BYTES)
                && (p.k >= Blocking.LANES || p.aRow == Float.BYTES)
                        && swapped(p, rows, columns) < straight(p, rows, columns);
    }

    /// Rough cycles, with those that writing C takes.
    static double cost(GemmDriver p, int rows, int columns) {
        return Costs.written(rows) + (swaps(p, rows, columns) ? swapped(p, rows, columns) : straight(p, rows, columns));
    }

    private static double swapped(GemmDriver p, int rows, int columns) {
        return Costs.swapped(rows, columns, p.k, p.aRow == Float.BYTES);
    }

    private static double straight(GemmDriver p, int rows, int columns) {
        boolean direct = readsA(p, rows, columns);
        boolean transposed = p.bColumn != Float.BYTES;
        boolean packsB = !p.bIsPacked && (transposed || !direct);
        return Costs.straight(rows, columns, p.k, direct ? DirectPath.WIDE_ROWS : Blocking.MR, !direct, packsB,
                transposed);
    }
}
