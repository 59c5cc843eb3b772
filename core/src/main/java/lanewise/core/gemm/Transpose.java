package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import lanewise.core.kernel.Species;

/// Transposes tiles of LANES x LANES floats in place of packing them one by one.
///
/// Write the position of an element as row bits and lane bits. A butterfly at bit t on two rows whose numbers differ in
/// bit t alone swaps that row bit with lane bit t; once every bit was swapped the tile is transposed. Two bits are done
/// per pass over memory, four rows at a time, so that each method stays small.
final class Transpose {

    private static final int LANES = Species.LANES;
    static final VectorShuffle<Float> UP_1 = shifted(-1);
    static final VectorShuffle<Float> UP_2 = shifted(-2);
    static final VectorShuffle<Float> UP_4 = shifted(-4);
    static final VectorShuffle<Float> UP_8 = shifted(-8);
    static final VectorShuffle<Float> DOWN_1 = shifted(1);
    static final VectorShuffle<Float> DOWN_2 = shifted(2);
    static final VectorShuffle<Float> DOWN_4 = shifted(4);
    static final VectorShuffle<Float> DOWN_8 = shifted(8);
    static final VectorMask<Float> BIT_1 = lanesWith(1);
    static final VectorMask<Float> BIT_2 = lanesWith(2);
    static final VectorMask<Float> BIT_4 = lanesWith(4);
    static final VectorMask<Float> BIT_8 = lanesWith(8);

    private Transpose() {
    }

    /// Lane j takes lane j + by, round the end.
    private static VectorShuffle<Float> shifted(int by) {
        return VectorShuffle.fromOp(Species.F, j -> j + by & LANES - 1);
    }

    /// The lanes whose number has this bit.
    private static VectorMask<Float> lanesWith(int bit) {
        long lanes = 0;
        for (int j = 0; j < LANES; j++) {
            if ((j & bit) != 0) {
                lanes |= 1L << j;
            }
        }
        return VectorMask.fromLong(Species.F, lanes);
    }

    /// Transposes a tile: rows `offset + min(r, rows - 1) * rowStride` for r below LANES become LANES rows `toStride`
    /// bytes apart. Of at most 8 rows 16 lanes hold each twice ([Packing]).
    static void tile(MemorySegment from, long offset, long rowStride, int rows, MemorySegment to, long toOffset,
            long toStride) {
        int last = rows - 1;
        if (LANES == 16) {
            int half = rows <= 8 ? 0 : 8;
            for (int i = 0; i < 4; i++) {
                bits4And8(from, offset + Math.min(i, last) * rowStride, offset + Math.min(i + 4, last) * rowStride,
                        offset + Math.min(i + half, last) * rowStride,
                        offset + Math.min(i + 4 + half, last) * rowStride, to, toOffset + i * toStride, 4 * toStride);
            }
        } else if (LANES == 8) {
            for (int i = 0; i < 4; i++) {
                bit4(from, offset + Math.min(i, last) * rowStride, offset + Math.min(i + 4, last) * rowStride, to,
                        toOffset + i * toStride, 4 * toStride);
            }
        } else {
            bits1And2(from, offset, offset + Math.min(1, last) * rowStride, offset + Math.min(2, last) * rowStride,
                    offset + Math.min(3, last) * rowStride, to, toOffset, toStride);
            return;
        }
        for (int i = 0; i < LANES; i += 4) {
            long at = toOffset + i * toStride;
            bits1And2(to, at, at + toStride, at + 2 * toStride, at + 3 * toStride, to, at, toStride);
        }
    }

    private static void bits1And2(MemorySegment from, long o0, long o1, long o2, long o3, MemorySegment to, long at,
            long stride) {
        FloatVector a0 = FloatVector.fromMemorySegment(Species.F, from, o0, Species.ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(Species.F, from, o1, Species.ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(Species.F, from, o2, Species.ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(Species.F, from, o3, Species.ORDER);
        FloatVector b0 = a0.blend(a2.rearrange(UP_2), BIT_2);
        FloatVector b2 = a0.rearrange(DOWN_2).blend(a2, BIT_2);
        FloatVector b1 = a1.blend(a3.rearrange(UP_2), BIT_2);
        FloatVector b3 = a1.rearrange(DOWN_2).blend(a3, BIT_2);
        FloatVector.fromMemorySegment(Species.F, to, at, Species.ORDER);
        b0.blend(b1.rearrange(UP_1), BIT_1).intoMemorySegment(to, at, Species.ORDER);
        b0.rearrange(DOWN_1).blend(b1, BIT_1).intoMemorySegment(to, at + stride, Species.ORDER);
        b2.blend(b3.rearrange(UP_1), BIT_1).intoMemorySegment(to, at + 2 * stride, Species.ORDER);
        b2.rearrange(DOWN_1).blend(b3, BIT_1).intoMemorySegment(to, at + 3 * stride, Species.ORDER);
    }

    private static void bits4And8(MemorySegment from, long o0, long o1, long o2, long o3, MemorySegment to, long at,
            long stride) {
        FloatVector a0 = FloatVector.fromMemorySegment(Species.F, from, o0, Species.ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(Species.F, from, o1, Species.ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(Species.F, from, o2, Species.ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(Species.F, from, o3, Species.ORDER);
        FloatVector b0 = a0.blend(a2.rearrange(UP_8), BIT_8);
        FloatVector b2 = a0.rearrange(DOWN_8).blend(a2, BIT_8);
        FloatVector b1 = a1.blend(a3.rearrange(UP_8), BIT_8);
        FloatVector b3 = a1.rearrange(DOWN_8).blend(a3, BIT_8);
        FloatVector.fromMemorySegment(Species.F, to, at, Species.ORDER);
        b0.blend(b1.rearrange(UP_4), BIT_4).intoMemorySegment(to, at, Species.ORDER);
        b0.rearrange(DOWN_4).blend(b1, BIT_4).intoMemorySegment(to, at + stride, Species.ORDER);
        b2.blend(b3.rearrange(UP_4), BIT_4).intoMemorySegment(to, at + 2 * stride, Species.ORDER);
        b2.rearrange(DOWN_4).blend(b3, BIT_4).intoMemorySegment(to, at + 3 * stride, Species.ORDER);
    }

    private static void bit4(MemorySegment from, long o0, long o1, MemorySegment to, long at, long stride) {
        FloatVector a0 = FloatVector.fromMemorySegment(Species.F, from, o0, Species.ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(Species.F, from, o1, Species.ORDER);
        FloatVector.fromMemorySegment(Species.F, to, at, Species.ORDER);
        a0.blend(a1.rearrange(UP_4), BIT_4).intoMemorySegment(to, at, Species.ORDER);
        a0.rearrange(DOWN_4).blend(a1, BIT_4).intoMemorySegment(to, at + stride, Species.ORDER);
    }
}
