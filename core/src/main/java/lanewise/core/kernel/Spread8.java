package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Transposes tiles of 8 rows and 8 columns in vectors of 8 lanes, from a segment to the heap.
///
/// A butterfly at bit t on two rows whose numbers differ in bit t alone swaps that bit of the row with bit t of the
/// lane; once every bit was swapped the tile is transposed. What changes rows is gathered in one vector first: one
/// permutation, which costs most, for two rows. Eklundh, IEEE Transactions on Computers 21(7), 1972.
final class Spread8 {

    private static final VectorShuffle<Float> FLIP_4 = VectorShuffle.fromOp(Species.F, j -> j ^ 4);
    private static final VectorShuffle<Float> FLIP_2 = VectorShuffle.fromOp(Species.F, j -> j ^ 2);
    private static final VectorShuffle<Float> FLIP_1 = VectorShuffle.fromOp(Species.F, j -> j ^ 1);
    private static final VectorMask<Float> BIT_4 = VectorMask.fromLong(Species.F, 0xf0);
    private static final VectorMask<Float> BIT_2 = VectorMask.fromLong(Species.F, 0xcc);
    private static final VectorMask<Float> BIT_1 = VectorMask.fromLong(Species.F, 0xaa);

    private Spread8() {
    }

    /// 8 rows of so many tiles of columns: row i begins at byte `at + i * row` of `from`, column j goes to
    /// `to[toAt + j * step]`.
    static void tiles(int tiles, MemorySegment from, long at, long row, float[] to, int toAt, int step) {
        long source = at;
        int target = toAt;
        for (int t = 0; t < tiles; t++) {
            FloatVector a0 = FloatVector.fromMemorySegment(Species.F, from, source, Species.ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(Species.F, from, source + row, Species.ORDER);
            FloatVector a2 = FloatVector.fromMemorySegment(Species.F, from, source + 2 * row, Species.ORDER);
            FloatVector a3 = FloatVector.fromMemorySegment(Species.F, from, source + 3 * row, Species.ORDER);
            FloatVector a4 = FloatVector.fromMemorySegment(Species.F, from, source + 4 * row, Species.ORDER);
            FloatVector a5 = FloatVector.fromMemorySegment(Species.F, from, source + 5 * row, Species.ORDER);
            FloatVector a6 = FloatVector.fromMemorySegment(Species.F, from, source + 6 * row, Species.ORDER);
            FloatVector a7 = FloatVector.fromMemorySegment(Species.F, from, source + 7 * row, Species.ORDER);
            FloatVector b04 = a4.blend(a0, BIT_4).rearrange(FLIP_4);
            FloatVector b0 = a0.blend(b04, BIT_4);
            FloatVector b4 = b04.blend(a4, BIT_4);
            FloatVector b15 = a5.blend(a1, BIT_4).rearrange(FLIP_4);
            FloatVector b1 = a1.blend(b15, BIT_4);
            FloatVector b5 = b15.blend(a5, BIT_4);
            FloatVector b26 = a6.blend(a2, BIT_4).rearrange(FLIP_4);
            FloatVector b2 = a2.blend(b26, BIT_4);
            FloatVector b6 = b26.blend(a6, BIT_4);
            FloatVector b37 = a7.blend(a3, BIT_4).rearrange(FLIP_4);
            FloatVector b3 = a3.blend(b37, BIT_4);
            FloatVector b7 = b37.blend(a7, BIT_4);
            FloatVector c02 = b2.blend(b0, BIT_2).rearrange(FLIP_2);
            FloatVector c0 = b0.blend(c02, BIT_2);
            FloatVector c2 = c02.blend(b2, BIT_2);
            FloatVector c13 = b3.blend(b1, BIT_2).rearrange(FLIP_2);
            FloatVector c1 = b1.blend(c13, BIT_2);
            FloatVector c3 = c13.blend(b3, BIT_2);
            FloatVector c46 = b6.blend(b4, BIT_2).rearrange(FLIP_2);
            FloatVector c4 = b4.blend(c46, BIT_2);
            FloatVector c6 = c46.blend(b6, BIT_2);
            FloatVector c57 = b7.blend(b5, BIT_2).rearrange(FLIP_2);
            FloatVector c5 = b5.blend(c57, BIT_2);
            FloatVector c7 = c57.blend(b7, BIT_2);
            FloatVector d01 = c1.blend(c0, BIT_1).rearrange(FLIP_1);
            FloatVector d0 = c0.blend(d01, BIT_1);
            FloatVector d1 = d01.blend(c1, BIT_1);
            FloatVector d23 = c3.blend(c2, BIT_1).rearrange(FLIP_1);
            FloatVector d2 = c2.blend(d23, BIT_1);
            FloatVector d3 = d23.blend(c3, BIT_1);
            FloatVector d45 = c5.blend(c4, BIT_1).rearrange(FLIP_1);
            FloatVector d4 = c4.blend(d45, BIT_1);
            FloatVector d5 = d45.blend(c5, BIT_1);
            FloatVector d67 = c7.blend(c6, BIT_1).rearrange(FLIP_1);
            FloatVector d6 = c6.blend(d67, BIT_1);
            FloatVector d7 = d67.blend(c7, BIT_1);
            d0.intoArray(to, target);
            d1.intoArray(to, target + step);
            d2.intoArray(to, target + 2 * step);
            d3.intoArray(to, target + 3 * step);
            d4.intoArray(to, target + 4 * step);
            d5.intoArray(to, target + 5 * step);
            d6.intoArray(to, target + 6 * step);
            d7.intoArray(to, target + 7 * step);
            source += 32;
            target += 8 * step;
        }
    }
}
