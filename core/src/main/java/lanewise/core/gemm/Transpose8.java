package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Transposes tiles of 8 x 8 floats in one pass, in vectors of 8 lanes; see [Transpose] for the butterflies.
final class Transpose8 {

    /// Rows and columns of a tile.
    static final int SIDE = 8;

    private static final long VECTOR = (long) SIDE * Float.BYTES;

    private Transpose8() {
    }

    /// Packs `alpha * A` for a panel of 8 rows or fewer of contiguous floats; row r begins at byte
    /// `offset + min(r, last) * rowStride`; 8 k make a tile.
    static void panel(float alpha, MemorySegment a, long offset, long rowStride, int last, int tiles, float[] packed,
            int target) {
        long p0 = offset;
        long p1 = offset + Math.min(1, last) * rowStride;
        long p2 = offset + Math.min(2, last) * rowStride;
        long p3 = offset + Math.min(3, last) * rowStride;
        long p4 = offset + Math.min(4, last) * rowStride;
        long p5 = offset + Math.min(5, last) * rowStride;
        long p6 = offset + Math.min(6, last) * rowStride;
        long p7 = offset + Math.min(7, last) * rowStride;
        int at = target;
        for (int t = 0; t < tiles; t++) {
            FloatVector a0 = FloatVector.fromMemorySegment(Species.F, a, p0, Species.ORDER).mul(alpha);
            FloatVector a1 = FloatVector.fromMemorySegment(Species.F, a, p1, Species.ORDER).mul(alpha);
            FloatVector a2 = FloatVector.fromMemorySegment(Species.F, a, p2, Species.ORDER).mul(alpha);
            FloatVector a3 = FloatVector.fromMemorySegment(Species.F, a, p3, Species.ORDER).mul(alpha);
            FloatVector a4 = FloatVector.fromMemorySegment(Species.F, a, p4, Species.ORDER).mul(alpha);
            FloatVector a5 = FloatVector.fromMemorySegment(Species.F, a, p5, Species.ORDER).mul(alpha);
            FloatVector a6 = FloatVector.fromMemorySegment(Species.F, a, p6, Species.ORDER).mul(alpha);
            FloatVector a7 = FloatVector.fromMemorySegment(Species.F, a, p7, Species.ORDER).mul(alpha);
            FloatVector b0 = a0.blend(a4.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b4 = a0.rearrange(Transpose.DOWN_4).blend(a4, Transpose.BIT_4);
            FloatVector b1 = a1.blend(a5.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b5 = a1.rearrange(Transpose.DOWN_4).blend(a5, Transpose.BIT_4);
            FloatVector b2 = a2.blend(a6.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b6 = a2.rearrange(Transpose.DOWN_4).blend(a6, Transpose.BIT_4);
            FloatVector b3 = a3.blend(a7.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b7 = a3.rearrange(Transpose.DOWN_4).blend(a7, Transpose.BIT_4);
            FloatVector d0 = b0.blend(b2.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d2 = b0.rearrange(Transpose.DOWN_2).blend(b2, Transpose.BIT_2);
            FloatVector d1 = b1.blend(b3.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d3 = b1.rearrange(Transpose.DOWN_2).blend(b3, Transpose.BIT_2);
            FloatVector d4 = b4.blend(b6.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d6 = b4.rearrange(Transpose.DOWN_2).blend(b6, Transpose.BIT_2);
            FloatVector d5 = b5.blend(b7.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d7 = b5.rearrange(Transpose.DOWN_2).blend(b7, Transpose.BIT_2);
            FloatVector e0 = d0.blend(d1.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e1 = d0.rearrange(Transpose.DOWN_1).blend(d1, Transpose.BIT_1);
            FloatVector e2 = d2.blend(d3.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e3 = d2.rearrange(Transpose.DOWN_1).blend(d3, Transpose.BIT_1);
            FloatVector e4 = d4.blend(d5.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e5 = d4.rearrange(Transpose.DOWN_1).blend(d5, Transpose.BIT_1);
            FloatVector e6 = d6.blend(d7.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e7 = d6.rearrange(Transpose.DOWN_1).blend(d7, Transpose.BIT_1);
            e0.intoArray(packed, at);
            e1.intoArray(packed, at + 8);
            e2.intoArray(packed, at + 16);
            e3.intoArray(packed, at + 24);
            e4.intoArray(packed, at + 32);
            e5.intoArray(packed, at + 40);
            e6.intoArray(packed, at + 48);
            e7.intoArray(packed, at + 56);
            p0 += VECTOR;
            p1 += VECTOR;
            p2 += VECTOR;
            p3 += VECTOR;
            p4 += VECTOR;
            p5 += VECTOR;
            p6 += VECTOR;
            p7 += VECTOR;
            at += 64;
        }
    }

    /// Transposes `tiles` tiles: 8 rows, `rowStride` bytes apart, become rows of 8, `toStride` bytes apart.
    static void tiles(int tiles, MemorySegment from, long offset, long rowStride, MemorySegment to, long toOffset,
            long toStride) {
        long source = offset;
        long at = toOffset;
        for (int t = 0; t < tiles; t++) {
            FloatVector.fromMemorySegment(Species.F, to, at, Species.ORDER);
            FloatVector a0 = FloatVector.fromMemorySegment(Species.F, from, source, Species.ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(Species.F, from, source + rowStride, Species.ORDER);
            FloatVector a2 = FloatVector.fromMemorySegment(Species.F, from, source + 2 * rowStride, Species.ORDER);
            FloatVector a3 = FloatVector.fromMemorySegment(Species.F, from, source + 3 * rowStride, Species.ORDER);
            FloatVector a4 = FloatVector.fromMemorySegment(Species.F, from, source + 4 * rowStride, Species.ORDER);
            FloatVector a5 = FloatVector.fromMemorySegment(Species.F, from, source + 5 * rowStride, Species.ORDER);
            FloatVector a6 = FloatVector.fromMemorySegment(Species.F, from, source + 6 * rowStride, Species.ORDER);
            FloatVector a7 = FloatVector.fromMemorySegment(Species.F, from, source + 7 * rowStride, Species.ORDER);
            FloatVector b0 = a0.blend(a4.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b4 = a0.rearrange(Transpose.DOWN_4).blend(a4, Transpose.BIT_4);
            FloatVector b1 = a1.blend(a5.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b5 = a1.rearrange(Transpose.DOWN_4).blend(a5, Transpose.BIT_4);
            FloatVector b2 = a2.blend(a6.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b6 = a2.rearrange(Transpose.DOWN_4).blend(a6, Transpose.BIT_4);
            FloatVector b3 = a3.blend(a7.rearrange(Transpose.UP_4), Transpose.BIT_4);
            FloatVector b7 = a3.rearrange(Transpose.DOWN_4).blend(a7, Transpose.BIT_4);
            FloatVector d0 = b0.blend(b2.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d2 = b0.rearrange(Transpose.DOWN_2).blend(b2, Transpose.BIT_2);
            FloatVector d1 = b1.blend(b3.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d3 = b1.rearrange(Transpose.DOWN_2).blend(b3, Transpose.BIT_2);
            FloatVector d4 = b4.blend(b6.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d6 = b4.rearrange(Transpose.DOWN_2).blend(b6, Transpose.BIT_2);
            FloatVector d5 = b5.blend(b7.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector d7 = b5.rearrange(Transpose.DOWN_2).blend(b7, Transpose.BIT_2);
            FloatVector e0 = d0.blend(d1.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e1 = d0.rearrange(Transpose.DOWN_1).blend(d1, Transpose.BIT_1);
            FloatVector e2 = d2.blend(d3.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e3 = d2.rearrange(Transpose.DOWN_1).blend(d3, Transpose.BIT_1);
            FloatVector e4 = d4.blend(d5.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e5 = d4.rearrange(Transpose.DOWN_1).blend(d5, Transpose.BIT_1);
            FloatVector e6 = d6.blend(d7.rearrange(Transpose.UP_1), Transpose.BIT_1);
            FloatVector e7 = d6.rearrange(Transpose.DOWN_1).blend(d7, Transpose.BIT_1);
            e0.intoMemorySegment(to, at, Species.ORDER);
            e1.intoMemorySegment(to, at + toStride, Species.ORDER);
            e2.intoMemorySegment(to, at + 2 * toStride, Species.ORDER);
            e3.intoMemorySegment(to, at + 3 * toStride, Species.ORDER);
            e4.intoMemorySegment(to, at + 4 * toStride, Species.ORDER);
            e5.intoMemorySegment(to, at + 5 * toStride, Species.ORDER);
            e6.intoMemorySegment(to, at + 6 * toStride, Species.ORDER);
            e7.intoMemorySegment(to, at + 7 * toStride, Species.ORDER);
            source += VECTOR;
            at += SIDE * toStride;
        }
    }
}
