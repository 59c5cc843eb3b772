package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Transposes tiles of 16 rows and 16 columns in vectors of 16 lanes, from a segment to the heap.
///
/// A butterfly at bit t on two rows whose numbers differ in bit t alone swaps that bit of the row with bit t of the
/// lane; once every bit was swapped the tile is transposed. What changes rows is gathered in one vector first: one
/// permutation, which costs most, for two rows. Eklundh, IEEE Transactions on Computers 21(7), 1972.
final class Spread16 {

    private static final VectorShuffle<Float> FLIP_8 = VectorShuffle.fromOp(Species.F, j -> j ^ 8);
    private static final VectorShuffle<Float> FLIP_4 = VectorShuffle.fromOp(Species.F, j -> j ^ 4);
    private static final VectorShuffle<Float> FLIP_2 = VectorShuffle.fromOp(Species.F, j -> j ^ 2);
    private static final VectorShuffle<Float> FLIP_1 = VectorShuffle.fromOp(Species.F, j -> j ^ 1);
    private static final VectorMask<Float> BIT_8 = VectorMask.fromLong(Species.F, 0xff00);
    private static final VectorMask<Float> BIT_4 = VectorMask.fromLong(Species.F, 0xf0f0);
    private static final VectorMask<Float> BIT_2 = VectorMask.fromLong(Species.F, 0xcccc);
    private static final VectorMask<Float> BIT_1 = VectorMask.fromLong(Species.F, 0xaaaa);

    private Spread16() {
    }

    /// 16 rows of so many tiles of columns: row i begins at byte `at + i * row` of `from`, column j goes to
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
            FloatVector a8 = FloatVector.fromMemorySegment(Species.F, from, source + 8 * row, Species.ORDER);
            FloatVector a9 = FloatVector.fromMemorySegment(Species.F, from, source + 9 * row, Species.ORDER);
            FloatVector a10 = FloatVector.fromMemorySegment(Species.F, from, source + 10 * row, Species.ORDER);
            FloatVector a11 = FloatVector.fromMemorySegment(Species.F, from, source + 11 * row, Species.ORDER);
            FloatVector a12 = FloatVector.fromMemorySegment(Species.F, from, source + 12 * row, Species.ORDER);
            FloatVector a13 = FloatVector.fromMemorySegment(Species.F, from, source + 13 * row, Species.ORDER);
            FloatVector a14 = FloatVector.fromMemorySegment(Species.F, from, source + 14 * row, Species.ORDER);
            FloatVector a15 = FloatVector.fromMemorySegment(Species.F, from, source + 15 * row, Species.ORDER);
            FloatVector b0x8 = a8.blend(a0, BIT_8).rearrange(FLIP_8);
            FloatVector b0 = a0.blend(b0x8, BIT_8);
            FloatVector b8 = b0x8.blend(a8, BIT_8);
            FloatVector b1x9 = a9.blend(a1, BIT_8).rearrange(FLIP_8);
            FloatVector b1 = a1.blend(b1x9, BIT_8);
            FloatVector b9 = b1x9.blend(a9, BIT_8);
            FloatVector b2x10 = a10.blend(a2, BIT_8).rearrange(FLIP_8);
            FloatVector b2 = a2.blend(b2x10, BIT_8);
            FloatVector b10 = b2x10.blend(a10, BIT_8);
            FloatVector b3x11 = a11.blend(a3, BIT_8).rearrange(FLIP_8);
            FloatVector b3 = a3.blend(b3x11, BIT_8);
            FloatVector b11 = b3x11.blend(a11, BIT_8);
            FloatVector b4x12 = a12.blend(a4, BIT_8).rearrange(FLIP_8);
            FloatVector b4 = a4.blend(b4x12, BIT_8);
            FloatVector b12 = b4x12.blend(a12, BIT_8);
            FloatVector b5x13 = a13.blend(a5, BIT_8).rearrange(FLIP_8);
            FloatVector b5 = a5.blend(b5x13, BIT_8);
            FloatVector b13 = b5x13.blend(a13, BIT_8);
            FloatVector b6x14 = a14.blend(a6, BIT_8).rearrange(FLIP_8);
            FloatVector b6 = a6.blend(b6x14, BIT_8);
            FloatVector b14 = b6x14.blend(a14, BIT_8);
            FloatVector b7x15 = a15.blend(a7, BIT_8).rearrange(FLIP_8);
            FloatVector b7 = a7.blend(b7x15, BIT_8);
            FloatVector b15 = b7x15.blend(a15, BIT_8);
            FloatVector c0x4 = b4.blend(b0, BIT_4).rearrange(FLIP_4);
            FloatVector c0 = b0.blend(c0x4, BIT_4);
            FloatVector c4 = c0x4.blend(b4, BIT_4);
            FloatVector c1x5 = b5.blend(b1, BIT_4).rearrange(FLIP_4);
            FloatVector c1 = b1.blend(c1x5, BIT_4);
            FloatVector c5 = c1x5.blend(b5, BIT_4);
            FloatVector c2x6 = b6.blend(b2, BIT_4).rearrange(FLIP_4);
            FloatVector c2 = b2.blend(c2x6, BIT_4);
            FloatVector c6 = c2x6.blend(b6, BIT_4);
            FloatVector c3x7 = b7.blend(b3, BIT_4).rearrange(FLIP_4);
            FloatVector c3 = b3.blend(c3x7, BIT_4);
            FloatVector c7 = c3x7.blend(b7, BIT_4);
            FloatVector c8x12 = b12.blend(b8, BIT_4).rearrange(FLIP_4);
            FloatVector c8 = b8.blend(c8x12, BIT_4);
            FloatVector c12 = c8x12.blend(b12, BIT_4);
            FloatVector c9x13 = b13.blend(b9, BIT_4).rearrange(FLIP_4);
            FloatVector c9 = b9.blend(c9x13, BIT_4);
            FloatVector c13 = c9x13.blend(b13, BIT_4);
            FloatVector c10x14 = b14.blend(b10, BIT_4).rearrange(FLIP_4);
            FloatVector c10 = b10.blend(c10x14, BIT_4);
            FloatVector c14 = c10x14.blend(b14, BIT_4);
            FloatVector c11x15 = b15.blend(b11, BIT_4).rearrange(FLIP_4);
            FloatVector c11 = b11.blend(c11x15, BIT_4);
            FloatVector c15 = c11x15.blend(b15, BIT_4);
            FloatVector d0x2 = c2.blend(c0, BIT_2).rearrange(FLIP_2);
            FloatVector d0 = c0.blend(d0x2, BIT_2);
            FloatVector d2 = d0x2.blend(c2, BIT_2);
            FloatVector d1x3 = c3.blend(c1, BIT_2).rearrange(FLIP_2);
            FloatVector d1 = c1.blend(d1x3, BIT_2);
            FloatVector d3 = d1x3.blend(c3, BIT_2);
            FloatVector d4x6 = c6.blend(c4, BIT_2).rearrange(FLIP_2);
            FloatVector d4 = c4.blend(d4x6, BIT_2);
            FloatVector d6 = d4x6.blend(c6, BIT_2);
            FloatVector d5x7 = c7.blend(c5, BIT_2).rearrange(FLIP_2);
            FloatVector d5 = c5.blend(d5x7, BIT_2);
            FloatVector d7 = d5x7.blend(c7, BIT_2);
            FloatVector d8x10 = c10.blend(c8, BIT_2).rearrange(FLIP_2);
            FloatVector d8 = c8.blend(d8x10, BIT_2);
            FloatVector d10 = d8x10.blend(c10, BIT_2);
            FloatVector d9x11 = c11.blend(c9, BIT_2).rearrange(FLIP_2);
            FloatVector d9 = c9.blend(d9x11, BIT_2);
            FloatVector d11 = d9x11.blend(c11, BIT_2);
            FloatVector d12x14 = c14.blend(c12, BIT_2).rearrange(FLIP_2);
            FloatVector d12 = c12.blend(d12x14, BIT_2);
            FloatVector d14 = d12x14.blend(c14, BIT_2);
            FloatVector d13x15 = c15.blend(c13, BIT_2).rearrange(FLIP_2);
            FloatVector d13 = c13.blend(d13x15, BIT_2);
            FloatVector d15 = d13x15.blend(c15, BIT_2);
            FloatVector e0x1 = d1.blend(d0, BIT_1).rearrange(FLIP_1);
            FloatVector e0 = d0.blend(e0x1, BIT_1);
            FloatVector e1 = e0x1.blend(d1, BIT_1);
            FloatVector e2x3 = d3.blend(d2, BIT_1).rearrange(FLIP_1);
            FloatVector e2 = d2.blend(e2x3, BIT_1);
            FloatVector e3 = e2x3.blend(d3, BIT_1);
            FloatVector e4x5 = d5.blend(d4, BIT_1).rearrange(FLIP_1);
            FloatVector e4 = d4.blend(e4x5, BIT_1);
            FloatVector e5 = e4x5.blend(d5, BIT_1);
            FloatVector e6x7 = d7.blend(d6, BIT_1).rearrange(FLIP_1);
            FloatVector e6 = d6.blend(e6x7, BIT_1);
            FloatVector e7 = e6x7.blend(d7, BIT_1);
            FloatVector e8x9 = d9.blend(d8, BIT_1).rearrange(FLIP_1);
            FloatVector e8 = d8.blend(e8x9, BIT_1);
            FloatVector e9 = e8x9.blend(d9, BIT_1);
            FloatVector e10x11 = d11.blend(d10, BIT_1).rearrange(FLIP_1);
            FloatVector e10 = d10.blend(e10x11, BIT_1);
            FloatVector e11 = e10x11.blend(d11, BIT_1);
            FloatVector e12x13 = d13.blend(d12, BIT_1).rearrange(FLIP_1);
            FloatVector e12 = d12.blend(e12x13, BIT_1);
            FloatVector e13 = e12x13.blend(d13, BIT_1);
            FloatVector e14x15 = d15.blend(d14, BIT_1).rearrange(FLIP_1);
            FloatVector e14 = d14.blend(e14x15, BIT_1);
            FloatVector e15 = e14x15.blend(d15, BIT_1);
            e0.intoArray(to, target);
            e1.intoArray(to, target + step);
            e2.intoArray(to, target + 2 * step);
            e3.intoArray(to, target + 3 * step);
            e4.intoArray(to, target + 4 * step);
            e5.intoArray(to, target + 5 * step);
            e6.intoArray(to, target + 6 * step);
            e7.intoArray(to, target + 7 * step);
            e8.intoArray(to, target + 8 * step);
            e9.intoArray(to, target + 9 * step);
            e10.intoArray(to, target + 10 * step);
            e11.intoArray(to, target + 11 * step);
            e12.intoArray(to, target + 12 * step);
            e13.intoArray(to, target + 13 * step);
            e14.intoArray(to, target + 14 * step);
            e15.intoArray(to, target + 15 * step);
            source += 64;
            target += 16 * step;
        }
    }
}
