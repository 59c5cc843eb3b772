package lanewise.vae.likelihood;

import lanewise.core.kernel.Scratch;

/// How the float terms of a row are summed: in blocks of [#BLOCK] elements, blocks ascending in double. In a block of n
/// elements lane l of 16 virtual float lanes takes elements l, l + 16, ... below `n - n mod 16`, ascending from zero;
/// the lanes are added in double as a tree of neighbours, (0 + 1) + (2 + 3), ...; then the rest of the block is added
/// in double, ascending. Products go the same way, from one.
///
/// A vector narrower than 16 lanes visits the block once for each run of neighbouring lanes. Loops leave their lanes in
/// an array: reading them out of a vector one by one would outgrow the inlining budget of the loop.
final class RowSum {

    /// Virtual lanes.
    static final int LANES = 16;

    /// Elements in a block: a float lane takes 32 of them.
    static final int BLOCK = 512;

    private RowSum() {
    }

    /// The calling thread's array for the lanes of a block.
    static float[] lanes() {
        return Scratch.rowSums();
    }

    /// Elements of a block of `n` that the lanes take.
    static int inLanes(int n) {
        return n & -LANES;
    }

    /// The tree of sums.
    static double sum(float[] lanes) {
        return (four(lanes, 0) + four(lanes, 4)) + (four(lanes, 8) + four(lanes, 12));
    }

    private static double four(float[] l, int i) {
        return ((double) l[i] + (double) l[i + 1]) + ((double) l[i + 2] + (double) l[i + 3]);
    }

    /// The tree of products.
    static double product(float[] lanes) {
        return (fourFactors(lanes, 0) * fourFactors(lanes, 4)) * (fourFactors(lanes, 8) * fourFactors(lanes, 12));
    }

    private static double fourFactors(float[] l, int i) {
        return ((double) l[i] * (double) l[i + 1]) * ((double) l[i + 2] * (double) l[i + 3]);
    }
}
