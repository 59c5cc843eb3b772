package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// C += a * B for one row where the columns of B are contiguous, at 512 bits, k ascending in each element.
///
/// A panel of 16 columns is transposed on the way (butterflies as in [Transpose]): [#half] swaps the row bits 4 and 8
/// of 16 x 16 tiles into an array that stays in the first-level cache, [#pair] swaps the bits 1 and 2 in registers and
/// multiplies, for two panels abreast, since one chain of sums would wait for the latency of its multiply-adds.
final class RowTransposed {

    /// Columns in a panel, and k in a tile.
    static final int SIDE = 16;

    private static final long VECTOR = (long) SIDE * Float.BYTES;

    private RowTransposed() {
    }

    /// Rows i, i + 4, i + 8, i + 12 of the tiles of a panel: column j of B begins at byte `offset + j * bColumn`, tile
    /// t at float `at + 256 * t` of out.
    static void half(int tiles, MemorySegment b, long offset, long bColumn, float[] out, int at) {
        long o0 = offset;
        long o1 = offset + 4 * bColumn;
        long o2 = offset + 8 * bColumn;
        long o3 = offset + 12 * bColumn;
        int to = at;
        for (int t = 0; t < tiles; t++) {
            FloatVector a0 = FloatVector.fromMemorySegment(Species.F, b, o0, Species.ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(Species.F, b, o1, Species.ORDER);
            FloatVector a2 = FloatVector.fromMemorySegment(Species.F, b, o2, Species.ORDER);
            FloatVector a3 = FloatVector.fromMemorySegment(Species.F, b, o3, Species.ORDER);
            FloatVector b0 = a0.blend(a2.rearrange(Transpose.UP_8), Transpose.BIT_8);
            FloatVector b2 = a0.rearrange(Transpose.DOWN_8).blend(a2, Transpose.BIT_8);
            FloatVector b1 = a1.blend(a3.rearrange(Transpose.UP_8), Transpose.BIT_8);
            FloatVector b3 = a1.rearrange(Transpose.DOWN_8).blend(a3, Transpose.BIT_8);
            b0.blend(b1.rearrange(Transpose.UP_4), Transpose.BIT_4).intoArray(out, to);
            b0.rearrange(Transpose.DOWN_4).blend(b1, Transpose.BIT_4).intoArray(out, to + 64);
            b2.blend(b3.rearrange(Transpose.UP_4), Transpose.BIT_4).intoArray(out, to + 128);
            b2.rearrange(Transpose.DOWN_4).blend(b3, Transpose.BIT_4).intoArray(out, to + 192);
            o0 += VECTOR;
            o1 += VECTOR;
            o2 += VECTOR;
            o3 += VECTOR;
            to += 256;
        }
    }

    /// The products of two panels that [#half] left at floats p and q, with `4 * groups` of a; both may be the same.
    static void pair(int groups, float[] a, int aOffset, float[] panels, int p, int q, MemorySegment c,
            long cp, long cq) {
        FloatVector x = FloatVector.fromMemorySegment(Species.F, c, cp, Species.ORDER);
        FloatVector y = FloatVector.fromMemorySegment(Species.F, c, cq, Species.ORDER);
        int ak = aOffset;
        int pk = p;
        int qk = q;
        for (int g = 0; g < groups; g++) {
            FloatVector a0 = FloatVector.fromArray(Species.F, panels, pk);
            FloatVector a1 = FloatVector.fromArray(Species.F, panels, pk + 16);
            FloatVector a2 = FloatVector.fromArray(Species.F, panels, pk + 32);
            FloatVector a3 = FloatVector.fromArray(Species.F, panels, pk + 48);
            FloatVector b0 = a0.blend(a2.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector b2 = a0.rearrange(Transpose.DOWN_2).blend(a2, Transpose.BIT_2);
            FloatVector b1 = a1.blend(a3.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector b3 = a1.rearrange(Transpose.DOWN_2).blend(a3, Transpose.BIT_2);
            FloatVector d0 = FloatVector.fromArray(Species.F, panels, qk);
            FloatVector d1 = FloatVector.fromArray(Species.F, panels, qk + 16);
            FloatVector d2 = FloatVector.fromArray(Species.F, panels, qk + 32);
            FloatVector d3 = FloatVector.fromArray(Species.F, panels, qk + 48);
            FloatVector e0 = d0.blend(d2.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector e2 = d0.rearrange(Transpose.DOWN_2).blend(d2, Transpose.BIT_2);
            FloatVector e1 = d1.blend(d3.rearrange(Transpose.UP_2), Transpose.BIT_2);
            FloatVector e3 = d1.rearrange(Transpose.DOWN_2).blend(d3, Transpose.BIT_2);
            FloatVector k0 = FloatVector.broadcast(Species.F, a[ak]);
            x = k0.fma(b0.blend(b1.rearrange(Transpose.UP_1), Transpose.BIT_1), x);
            y = k0.fma(e0.blend(e1.rearrange(Transpose.UP_1), Transpose.BIT_1), y);
            FloatVector k1 = FloatVector.broadcast(Species.F, a[ak + 1]);
            x = k1.fma(b0.rearrange(Transpose.DOWN_1).blend(b1, Transpose.BIT_1), x);
            y = k1.fma(e0.rearrange(Transpose.DOWN_1).blend(e1, Transpose.BIT_1), y);
            FloatVector k2 = FloatVector.broadcast(Species.F, a[ak + 2]);
            x = k2.fma(b2.blend(b3.rearrange(Transpose.UP_1), Transpose.BIT_1), x);
            y = k2.fma(e2.blend(e3.rearrange(Transpose.UP_1), Transpose.BIT_1), y);
            FloatVector k3 = FloatVector.broadcast(Species.F, a[ak + 3]);
            x = k3.fma(b2.rearrange(Transpose.DOWN_1).blend(b3, Transpose.BIT_1), x);
            y = k3.fma(e2.rearrange(Transpose.DOWN_1).blend(e3, Transpose.BIT_1), y);
            ak += 4;
            pk += 64;
            qk += 64;
        }
        x.intoMemorySegment(c, cp, Species.ORDER);
        y.intoMemorySegment(c, cq, Species.ORDER);
    }
}
