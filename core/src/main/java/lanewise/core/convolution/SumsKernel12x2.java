package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// `C = A * B + bias` for 12 positions and 2 vectors of channels, the taps ascending.
///
/// A is read where it lies, in runs; B is a panel of 2 vectors, tap after tap, on the heap: its checks then are
/// checks of ints, which cost less at the begin of each run than those of a segment. Registers: 24 accumulators + 2
/// of B + those of A.
final class SumsKernel12x2 {

    private static final int LANES = Species.LANES;
    private static final long VECTOR = (long) LANES * Float.BYTES;

    private SumsKernel12x2() {
    }

    /// Position i reads `runs` runs of `length` floats, `pitch` floats from one to the next, from `from[at + i]`, and
    /// goes to float `to[toAt + i]` of C.
    static void set(int runs, int length, int pitch, float[] a, int[] from, int at, float[] b, int bOffset,
            MemorySegment bias, long biasOffset, MemorySegment c, long cOffset, int[] to, int toAt) {
        FloatVector c0x = FloatVector.zero(Species.F);
        FloatVector c0y = FloatVector.zero(Species.F);
        FloatVector c1x = FloatVector.zero(Species.F);
        FloatVector c1y = FloatVector.zero(Species.F);
        FloatVector c2x = FloatVector.zero(Species.F);
        FloatVector c2y = FloatVector.zero(Species.F);
        FloatVector c3x = FloatVector.zero(Species.F);
        FloatVector c3y = FloatVector.zero(Species.F);
        FloatVector c4x = FloatVector.zero(Species.F);
        FloatVector c4y = FloatVector.zero(Species.F);
        FloatVector c5x = FloatVector.zero(Species.F);
        FloatVector c5y = FloatVector.zero(Species.F);
        FloatVector c6x = FloatVector.zero(Species.F);
        FloatVector c6y = FloatVector.zero(Species.F);
        FloatVector c7x = FloatVector.zero(Species.F);
        FloatVector c7y = FloatVector.zero(Species.F);
        FloatVector c8x = FloatVector.zero(Species.F);
        FloatVector c8y = FloatVector.zero(Species.F);
        FloatVector c9x = FloatVector.zero(Species.F);
        FloatVector c9y = FloatVector.zero(Species.F);
        FloatVector c10x = FloatVector.zero(Species.F);
        FloatVector c10y = FloatVector.zero(Species.F);
        FloatVector c11x = FloatVector.zero(Species.F);
        FloatVector c11y = FloatVector.zero(Species.F);
        int panel = bOffset;
        int from0 = from[at];
        int from1 = from[at + 1];
        int from2 = from[at + 2];
        int from3 = from[at + 3];
        int from4 = from[at + 4];
        int from5 = from[at + 5];
        int from6 = from[at + 6];
        int from7 = from[at + 7];
        int from8 = from[at + 8];
        int from9 = from[at + 9];
        int from10 = from[at + 10];
        int from11 = from[at + 11];
        for (int r = 0; r < runs; r++) {
            for (int k = 0; k < length; k++) {
                int bk = panel + k * 2 * LANES;
                FloatVector b0 = FloatVector.fromArray(Species.F, b, bk);
                FloatVector b1 = FloatVector.fromArray(Species.F, b, bk + LANES);
                FloatVector a0 = FloatVector.broadcast(Species.F, a[from0 + k]);
                c0x = a0.fma(b0, c0x);
                c0y = a0.fma(b1, c0y);
                FloatVector a1 = FloatVector.broadcast(Species.F, a[from1 + k]);
                c1x = a1.fma(b0, c1x);
                c1y = a1.fma(b1, c1y);
                FloatVector a2 = FloatVector.broadcast(Species.F, a[from2 + k]);
                c2x = a2.fma(b0, c2x);
                c2y = a2.fma(b1, c2y);
                FloatVector a3 = FloatVector.broadcast(Species.F, a[from3 + k]);
                c3x = a3.fma(b0, c3x);
                c3y = a3.fma(b1, c3y);
                FloatVector a4 = FloatVector.broadcast(Species.F, a[from4 + k]);
                c4x = a4.fma(b0, c4x);
                c4y = a4.fma(b1, c4y);
                FloatVector a5 = FloatVector.broadcast(Species.F, a[from5 + k]);
                c5x = a5.fma(b0, c5x);
                c5y = a5.fma(b1, c5y);
                FloatVector a6 = FloatVector.broadcast(Species.F, a[from6 + k]);
                c6x = a6.fma(b0, c6x);
                c6y = a6.fma(b1, c6y);
                FloatVector a7 = FloatVector.broadcast(Species.F, a[from7 + k]);
                c7x = a7.fma(b0, c7x);
                c7y = a7.fma(b1, c7y);
                FloatVector a8 = FloatVector.broadcast(Species.F, a[from8 + k]);
                c8x = a8.fma(b0, c8x);
                c8y = a8.fma(b1, c8y);
                FloatVector a9 = FloatVector.broadcast(Species.F, a[from9 + k]);
                c9x = a9.fma(b0, c9x);
                c9y = a9.fma(b1, c9y);
                FloatVector a10 = FloatVector.broadcast(Species.F, a[from10 + k]);
                c10x = a10.fma(b0, c10x);
                c10y = a10.fma(b1, c10y);
                FloatVector a11 = FloatVector.broadcast(Species.F, a[from11 + k]);
                c11x = a11.fma(b0, c11x);
                c11y = a11.fma(b1, c11y);
            }
            from0 += pitch;
            from1 += pitch;
            from2 += pitch;
            from3 += pitch;
            from4 += pitch;
            from5 += pitch;
            from6 += pitch;
            from7 += pitch;
            from8 += pitch;
            from9 += pitch;
            from10 += pitch;
            from11 += pitch;
            panel += length * 2 * LANES;
        }
        FloatVector bias0 = FloatVector.fromMemorySegment(Species.F, bias, biasOffset, Species.ORDER);
        FloatVector bias1 = FloatVector.fromMemorySegment(Species.F, bias, biasOffset + VECTOR, Species.ORDER);
        long to0 = cOffset + ((long) to[toAt] << 2);
        FloatVector.fromMemorySegment(Species.F, c, to0, Species.ORDER);
        c0x.add(bias0).intoMemorySegment(c, to0, Species.ORDER);
        c0y.add(bias1).intoMemorySegment(c, to0 + VECTOR, Species.ORDER);
        long to1 = cOffset + ((long) to[toAt + 1] << 2);
        c1x.add(bias0).intoMemorySegment(c, to1, Species.ORDER);
        c1y.add(bias1).intoMemorySegment(c, to1 + VECTOR, Species.ORDER);
        long to2 = cOffset + ((long) to[toAt + 2] << 2);
        c2x.add(bias0).intoMemorySegment(c, to2, Species.ORDER);
        c2y.add(bias1).intoMemorySegment(c, to2 + VECTOR, Species.ORDER);
        long to3 = cOffset + ((long) to[toAt + 3] << 2);
        c3x.add(bias0).intoMemorySegment(c, to3, Species.ORDER);
        c3y.add(bias1).intoMemorySegment(c, to3 + VECTOR, Species.ORDER);
        long to4 = cOffset + ((long) to[toAt + 4] << 2);
        c4x.add(bias0).intoMemorySegment(c, to4, Species.ORDER);
        c4y.add(bias1).intoMemorySegment(c, to4 + VECTOR, Species.ORDER);
        long to5 = cOffset + ((long) to[toAt + 5] << 2);
        c5x.add(bias0).intoMemorySegment(c, to5, Species.ORDER);
        c5y.add(bias1).intoMemorySegment(c, to5 + VECTOR, Species.ORDER);
        long to6 = cOffset + ((long) to[toAt + 6] << 2);
        c6x.add(bias0).intoMemorySegment(c, to6, Species.ORDER);
        c6y.add(bias1).intoMemorySegment(c, to6 + VECTOR, Species.ORDER);
        long to7 = cOffset + ((long) to[toAt + 7] << 2);
        c7x.add(bias0).intoMemorySegment(c, to7, Species.ORDER);
        c7y.add(bias1).intoMemorySegment(c, to7 + VECTOR, Species.ORDER);
        long to8 = cOffset + ((long) to[toAt + 8] << 2);
        c8x.add(bias0).intoMemorySegment(c, to8, Species.ORDER);
        c8y.add(bias1).intoMemorySegment(c, to8 + VECTOR, Species.ORDER);
        long to9 = cOffset + ((long) to[toAt + 9] << 2);
        c9x.add(bias0).intoMemorySegment(c, to9, Species.ORDER);
        c9y.add(bias1).intoMemorySegment(c, to9 + VECTOR, Species.ORDER);
        long to10 = cOffset + ((long) to[toAt + 10] << 2);
        c10x.add(bias0).intoMemorySegment(c, to10, Species.ORDER);
        c10y.add(bias1).intoMemorySegment(c, to10 + VECTOR, Species.ORDER);
        long to11 = cOffset + ((long) to[toAt + 11] << 2);
        c11x.add(bias0).intoMemorySegment(c, to11, Species.ORDER);
        c11y.add(bias1).intoMemorySegment(c, to11 + VECTOR, Species.ORDER);
    }
}
