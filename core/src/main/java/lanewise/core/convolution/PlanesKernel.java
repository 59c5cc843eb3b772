package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Sums of one output channel at 12 vectors of positions, the positions in the lanes.
///
/// Each multiply-add loads a vector of the input. The taps and channels are one loop over a table and the input an
/// array on the heap: loops within loops leave before they have paid for their entry, and with segments the optimising
/// compiler keeps accumulators in memory.
final class PlanesKernel {

    /// Vectors of positions.
    static final int VECTORS = 12;

    private static final int STEP = Species.LANES;
    private static final long BYTES = (long) STEP * Float.BYTES;

    private PlanesKernel() {
    }

    /// `tile[p] = sum over s ascending of planes[at + offsets[first + s] + p] weights[firstWeight + s] + bias`.
    static void set(int links, int[] offsets, int first, float[] planes, int at, float[] weights, int firstWeight,
            float bias, MemorySegment tile) {
        FloatVector c0 = FloatVector.zero(Species.F);
        FloatVector c1 = FloatVector.zero(Species.F);
        FloatVector c2 = FloatVector.zero(Species.F);
        FloatVector c3 = FloatVector.zero(Species.F);
        FloatVector c4 = FloatVector.zero(Species.F);
        FloatVector c5 = FloatVector.zero(Species.F);
        FloatVector c6 = FloatVector.zero(Species.F);
        FloatVector c7 = FloatVector.zero(Species.F);
        FloatVector c8 = FloatVector.zero(Species.F);
        FloatVector c9 = FloatVector.zero(Species.F);
        FloatVector c10 = FloatVector.zero(Species.F);
        FloatVector c11 = FloatVector.zero(Species.F);
        for (int s = 0; s < links; s++) {
            int p = at + offsets[first + s];
            FloatVector w = FloatVector.broadcast(Species.F, weights[firstWeight + s]);
            c0 = FloatVector.fromArray(Species.F, planes, p).fma(w, c0);
            c1 = FloatVector.fromArray(Species.F, planes, p + STEP).fma(w, c1);
            c2 = FloatVector.fromArray(Species.F, planes, p + 2 * STEP).fma(w, c2);
            c3 = FloatVector.fromArray(Species.F, planes, p + 3 * STEP).fma(w, c3);
            c4 = FloatVector.fromArray(Species.F, planes, p + 4 * STEP).fma(w, c4);
            c5 = FloatVector.fromArray(Species.F, planes, p + 5 * STEP).fma(w, c5);
            c6 = FloatVector.fromArray(Species.F, planes, p + 6 * STEP).fma(w, c6);
            c7 = FloatVector.fromArray(Species.F, planes, p + 7 * STEP).fma(w, c7);
            c8 = FloatVector.fromArray(Species.F, planes, p + 8 * STEP).fma(w, c8);
            c9 = FloatVector.fromArray(Species.F, planes, p + 9 * STEP).fma(w, c9);
            c10 = FloatVector.fromArray(Species.F, planes, p + 10 * STEP).fma(w, c10);
            c11 = FloatVector.fromArray(Species.F, planes, p + 11 * STEP).fma(w, c11);
        }
        FloatVector b = FloatVector.broadcast(Species.F, bias);
        FloatVector.fromMemorySegment(Species.F, tile, 0, Species.ORDER);
        c0.add(b).intoMemorySegment(tile, 0, Species.ORDER);
        c1.add(b).intoMemorySegment(tile, BYTES, Species.ORDER);
        c2.add(b).intoMemorySegment(tile, 2 * BYTES, Species.ORDER);
        c3.add(b).intoMemorySegment(tile, 3 * BYTES, Species.ORDER);
        c4.add(b).intoMemorySegment(tile, 4 * BYTES, Species.ORDER);
        c5.add(b).intoMemorySegment(tile, 5 * BYTES, Species.ORDER);
        c6.add(b).intoMemorySegment(tile, 6 * BYTES, Species.ORDER);
        c7.add(b).intoMemorySegment(tile, 7 * BYTES, Species.ORDER);
        c8.add(b).intoMemorySegment(tile, 8 * BYTES, Species.ORDER);
        c9.add(b).intoMemorySegment(tile, 9 * BYTES, Species.ORDER);
        c10.add(b).intoMemorySegment(tile, 10 * BYTES, Species.ORDER);
        c11.add(b).intoMemorySegment(tile, 11 * BYTES, Species.ORDER);
    }
}
