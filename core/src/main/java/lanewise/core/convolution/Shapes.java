package lanewise.core.convolution;

import lanewise.core.Kernels;
import lanewise.core.gemm.Tiles;

/// Every size that cuts a loop of a convolution, with the inequality that it meets.
final class Shapes {

    /// Floats in a vector; 1 where the scalar twins run.
    static final int LANES = Math.max(1, Kernels.vectorBits() / Float.SIZE);

    /// Columns of a panel of channels: two vectors, or one in a last panel that needs no more.
    static final int NR = 2 * LANES;

    /// Positions of a tile. `MR * 2` accumulators and the vectors of B leave a register or more for the broadcasts of
    /// A: 12 + 2 of 16 at 256 bits, where
    /// 8 accumulators would just hide the latency and lose to any hitch; 16 + 2 of 32 at 512 bits.
    static final int MR = Kernels.vectorBits() == 512 ? 8 : 6;

    /// Floats from one position to the next in a panel of rows, as the kernels of the matrix product want it.
    static final int A_STEP = Tiles.A_STEP;

    /// Floats of the padded input that are worked on at a time, if one row of output needs no more: half of a small L2.
    static final int INPUT = 1 << 16;

    /// Images are worked on together up to so many positions, for a tile that is not full to matter little.
    static final int FEW_POSITIONS = 96;

    /// Positions of a block of the gradient of the weights: a panel of `4 * POSITIONS * NR` bytes and one of rows, `4 *
    /// POSITIONS * A_STEP`, stay in L1.
    static final int POSITIONS = 128;

    /// Runs shorter than this are copied together if all taps are few.
    static final int SHORT_RUN = 16;

    /// All taps of a position whose short runs are copied together.
    static final int SHORT_TAPS = 192;

    /// Multiply-adds below which one more thread costs more than it brings: some 8 microseconds of work.
    static final long WORK_PER_PART = 3 << 17;

    /// The same for a team that does not sleep between calls.
    static final long WORK_PER_PART_AWAKE = 1 << 16;

    private Shapes() {
    }

    /// Columns that `n` channels take up when packed: the last panel is as wide as needed, in vectors.
    static int padded(int n) {
        return (n + LANES - 1) / LANES * LANES;
    }

    /// The width of the panel that begins at column `j` of `n`.
    static int width(int n, int j) {
        return n - j <= LANES ? LANES : NR;
    }
}
