package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

import lanewise.core.Kernels;
import lanewise.core.Matrix;

/// Layer normalisation (Ba, Kiros and Hinton 2016, eq. 4): each row of n elements is brought to mean 0 and variance 1,
/// then scaled and shifted by element.
///
/// With `mean = 1/n sum x_i`, `var = 1/n sum (x_i - mean)^2`, `r = 1/sqrt(var + 1e-5)` and `h_i = (x_i - mean) r`:
///
/// - `y_i = h_i gain_i + shift_i`,
/// - `dgain_i` and `dshift_i` are the sums over the rows, ascending, of `dy_i h_i` and `dy_i`,
/// - `dx_i = r (g_i - 1/n sum g - h_i 1/n sum g h)` with `g_i = dy_i gain_i`.
///
/// The order of a sum over a row: 16 float accumulators that start at 0, accumulator l taking the elements l, l + 16,
/// ... ascending (products by a fused multiply-add); then, in double, l and l + 8 are added, then l and l + 4, l + 2,
/// l + 1. Means and r are rounded once to float. Rows can be shared out among threads in any way, columns in
/// [#parameterGradients] likewise: no bit depends on it, nor on the vector width or the row strides.
///
/// NaN and infinities spread over their row as IEEE 754 has it. Thread-safe; no call allocates, but for a few floats
/// at a thread's first.
public final class LayerNorm {

    /// What is added to the variance before its root is taken.
    public static final double EPSILON = 1e-5;

    /// Columns of what [#forward] keeps for the backward pass: mean and r of each row.
    public static final int STATISTICS = 2;

    private static final int ACCUMULATORS = VirtualLanes.COUNT;

    private LayerNorm() {
    }

    /// `y = h gain + shift` for some rows.
    ///
    /// @param x rows x n
    /// @param gain 1 x n
    /// @param shift 1 x n
    /// @param y rows x n; x itself, or memory apart from the others
    /// @param statistics rows x [#STATISTICS], where mean and r of each row go for the backward pass; null if
    /// they are not wanted
    /// @param from first row
    /// @param to row after the last
    /// @throws IllegalArgumentException if shapes do not fit or what is to be written is read-only
    /// @throws IndexOutOfBoundsException if there are no such rows
    public static void forward(Matrix x, Matrix gain, Matrix shift, Matrix y, Matrix statistics, int from, int to) {
        int n = x.columns();
        x.requireOpen("x");
        gain.requireShape("gain", 1, n);
        shift.requireShape("shift", 1, n);
        y.requireShape("y", x.rows(), n).requireWritable("y");
        if (statistics != null) {
            statistics.requireShape("statistics", x.rows(), STATISTICS).requireWritable("statistics");
        }
        Objects.checkFromToIndex(from, to, x.rows());
        float[] sums = Scratch.sums();
        for (int row = from; row < to; row++) {
            long xo = x.byteOffset(row, 0);
            float mean = (float) (sum(x.segment(), xo, n, sums) / n);
            float scale = (float) (1 / Math.sqrt(squares(x.segment(), xo, mean, n, sums) / n + EPSILON));
            normalize(x.segment(), xo, mean, scale, gain.segment(), shift.segment(), y.segment(),
                    y.byteOffset(row, 0), n);
            if (statistics != null) {
                statistics.segment().set(Matrix.FLOAT, statistics.byteOffset(row, 0), mean);
                statistics.segment().set(Matrix.FLOAT, statistics.byteOffset(row, 1), scale);
            }
        }
    }

    /// `dx` for some rows.
    ///
    /// @param x as in [#forward], unchanged
    /// @param gain as in [#forward]
    /// @param statistics what [#forward] kept
    /// @param dy rows x n
    /// @param dx where the gradient with respect to x goes, rows x n; dy itself, or memory apart from the others
    /// @param from first row
    /// @param to row after the last
    /// @throws IllegalArgumentException if shapes do not fit or dx is read-only
    /// @throws IndexOutOfBoundsException if there are no such rows
    public static void backward(Matrix x, Matrix gain, Matrix statistics, Matrix dy, Matrix dx, int from, int to) {
        int n = requireSlopes(x, statistics, dy);
        gain.requireShape("gain", 1, n);
        dx.requireShape("dx", x.rows(), n).requireWritable("dx");
        Objects.checkFromToIndex(from, to, x.rows());
        float[] sums = Scratch.sums();
        for (int row = from; row < to; row++) {
            long xo = x.byteOffset(row, 0);
            long dyo = dy.byteOffset(row, 0);
            float mean = statistic(statistics, row, 0);
            float scale = statistic(statistics, row, 1);
            float meanG = (float) (slopes(dy.segment(), dyo, gain.segment(), n, sums) / n);
            float meanGh =
                    (float) (products(dy.segment(), dyo, gain.segment(), x.segment(), xo, mean, scale, n, sums) / n);
            backward(dy.segment(), dyo, gain.segment(), x.segment(), xo, mean, scale, meanG, meanGh, dx.segment(),
                    dx.byteOffset(row, 0), n);
        }
    }

    /// `dgain` and `dshift` of all rows for some columns. Before [#backward] where that overwrites dy.
    ///
    /// @param x as in [#forward], unchanged
    /// @param statistics what [#forward] kept
    /// @param dy rows x n
    /// @param dGain where the gradient with respect to gain goes, 1 x n; what it held is overwritten
    /// @param dShift where the gradient with respect to shift goes, 1 x n; what it held is overwritten
    /// @param from first column
    /// @param to column after the last
    /// @throws IllegalArgumentException if shapes do not fit or what is to be written is read-only
    /// @throws IndexOutOfBoundsException if there are no such columns
    public static void parameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dGain, Matrix dShift,
            int from, int to) {
        int n = requireSlopes(x, statistics, dy);
        dGain.requireShape("dGain", 1, n).requireWritable("dGain");
        dShift.requireShape("dShift", 1, n).requireWritable("dShift");
        Objects.checkFromToIndex(from, to, n);
        for (int column = from; column < to; column++) {
            dGain.segment().set(Matrix.FLOAT, dGain.byteOffset(0, column), 0f);
            dShift.segment().set(Matrix.FLOAT, dShift.byteOffset(0, column), 0f);
        }
        for (int row = 0; row < x.rows(); row++) {
            columns(dy.segment(), dy.byteOffset(row, from), x.segment(), x.byteOffset(row, from),
                    statistic(statistics, row, 0), statistic(statistics, row, 1), dGain.segment(), dShift.segment(),
                    (long) from << 2, to - from);
        }
    }

    private static int requireSlopes(Matrix x, Matrix statistics, Matrix dy) {
        x.requireOpen("x");
        statistics.requireShape("statistics", x.rows(), STATISTICS);
        dy.requireShape("dy", x.rows(), x.columns());
        return x.columns();
    }

    private static float statistic(Matrix statistics, int row, int column) {
        return statistics.segment().get(Matrix.FLOAT, statistics.byteOffset(row, column));
    }

    private static float at(MemorySegment s, long offset, int i) {
        return s.get(Matrix.FLOAT, offset + ((long) i << 2));
    }

    private static void put(MemorySegment s, long offset, int i, float value) {
        s.set(Matrix.FLOAT, offset + ((long) i << 2), value);
    }

    /// How many elements the vector loops do: whole turns of the accumulators. The scalar loops do the others,
    /// without vectors all.
    private static int turns(int n) {
        return Kernels.VECTOR ? n & -ACCUMULATORS : 0;
    }

    /// The same for a sum; without vectors the accumulators start here.
    private static int turns(int n, float[] sums) {
        if (!Kernels.VECTOR) {
            Arrays.fill(sums, 0f);
        }
        return turns(n);
    }

    private static double sum(MemorySegment x, long xo, int n, float[] sums) {
        int done = turns(n, sums);
        if (Kernels.VECTOR) {
            LayerNormLoops.sums(x, xo, done, sums);
        }
        for (int i = done; i < n; i++) {
            sums[i % ACCUMULATORS] += at(x, xo, i);
        }
        return VirtualLanes.sum(sums, 0);
    }

    private static double squares(MemorySegment x, long xo, float mean, int n, float[] sums) {
        int done = turns(n, sums);
        if (Kernels.VECTOR) {
            LayerNormLoops.squares(x, xo, mean, done, sums);
        }
        for (int i = done; i < n; i++) {
            float centred = at(x, xo, i) - mean;
            sums[i % ACCUMULATORS] = Math.fma(centred, centred, sums[i % ACCUMULATORS]);
        }
        return VirtualLanes.sum(sums, 0);
    }

    private static void normalize(MemorySegment x, long xo, float mean, float scale, MemorySegment gain,
            MemorySegment shift, MemorySegment y, long yo, int n) {
        int done = turns(n);
        if (Kernels.VECTOR) {
            LayerNormLoops.normalize(x, xo, mean, scale, gain, shift, y, yo, done);
        }
        for (int i = done; i < n; i++) {
            put(y, yo, i, Math.fma((at(x, xo, i) - mean) * scale, at(gain, 0, i), at(shift, 0, i)));
        }
    }

    private static double slopes(MemorySegment dy, long dyo, MemorySegment gain, int n, float[] sums) {
        int done = turns(n, sums);
        if (Kernels.VECTOR) {
            LayerNormLoops.slopes(dy, dyo, gain, done, sums);
        }
        for (int i = done; i < n; i++) {
            sums[i % ACCUMULATORS] += at(dy, dyo, i) * at(gain, 0, i);
        }
        return VirtualLanes.sum(sums, 0);
    }

    private static double products(MemorySegment dy, long dyo, MemorySegment gain, MemorySegment x, long xo, float mean,
            float scale, int n, float[] sums) {
        int done = turns(n, sums);
        if (Kernels.VECTOR) {
            LayerNormLoops.products(dy, dyo, gain, x, xo, mean, scale, done, sums);
        }
        for (int i = done; i < n; i++) {
            float h = (at(x, xo, i) - mean) * scale;
            sums[i % ACCUMULATORS] = Math.fma(h, at(dy, dyo, i) * at(gain, 0, i), sums[i % ACCUMULATORS]);
        }
        return VirtualLanes.sum(sums, 0);
    }

    private static void backward(MemorySegment dy, long dyo, MemorySegment gain, MemorySegment x, long xo, float mean,
            float scale, float meanG, float meanGh, MemorySegment dx, long dxo, int n) {
        int done = turns(n);
        if (Kernels.VECTOR) {
            LayerNormLoops.backward(dy, dyo, gain, x, xo, mean, scale, meanG, meanGh, dx, dxo, done);
        }
        for (int i = done; i < n; i++) {
            float g = at(dy, dyo, i) * at(gain, 0, i);
            put(dx, dxo, i, Math.fma((at(x, xo, i) - mean) * scale, -meanGh, g - meanG) * scale);
        }
    }

    private static void columns(MemorySegment dy, long dyo, MemorySegment x, long xo, float mean, float scale,
            MemorySegment dGain, MemorySegment dShift, long to, int n) {
        int done = turns(n);
        if (Kernels.VECTOR) {
            LayerNormLoops.columns(dy, dyo, x, xo, mean, scale, dGain, to, dShift, to, done);
        }
        for (int i = done; i < n; i++) {
            float slope = at(dy, dyo, i);
            put(dGain, to, i, Math.fma((at(x, xo, i) - mean) * scale, slope, at(dGain, to, i)));
            put(dShift, to, i, at(dShift, to, i) + slope);
        }
    }
}
