package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Adds to the gradient of 9 taps and 1 vector of filters what some positions bring, the positions ascending.
///
/// Image and map are read where they lie: no panel is filled for so few taps. Registers: 9
/// accumulators + 1 of the map + those of the image.
final class GradientKernel9x1 {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private GradientKernel9x1() {
    }

    /// Position i reads tap j from `image[from[p + i] + taps[t + j]]` and its filters from byte `map + i * mapStep` of
    /// `maps`; the sums of a tap lie `row` bytes after those of the one before.
    static void add(int n, int[] from, int p, float[] image, int[] taps, int t, MemorySegment maps, long map,
            long mapStep, MemorySegment sums, long sum, long row) {
        int t0 = taps[t];
        int t1 = taps[t + 1];
        int t2 = taps[t + 2];
        int t3 = taps[t + 3];
        int t4 = taps[t + 4];
        int t5 = taps[t + 5];
        int t6 = taps[t + 6];
        int t7 = taps[t + 7];
        int t8 = taps[t + 8];
        long s0 = sum;
        long s1 = s0 + row;
        long s2 = s1 + row;
        long s3 = s2 + row;
        long s4 = s3 + row;
        long s5 = s4 + row;
        long s6 = s5 + row;
        long s7 = s6 + row;
        long s8 = s7 + row;
        FloatVector c00 = FloatVector.fromMemorySegment(Species.F, sums, s0, Species.ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(Species.F, sums, s1, Species.ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(Species.F, sums, s2, Species.ORDER);
        FloatVector c30 = FloatVector.fromMemorySegment(Species.F, sums, s3, Species.ORDER);
        FloatVector c40 = FloatVector.fromMemorySegment(Species.F, sums, s4, Species.ORDER);
        FloatVector c50 = FloatVector.fromMemorySegment(Species.F, sums, s5, Species.ORDER);
        FloatVector c60 = FloatVector.fromMemorySegment(Species.F, sums, s6, Species.ORDER);
        FloatVector c70 = FloatVector.fromMemorySegment(Species.F, sums, s7, Species.ORDER);
        FloatVector c80 = FloatVector.fromMemorySegment(Species.F, sums, s8, Species.ORDER);
        long m = map;
        for (int i = 0; i < n; i++) {
            int f = from[p + i];
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, maps, m, Species.ORDER);
            FloatVector a0 = FloatVector.broadcast(Species.F, image[f + t0]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(Species.F, image[f + t1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(Species.F, image[f + t2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(Species.F, image[f + t3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(Species.F, image[f + t4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(Species.F, image[f + t5]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(Species.F, image[f + t6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(Species.F, image[f + t7]);
            c70 = a7.fma(b0, c70);
            FloatVector a8 = FloatVector.broadcast(Species.F, image[f + t8]);
            c80 = a8.fma(b0, c80);
            m += mapStep;
        }
        c00.intoMemorySegment(sums, s0, Species.ORDER);
        c10.intoMemorySegment(sums, s1, Species.ORDER);
        c20.intoMemorySegment(sums, s2, Species.ORDER);
        c30.intoMemorySegment(sums, s3, Species.ORDER);
        c40.intoMemorySegment(sums, s4, Species.ORDER);
        c50.intoMemorySegment(sums, s5, Species.ORDER);
        c60.intoMemorySegment(sums, s6, Species.ORDER);
        c70.intoMemorySegment(sums, s7, Species.ORDER);
        c80.intoMemorySegment(sums, s8, Species.ORDER);
    }
}
