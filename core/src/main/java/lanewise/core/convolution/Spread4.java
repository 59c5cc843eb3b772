package lanewise.core.convolution;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import lanewise.core.kernel.Species;

/// Transposes tiles of 4 positions and 4 channels in vectors of 4 lanes.
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

    /// 4 positions of so many tiles of channels: position p begins at `from[at + p * channels]`, channel c goes to
    /// `to[toAt + c * step]`.
    static void tiles(int tiles, float[] from, int at, int channels, float[] to, int toAt, int step) {
        int source = at;
        int target = toAt;
        for (int t = 0; t < tiles; t++) {
            FloatVector a0 = FloatVector.fromArray(Species.F, from, source);
            FloatVector a1 = FloatVector.fromArray(Species.F, from, source + channels);
            FloatVector a2 = FloatVector.fromArray(Species.F, from, source + 2 * channels);
            FloatVector a3 = FloatVector.fromArray(Species.F, from, source + 3 * channels);
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
            source += 4;
            target += 4 * step;
        }
    }
}
