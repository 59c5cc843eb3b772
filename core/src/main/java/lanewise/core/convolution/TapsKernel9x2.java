package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Sums of 9 taps for 2 vectors of channels: the weights stay in registers and the positions pass by.
///
/// The chains of one position are short, so the processor has several positions under way. Registers: 18 of weights +
/// 4 of sums and bias + 1 of the image.
final class TapsKernel9x2 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private TapsKernel9x2() {
    }

    /// `c[i] = sum over j ascending of a[from[p + i] + taps[j]] b[j] + bias` for n positions, position i at `to[p + i]`
    /// floats from byte cOffset of C.
    static void set(int n, int[] from, int p, float[] a, int[] taps, MemorySegment b, long bOffset,
            MemorySegment bias, long biasOffset, MemorySegment c, long cOffset, int[] to) {
        int t0 = taps[0];
        int t1 = taps[1];
        int t2 = taps[2];
        int t3 = taps[3];
        int t4 = taps[4];
        int t5 = taps[5];
        int t6 = taps[6];
        int t7 = taps[7];
        int t8 = taps[8];
        FloatVector w00 = FloatVector.fromMemorySegment(Species.F, b, bOffset, Species.ORDER);
        FloatVector w01 = FloatVector.fromMemorySegment(Species.F, b, bOffset + VECTOR, Species.ORDER);
        FloatVector w10 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 2 * VECTOR, Species.ORDER);
        FloatVector w11 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 3 * VECTOR, Species.ORDER);
        FloatVector w20 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 4 * VECTOR, Species.ORDER);
        FloatVector w21 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 5 * VECTOR, Species.ORDER);
        FloatVector w30 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 6 * VECTOR, Species.ORDER);
        FloatVector w31 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 7 * VECTOR, Species.ORDER);
        FloatVector w40 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 8 * VECTOR, Species.ORDER);
        FloatVector w41 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 9 * VECTOR, Species.ORDER);
        FloatVector w50 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 10 * VECTOR, Species.ORDER);
        FloatVector w51 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 11 * VECTOR, Species.ORDER);
        FloatVector w60 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 12 * VECTOR, Species.ORDER);
        FloatVector w61 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 13 * VECTOR, Species.ORDER);
        FloatVector w70 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 14 * VECTOR, Species.ORDER);
        FloatVector w71 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 15 * VECTOR, Species.ORDER);
        FloatVector w80 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 16 * VECTOR, Species.ORDER);
        FloatVector w81 = FloatVector.fromMemorySegment(Species.F, b, bOffset + 17 * VECTOR, Species.ORDER);
        FloatVector bias0 = FloatVector.fromMemorySegment(Species.F, bias, biasOffset, Species.ORDER);
        FloatVector bias1 = FloatVector.fromMemorySegment(Species.F, bias, biasOffset + VECTOR, Species.ORDER);
        FloatVector zero = FloatVector.zero(Species.F);
        for (int i = 0; i < n; i++) {
            int f = from[p + i];
            FloatVector a0 = FloatVector.broadcast(Species.F, a[f + t0]);
            FloatVector c0 = a0.fma(w00, zero);
            FloatVector c1 = a0.fma(w01, zero);
            FloatVector a1 = FloatVector.broadcast(Species.F, a[f + t1]);
            c0 = a1.fma(w10, c0);
            c1 = a1.fma(w11, c1);
            FloatVector a2 = FloatVector.broadcast(Species.F, a[f + t2]);
            c0 = a2.fma(w20, c0);
            c1 = a2.fma(w21, c1);
            FloatVector a3 = FloatVector.broadcast(Species.F, a[f + t3]);
            c0 = a3.fma(w30, c0);
            c1 = a3.fma(w31, c1);
            FloatVector a4 = FloatVector.broadcast(Species.F, a[f + t4]);
            c0 = a4.fma(w40, c0);
            c1 = a4.fma(w41, c1);
            FloatVector a5 = FloatVector.broadcast(Species.F, a[f + t5]);
            c0 = a5.fma(w50, c0);
            c1 = a5.fma(w51, c1);
            FloatVector a6 = FloatVector.broadcast(Species.F, a[f + t6]);
            c0 = a6.fma(w60, c0);
            c1 = a6.fma(w61, c1);
            FloatVector a7 = FloatVector.broadcast(Species.F, a[f + t7]);
            c0 = a7.fma(w70, c0);
            c1 = a7.fma(w71, c1);
            FloatVector a8 = FloatVector.broadcast(Species.F, a[f + t8]);
            c0 = a8.fma(w80, c0);
            c1 = a8.fma(w81, c1);
            long at = cOffset + ((long) to[p + i] << 2);
            c0.add(bias0).intoMemorySegment(c, at, Species.ORDER);
            c1.add(bias1).intoMemorySegment(c, at + VECTOR, Species.ORDER);
        }
    }
}
