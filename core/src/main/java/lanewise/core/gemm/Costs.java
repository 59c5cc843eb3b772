package lanewise.core.gemm;

/// Rough cycles of a product, or of a part of it, on each of its ways.
///
/// The unit is one multiply-add of a vector of 512 bits; the other figures were measured beside it on one machine, in
/// the first two levels of cache. They decide between ways that give the same bits.
final class Costs {

    /// A float packed in its order.
    private static final double COPY = 0.4;

    /// A float packed or stored by transposing.
    private static final double TRANSPOSE = 0.75;

    /// The same where it is one of B: weights of a net, which come from further off, in short pieces.
    private static final double TRANSPOSE_FAR = 0.9;

    /// A run of memory that is written: the first lines of each wait for memory, the others are fetched ahead.
    private static final double RUN = 200;

    /// A panel of one vector, relative to its share: each broadcast feeds one multiply-add.
    private static final double NARROW = 1.4;

    /// A panel of half a vector by [GemmKernel8xHalf], relative to a vector.
    private static final double HALF = 0.95;

    /// A multiply-add of a vector.
    private static final double MULTIPLY = Blocking.LANES == 16 ? 1 : 0.5;

    /// The same in tiles that take A as it is, relative: range checks stay in the loop, and 6 loads feed 8
    /// multiply-adds. Half the rate hides both.
    private static final double DIRECT = Blocking.HALF_RATE ? 1 : 1.6;

    private static final int NR = Blocking.NR;

    private Costs() {
    }

    /// Tiles of `step` rows over `rows x columns` of a result.
    private static double tiles(int rows, int step, int columns, int k) {
        int rest = columns % NR;
        double steps = up(rows, step);
        double vectors = (double) (columns - rest) / Blocking.LANES * steps;
        if (rest > Blocking.LANES) {
            vectors += Blocking.VECTORS * steps;
        } else if (rest > 0 && step == Blocking.MR && Packing.twice(rest, Blocking.LANES)) {
            vectors += HALF * steps;
        } else if (rest > 0) {
            vectors += NARROW * up(rows, Blocking.LANES == 16 ? DirectPath.NARROW_ROWS : step);
        }
        return MULTIPLY * (step == Blocking.MR ? 1 : DIRECT) * k * vectors;
    }

    /// By tiles of `step` rows and two vectors of columns; A is packed or not.
    static double straight(int rows, int columns, int k, int step, boolean packA, boolean packB, boolean transposedB) {
        double packing = (packA ? COPY * rows : 0) + (packB ? (transposedB ? TRANSPOSE_FAR : COPY) * columns : 0);
        return tiles(rows, step, columns, k) + packing * k;
    }

    /// By [SwappedPath].
    static double swapped(int rows, int columns, int k, boolean transposedA) {
        int packed = transposedA ? rows % NR : rows;
        return tiles(columns, DirectPath.WIDE_ROWS, rows, k) + (transposedA ? COPY : TRANSPOSE) * packed * k
                + TRANSPOSE * up(rows, Blocking.LANES) * columns;
    }

    /// What writing C adds to either: each row is a run of its own.
    static double written(int rows) {
        return RUN * rows;
    }

    private static int up(int n, int grain) {
        return (n + grain - 1) / grain * grain;
    }
}
