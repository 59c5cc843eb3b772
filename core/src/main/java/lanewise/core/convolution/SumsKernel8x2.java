package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// `C = A * B + bias` for 8 positions and 2 vectors of channels, the taps ascending.
///
/// A is read where it lies, in runs; B is a panel of 2 vectors, tap after tap, on the heap: its checks then are
/// checks of ints, which cost less at the begin of each run than those of a segment. Registers: 16 accumulators + 2
/// of B + those of A.
final class SumsKernel8x2 {

    private static final int LANES = Species.LANES;
    private static final long VECTOR = (long) LANES * Float.BYTES;

    private SumsKernel8x2() {
    }

    /// Position i reads `runs` runs of `length` floats, `pitch` floats from one to the next, from `from[at + i]`, and
    /// goes to float `to[toAt + i]` of C.
    static void set(int runs, int length, int pitch, float[] a, int[] from, int at, float[] b, int bOffset,
            MemorySegment bias, long biasOffset, MemorySegment c, long cOffset, int[] to, int toAt) {
        FloatVector c00 = FloatVector.zero(Species.F);
        FloatVector c01 = FloatVector.zero(Species.F);
        FloatVector c10 = FloatVector.zero(Species.F);
        FloatVector c11 = FloatVector.zero(Species.F);
        FloatVector c20 = FloatVector.zero(Species.F);
        FloatVector c21 = FloatVector.zero(Species.F);
        FloatVector c30 = FloatVector.zero(Species.F);
        FloatVector c31 = FloatVector.zero(Species.F);
        FloatVector c40 = FloatVector.zero(Species.F);
        FloatVector c41 = FloatVector.zero(Species.F);
        FloatVector c50 = FloatVector.zero(Species.F);
        FloatVector c51 = FloatVector.zero(Species.F);
        FloatVector c60 = FloatVector.zero(Species.F);
        FloatVector c61 = FloatVector.zero(Species.F);
        FloatVector c70 = FloatVector.zero(Species.F);
        FloatVector c71 = FloatVector.zero(Species.F);
        int panel = bOffset;
        int from0 = from[at];
        int from1 = from[at + 1];
        int from2 = from[at + 2];
        int from3 = from[at + 3];
        int from4 = from[at + 4];
        int from5 = from[at + 5];
        int from6 = from[at + 6];
        int from7 = from[at + 7];
        for (int r = 0; r < runs; r++) {
            for (int k = 0; k < length; k++) {
                int bk = panel + k * 2 * LANES;
                FloatVector b0 = FloatVector.fromArray(Species.F, b, bk);
                FloatVector b1 = FloatVector.fromArray(Species.F, b, bk + LANES);
                FloatVector a0 = FloatVector.broadcast(Species.F, a[from0 + k]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                FloatVector a1 = FloatVector.broadcast(Species.F, a[from1 + k]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                FloatVector a2 = FloatVector.broadcast(Species.F, a[from2 + k]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                FloatVector a3 = FloatVector.broadcast(Species.F, a[from3 + k]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
                FloatVector a4 = FloatVector.broadcast(Species.F, a[from4 + k]);
                c40 = a4.fma(b0, c40);
                c41 = a4.fma(b1, c41);
                FloatVector a5 = FloatVector.broadcast(Species.F, a[from5 + k]);
                c50 = a5.fma(b0, c50);
                c51 = a5.fma(b1, c51);
                FloatVector a6 = FloatVector.broadcast(Species.F, a[from6 + k]);
                c60 = a6.fma(b0, c60);
                c61 = a6.fma(b1, c61);
                FloatVector a7 = FloatVector.broadcast(Species.F, a[from7 + k]);
                c70 = a7.fma(b0, c70);
                c71 = a7.fma(b1, c71);
            }
            from0 += pitch;
            from1 += pitch;
            from2 += pitch;
            from3 += pitch;
            from4 += pitch;
            from5 += pitch;
            from6 += pitch;
            from7 += pitch;
            panel += length * 2 * LANES;
        }
        FloatVector bias0 = FloatVector.fromMemorySegment(Species.F, bias, biasOffset, Species.ORDER);
        FloatVector bias1 = FloatVector.fromMemorySegment(Species.F, bias, biasOffset + VECTOR, Species.ORDER);
        long to0 = cOffset + ((long) to[toAt] << 2);
        FloatVector.fromMemorySegment(Species.F, c, to0, Species.ORDER);
        c00.add(bias0).intoMemorySegment(c, to0, Species.ORDER);
        c01.add(bias1).intoMemorySegment(c, to0 + VECTOR, Species.ORDER);
        long to1 = cOffset + ((long) to[toAt + 1] << 2);
        c10.add(bias0).intoMemorySegment(c, to1, Species.ORDER);
        c11.add(bias1).intoMemorySegment(c, to1 + VECTOR, Species.ORDER);
        long to2 = cOffset + ((long) to[toAt + 2] << 2);
        c20.add(bias0).intoMemorySegment(c, to2, Species.ORDER);
        c21.add(bias1).intoMemorySegment(c, to2 + VECTOR, Species.ORDER);
        long to3 = cOffset + ((long) to[toAt + 3] << 2);
        c30.add(bias0).intoMemorySegment(c, to3, Species.ORDER);
        c31.add(bias1).intoMemorySegment(c, to3 + VECTOR, Species.ORDER);
        long to4 = cOffset + ((long) to[toAt + 4] << 2);
        c40.add(bias0).intoMemorySegment(c, to4, Species.ORDER);
        c41.add(bias1).intoMemorySegment(c, to4 + VECTOR, Species.ORDER);
        long to5 = cOffset + ((long) to[toAt + 5] << 2);
        c50.add(bias0).intoMemorySegment(c, to5, Species.ORDER);
        c51.add(bias1).intoMemorySegment(c, to5 + VECTOR, Species.ORDER);
        long to6 = cOffset + ((long) to[toAt + 6] << 2);
        c60.add(bias0).intoMemorySegment(c, to6, Species.ORDER);
        c61.add(bias1).intoMemorySegment(c, to6 + VECTOR, Species.ORDER);
        long to7 = cOffset + ((long) to[toAt + 7] << 2);
        c70.add(bias0).intoMemorySegment(c, to7, Species.ORDER);
        c71.add(bias1).intoMemorySegment(c, to7 + VECTOR, Species.ORDER);
    }
}
