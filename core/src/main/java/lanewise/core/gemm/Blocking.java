package lanewise.core.gemm;

import lanewise.core.Kernels;
import lanewise.core.kernel.Machine;

/// Every size that cuts a loop of the matrix product, with the inequality that it meets.
///
/// Shape of the microkernel, rows x vectors, by width. It keeps `rows * vectors` accumulators and `vectors` vectors of
/// B in registers, and up to `rows` broadcasts of A, for the optimising compiler may load them before it multiplies; a
/// shape over the limit spills in the loop and loses half its speed. 8 accumulators hide the latency of two fused
/// multiply-adds per cycle if nothing else happens; 12 do beside another thread on the same core:
///
/// | width | registers | shape | accumulators + B + A |
/// |---|---|---|---|
/// | 512 | 32 | 8 x 2 | 16 + 2 + 8 = 26 |
/// | 256 | 16 | 6 x 2, at an edge 4 x 2 | 12 + 2 + 2 = 16 |
/// | 128 | 16 | 6 x 2, at an edge 4 x 2 | 12 + 2 + 2 = 16 |
public final class Blocking {

    /// Floats in a vector; 1 where the scalar twins run.
    public static final int LANES = Math.max(1, Kernels.vectorBits() / Float.SIZE);

    /// Whether multiply-adds of 512 bits run at half rate, as on Zen 4.
    static final boolean HALF_RATE = LANES == 16 && Machine.widePorts() == 1;

    /// Vectors across a panel of B.
    static final int VECTORS = 2;

    /// Loop ir: most rows of a tile of C and of a panel of A; [#rows] says how many the next one has.
    public static final int MR = Kernels.vectorBits() == 512 ? 8 : 6;

    /// Floats from one k to the next in a panel of A, a power of two: with another step the optimising compiler keeps
    /// range checks in the loop.
    public static final int A_STEP = 8;

    /// Loop jr: columns of a tile of C and of a panel of B.
    public static final int NR = VECTORS * LANES;

    /// Loop pc: longest run of k. Up to here C is written once, and never read; a panel of B, `4 * KC * NR` bytes (128
    /// KiB or less), comes from L2 for each tile, at 8 bytes per cycle of multiply-adds.
    static final int KC = 1024;

    /// Loop ic: rows of a block of A, which takes at most half of L2 beside a panel of B and what passes by; a quarter
    /// where vectors of 512 bits run at half rate and B comes from L3 fast enough.
    static final long SHARE_OF_A = HALF_RATE ? Machine.l2() / 4 : Machine.l2() / 2;

    /// Loop ic: the same up to [#SHORT_K], where writing C costs most: few rows of C are written side by side, each
    /// along its length.
    static final int SHORT_MC = 32 / MR * MR;

    /// Bytes of the rows of C in such a block, or one row of tiles if they are longer: more runs of memory than that at
    /// a time, each in pages of its own, are not fetched ahead.
    static final int SHORT_BYTES = 1 << 15;

    /// Longest k that counts as short.
    static final int SHORT_K = 256;

    /// Bytes of a block that is all of A, where each panel of B is packed just before its use: half of L2.
    static final int BLOCK_OF_A = (int) (Machine.l2() / 2);

    /// A is read where it lies if C has at most this many columns: there are too few tiles beside each other to repay
    /// packing. The kernel for that has range checks in its loop and loads much, which costs nothing only where the
    /// multiply-adds run at half rate.
    static final int DIRECT_COLUMNS = HALF_RATE ? 64 : LANES == 16 ? LANES : 0;

    /// A is read where it lies if it has at most this many rows: tiles of 4 rows waste less than those of 8. The same
    /// goes for these.
    static final int DIRECT_ROWS = HALF_RATE ? 28 : 0;

    /// C is computed as its transpose for at most this many columns if B is not transposed.
    static final int SWAPPED_COLUMNS = 64;

    /// Loop jc: columns of a block of B. The block, `4 * KC * NC` bytes, takes a small share of L3 (4 MiB or more per
    /// core); a multiple of every NR.
    static final int NC = 1024;

    /// Up to this many rows go the way of few rows, which packs no B and leaves no rows of a tile empty.
    static final int FEW_ROWS = MR - 1;

    /// From this many rows on, packed B is read by tiles all the same where those have 6 rows: they repay packing A,
    /// whose step in the kernel is then constant, and at most one row of a tile is empty.
    static final int TILED_ROWS = MR == 6 ? 4 : MR;

    /// Few rows: longest run of k. The rows of A, `4 * FEW_ROWS * ROW_KC` bytes, stay in L2 beside B that streams past.
    static final int ROW_KC = 8192;

    /// Few rows: longest run of k of B where it has to be packed.
    static final int ROW_PACKED_K = 256;

    /// Panels of B beside each other in the kernel for one row: `ROW_PANELS * VECTORS` = 8 accumulators hide the
    /// latency.
    static final int ROW_PANELS = 4;

    /// Multiply-adds below which one more thread costs more than it brings: some 8 microseconds of work.
    public static final long WORK_PER_PART = 3 << 17;

    /// The same for a team that does not sleep between calls: some 1.5 microseconds.
    public static final long WORK_PER_PART_AWAKE = 1 << 16;

    private Blocking() {
    }

    /// Splits `k` into runs of nearly equal length, at most `longest`.
    static int balanced(int k, int longest) {
        int runs = (k + longest - 1) / longest;
        return runs == 0 ? 0 : (k + runs - 1) / runs;
    }

    /// Rows of a block of A for this k, where a row of C takes `row` bytes.
    static int rowsOfBlock(int k, long row) {
        return k > SHORT_K ? fitting(SHARE_OF_A, HALF_RATE ? KC : k)
                : Math.clamp(SHORT_BYTES / row / MR * MR, MR, SHORT_MC);
    }

    /// Rows of A in whole panels that so many bytes hold with `k` floats each, at least one panel.
    private static int fitting(long bytes, int k) {
        return (int) Math.max(1, bytes / ((long) A_STEP * Float.BYTES * k)) * MR;
    }

    /// Rows of the next tile of C and panel of A where so many are left, and at most `most` (MR, or 4 below 512 bits).
    /// Below 512 bits there are tiles of 6 rows and of 4, and two of 4 are better than one of 6 and a rest of two.
    static int rows(int left, int most) {
        return MR == 6 && (left == 7 || left == 8) ? 4 : Math.min(left, most);
    }

    /// Panels that [#rows] makes of so many rows.
    static int panels(int rows, int most) {
        return (rows + most - 1) / most;
    }

    /// Whether `rows` rows of A are one block with k in one run.
    static boolean whole(int rows, int k) {
        return k <= KC && (long) panels(rows, MR) * A_STEP * k * Float.BYTES <= BLOCK_OF_A;
    }

    /// Columns that `n` takes up when packed: the last panel is as wide as needed, in vectors.
    static long paddedColumns(int n) {
        return Kernels.VECTOR ? ((long) n + LANES - 1) / LANES * LANES : n;
    }

    /// Bytes of a packed `k x n` matrix.
    ///
    /// @param k rows
    /// @param n columns
    /// @return the number
    public static long packedBytes(int k, int n) {
        return Math.multiplyExact(Math.multiplyExact((long) k, paddedColumns(n)), (long) Float.BYTES);
    }
}
