package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import lanewise.core.kernel.Species;

/// Packs `alpha * A` for 8 rows of contiguous floats at 512 bits: 16 k at a time become 8 vectors of 2 k x 8 rows.
///
/// With the row r = (r2 r1 r0) and the lane k = (k3 k2 k1 k0) in bits, butterflies (see [Transpose]) swap r2 with k3,
/// r1 with k2 and r0 with k1; then the lanes (r2 r1 r0 k0) are turned to (k0 r2 r1 r0).
final class TransposeRows8 {

    /// Length of the run of k done at once.
    static final int RUN = 16;

    private static final VectorShuffle<Float> UP_8 = shuffle(j -> j - 8 & 15);
    private static final VectorShuffle<Float> UP_4 = shuffle(j -> j - 4 & 15);
    private static final VectorShuffle<Float> DOWN_8 = shuffle(j -> j + 8 & 15);
    private static final VectorShuffle<Float> DOWN_4 = shuffle(j -> j + 4 & 15);
    private static final VectorMask<Float> BIT_8 = VectorMask.fromLong(Species.F, 0xff00);
    private static final VectorMask<Float> BIT_4 = VectorMask.fromLong(Species.F, 0xf0f0);
    /// Lane (k0 r2 r1 r0) takes lane (r2 r1 r0 k0): the last turn, alone and after the last butterfly.
    private static final VectorShuffle<Float> TURN = shuffle(TransposeRows8::turned);
    private static final VectorShuffle<Float> TURN_UP_2 = shuffle(j -> turned(j) - 2 & 15);
    private static final VectorShuffle<Float> TURN_DOWN_2 = shuffle(j -> turned(j) + 2 & 15);
    /// Lanes with r0, which is bit 1 before the turn and bit 0 after it.
    private static final VectorMask<Float> TURNED_BIT_2 = VectorMask.fromLong(Species.F, 0xaaaa);

    private TransposeRows8() {
    }

    private static VectorShuffle<Float> shuffle(java.util.function.IntUnaryOperator source) {
        return VectorShuffle.fromOp(Species.F, j -> source.applyAsInt(j) & Species.LANES - 1);
    }

    private static int turned(int lane) {
        return (lane & 7) << 1 | lane >> 3;
    }

    /// Packs a panel; row r begins at byte `offset + min(r, rows - 1) * rowStride`; `kc` is at least [#RUN].
    static void panel(float alpha, MemorySegment a, long offset, long rowStride, int rows, int kc,
            float[] packed, int at) {
        int last = rows - 1;
        for (int k = 0; k < kc; k += RUN) {
            // The last run may overlap the one before, and then writes the same values again.
            int begin = Math.min(k, kc - RUN);
            long from = offset + ((long) begin << 2);
            int to = at + begin * 8;
            for (int i = 0; i < 2; i++) {
                bits4And8(alpha, a, from + Math.min(i, last) * rowStride, from + Math.min(i + 2, last) * rowStride,
                        from + Math.min(i + 4, last) * rowStride, from + Math.min(i + 6, last) * rowStride, packed,
                        to + i * 16);
            }
            bit2AndTurn(packed, to);
            bit2AndTurn(packed, to + 64);
        }
    }

    /// Rows i, i + 2, i + 4, i + 6 become vectors i, i + 2, i + 4, i + 6.
    private static void bits4And8(float alpha, MemorySegment a, long o0, long o1, long o2, long o3,
            float[] packed, int at) {
        FloatVector a0 = FloatVector.fromMemorySegment(Species.F, a, o0, Species.ORDER).mul(alpha);
        FloatVector a1 = FloatVector.fromMemorySegment(Species.F, a, o1, Species.ORDER).mul(alpha);
        FloatVector a2 = FloatVector.fromMemorySegment(Species.F, a, o2, Species.ORDER).mul(alpha);
        FloatVector a3 = FloatVector.fromMemorySegment(Species.F, a, o3, Species.ORDER).mul(alpha);
        FloatVector b0 = a0.blend(a2.rearrange(UP_8), BIT_8);
        FloatVector b2 = a0.rearrange(DOWN_8).blend(a2, BIT_8);
        FloatVector b1 = a1.blend(a3.rearrange(UP_8), BIT_8);
        FloatVector b3 = a1.rearrange(DOWN_8).blend(a3, BIT_8);
        b0.blend(b1.rearrange(UP_4), BIT_4).intoArray(packed, at);
        b0.rearrange(DOWN_4).blend(b1, BIT_4).intoArray(packed, at + 32);
        b2.blend(b3.rearrange(UP_4), BIT_4).intoArray(packed, at + 64);
        b2.rearrange(DOWN_4).blend(b3, BIT_4).intoArray(packed, at + 96);
    }

    /// Two pairs of vectors in place.
    private static void bit2AndTurn(float[] packed, int at) {
        FloatVector a0 = FloatVector.fromArray(Species.F, packed, at);
        FloatVector a1 = FloatVector.fromArray(Species.F, packed, at + 16);
        FloatVector a2 = FloatVector.fromArray(Species.F, packed, at + 32);
        FloatVector a3 = FloatVector.fromArray(Species.F, packed, at + 48);
        a0.rearrange(TURN).blend(a1.rearrange(TURN_UP_2), TURNED_BIT_2).intoArray(packed, at);
        a0.rearrange(TURN_DOWN_2).blend(a1.rearrange(TURN), TURNED_BIT_2).intoArray(packed, at + 16);
        a2.rearrange(TURN).blend(a3.rearrange(TURN_UP_2), TURNED_BIT_2).intoArray(packed, at + 32);
        a2.rearrange(TURN_DOWN_2).blend(a3.rearrange(TURN), TURNED_BIT_2).intoArray(packed, at + 48);
    }
}
