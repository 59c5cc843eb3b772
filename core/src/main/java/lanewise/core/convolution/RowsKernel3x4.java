package lanewise.core.convolution;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// What one row of the input brings to three rows of one output channel, at 4 vectors of positions, the positions in
/// the lanes.
///
/// Each vector of the input is loaded once for three multiply-adds. Registers: 12 accumulators + 1 of the input + 3 of
/// weights.
final class RowsKernel3x4 {

    /// Vectors of positions.
    static final int VECTORS = 4;

    private static final int STEP = Species.LANES;

    private RowsKernel3x4() {
    }

    /// For s ascending over the links and x = `row[at + offsets[s] + i]`: `sums[end + i] += x weights[3 s + 2]` for the
    /// row that ends, `sums[middle + i] += x weights[3 s + 1]` for the one after it, and from 0 `sums[begin + i] += x
    /// weights[3 s]` for the one that begins; weights from `first` on.
    static void add(int links, int[] offsets, float[] row, int at, float[] weights, int first, float[] sums, int end,
            int middle, int begin) {
        FloatVector e0 = FloatVector.fromArray(Species.F, sums, end);
        FloatVector e1 = FloatVector.fromArray(Species.F, sums, end + STEP);
        FloatVector e2 = FloatVector.fromArray(Species.F, sums, end + 2 * STEP);
        FloatVector e3 = FloatVector.fromArray(Species.F, sums, end + 3 * STEP);
        FloatVector m0 = FloatVector.fromArray(Species.F, sums, middle);
        FloatVector m1 = FloatVector.fromArray(Species.F, sums, middle + STEP);
        FloatVector m2 = FloatVector.fromArray(Species.F, sums, middle + 2 * STEP);
        FloatVector m3 = FloatVector.fromArray(Species.F, sums, middle + 3 * STEP);
        FloatVector b0 = FloatVector.zero(Species.F);
        FloatVector b1 = FloatVector.zero(Species.F);
        FloatVector b2 = FloatVector.zero(Species.F);
        FloatVector b3 = FloatVector.zero(Species.F);
        for (int s = 0; s < links; s++) {
            int p = at + offsets[s];
            int w = first + 3 * s;
            FloatVector wb = FloatVector.broadcast(Species.F, weights[w]);
            FloatVector wm = FloatVector.broadcast(Species.F, weights[w + 1]);
            FloatVector we = FloatVector.broadcast(Species.F, weights[w + 2]);
            FloatVector x0 = FloatVector.fromArray(Species.F, row, p);
            e0 = x0.fma(we, e0);
            m0 = x0.fma(wm, m0);
            b0 = x0.fma(wb, b0);
            FloatVector x1 = FloatVector.fromArray(Species.F, row, p + STEP);
            e1 = x1.fma(we, e1);
            m1 = x1.fma(wm, m1);
            b1 = x1.fma(wb, b1);
            FloatVector x2 = FloatVector.fromArray(Species.F, row, p + 2 * STEP);
            e2 = x2.fma(we, e2);
            m2 = x2.fma(wm, m2);
            b2 = x2.fma(wb, b2);
            FloatVector x3 = FloatVector.fromArray(Species.F, row, p + 3 * STEP);
            e3 = x3.fma(we, e3);
            m3 = x3.fma(wm, m3);
            b3 = x3.fma(wb, b3);
        }
        e0.intoArray(sums, end);
        e1.intoArray(sums, end + STEP);
        e2.intoArray(sums, end + 2 * STEP);
        e3.intoArray(sums, end + 3 * STEP);
        m0.intoArray(sums, middle);
        m1.intoArray(sums, middle + STEP);
        m2.intoArray(sums, middle + 2 * STEP);
        m3.intoArray(sums, middle + 3 * STEP);
        b0.intoArray(sums, begin);
        b1.intoArray(sums, begin + STEP);
        b2.intoArray(sums, begin + 2 * STEP);
        b3.intoArray(sums, begin + 3 * STEP);
    }
}
