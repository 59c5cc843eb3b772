package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Transposes tiles of 4 rows and 4 columns in vectors of 4 lanes, from a segment to the heap.
///
/// A butterfly at bit t on two rows whose numbers differ in bit t alone swaps that bit of the row with bit t of the
/// lane; once every bit was swapped the tile is transposed. What changes rows is gathered in one vector first: one
/// permutation, which costs most, for two rows. Eklundh, IEEE Transactions on Computers 21(7), 1972.
final class Spread4 {

    private static final VectorShuffle<Float> FLIP_2 = VectorShuffle.fromOp(Species.F, j -> j ^ 2);
    private static final VectorShuffle<Float> FLIP_1 = VectorShuffle.fromOp(Species.F, j -> j ^ 1);
    private static final VectorMask<Float> BIT_2 = VectorMask.fromLong(Species.F, 0xc);
    private static final VectorMask<Float> BIT_1 = VectorMask.fromLong(Species.F, 0xa);

    private Spread4() {
    }

    /// 4 rows of so many tiles of columns: row i begins at byte `at + i * row` of `from`, column j goes to
    /// `to[toAt + j * step]`.
    static void tiles(int tiles, MemorySegment from, long at, long row, float[] to, int toAt, int step) {
        long source = at;
        int target = toAt;
        for (int t = 0; t < tiles; t++) {
            FloatVector a0 = FloatVector.fromMemorySegment(Species.F, from, source, Species.ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(Species.F, from, source + row, Species.ORDER);
            FloatVector a2 = FloatVector.fromMemorySegment(Species.F, from, source + 2 * row, Species.ORDER);
            FloatVector a3 = FloatVector.fromMemorySegment(Species.F, from, source + 3 * row, Species.ORDER);
            FloatVector b02 = a2.blend(a0, BIT_2).rearrange(FLIP_2);
            FloatVector b0 = a0.blend(b02, BIT_2);
            FloatVector b2 = b02.blend(a2, BIT_2);
            FloatVector b13 = a3.blend(a1, BIT_2).rearrange(FLIP_2);
            FloatVector b1 = a1.blend(b13, BIT_2);
            FloatVector b3 = b13.blend(a3, BIT_2);
            FloatVector c01 = b1.blend(b0, BIT_1).rearrange(FLIP_1);
            FloatVector c0 = b0.blend(c01, BIT_1);
            FloatVector c1 = c01.blend(b1, BIT_1);
            FloatVector c23 = b3.blend(b2, BIT_1).rearrange(FLIP_1);
            FloatVector c2 = b2.blend(c23, BIT_1);
            FloatVector c3 = c23.blend(b3, BIT_1);
            c0.intoArray(to, target);
            c1.intoArray(to, target + step);
            c2.intoArray(to, target + 2 * step);
            c3.intoArray(to, target + 3 * step);
            source += 16;
            target += 4 * step;
        }
    }
}
