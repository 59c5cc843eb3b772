package lanewise.vae.likelihood;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// How the float terms of a row are summed: in blocks of [#BLOCK] elements, blocks ascending in double. In a block of n elements lane l of 16 virtual
/// float lanes takes elements l, l + 16, ... below `n - n mod 16`, ascending from zero; the lanes are added in double as a tree of neighbours, (0 + 1) + (2 + 3),
/// ...; then the rest of the block is added in double, ascending.
///
/// Neighbours first means that every run of 4, 8 or 16 lanes is a tree of its own: a narrow vector visits the block once per run.
final class RowSum {

    /// Virtual lanes.
    static final int LANES = 16;

    /// Elements in a block: a float lane adds up 16 of them.
    static final int BLOCK = 256;

    private RowSum() {
    }

    /// Elements of a block of `n` that the lanes take.
    static int inLanes(int n) {
        return n & -LANES;
    }

    /// Loaded only where vector kernels run.
    static final class Lanes {

        private Lanes() {
        }

        /// The tree over the lanes of one vector.
        static double tree(FloatVector v) {
            if (Species.LANES == 16) {
                return (four(v, 0) + four(v, 4)) + (four(v, 8) + four(v, 12));
            }
            return Species.LANES == 8 ? four(v, 0) + four(v, 4) : four(v, 0);
        }

        private static double four(FloatVector v, int i) {
            return ((double) v.lane(i) + (double) v.lane(i + 1)) + ((double) v.lane(i + 2) + (double) v.lane(i + 3));
        }
    }
}
