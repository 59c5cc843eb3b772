package lanewise.core.convolution;

import lanewise.core.gemm.Blocking;

/// Every size that cuts a loop of a convolution, with the inequality that it meets.
final class Shapes {

    static final int LANES = Blocking.LANES;

    /// Columns of a panel of channels: two vectors, or one in a last panel that needs no more.
    static final int NR = Blocking.NR;

    /// Positions of a tile. What [Blocking] says of the registers of its kernels holds for those of the sums.
    static final int MR = Blocking.MR;

    /// Positions of a tile of sums of two vectors of channels: with 32 registers 24 accumulators + 2 of B + 1 of A, for
    /// each tile costs as much at its begin and end as 10 taps of it do; where no more than MR are left, MR.
    static final int SUMS = LANES == 16 ? 12 : MR;

    /// Floats from one position to the next in a panel of rows, as the kernels of the matrix product want it.
    static final int A_STEP = Blocking.A_STEP;

    /// Floats of the padded input that are worked on at a time, if one row of output needs no more: half of a small L2.
    static final int INPUT = 1 << 16;

    /// Images are worked on together up to so many positions, for a tile that is not full to matter little.
    static final int FEW_POSITIONS = 192;

    /// Positions of a block of the gradient of the weights: a panel of `4 * POSITIONS * NR` bytes and one of rows, `4 *
    /// POSITIONS * A_STEP`, stay in L1, or with vectors of 512 bits, which take longer over a panel, nearly so.
    static final int POSITIONS = LANES == 16 ? 256 : 128;

    /// Runs shorter than this are copied together if all taps are few.
    static final int SHORT_RUN = 16;

    /// All taps of a position whose short runs are copied together.
    static final int SHORT_TAPS = 192;

    /// Taps up to which the gradient of the weights reads image and map where they lie.
    static final int FEW_TAPS = 49;

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
