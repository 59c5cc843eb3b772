package lanewise.core;

import java.lang.foreign.MemorySegment;

/// Sums in one stated order at every vector width.
///
/// The order: blocks of [#BLOCK] elements; in a block 16 float accumulators, accumulator l taking the elements l, l + 16, l + 32, ... ascending; the
/// accumulators widened to double and added pairwise (l with l + 8, then + 4, + 2, + 1); the blocks added ascending in double.
public final class Reductions {

    /// Elements in a block.
    public static final int BLOCK = 1024;

    private static final int LANES = 16;

    private Reductions() {
    }

    /// The sum of a contiguous run.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return the sum
    public static double sum(MemorySegment s, long offset, int n) {
        double total = 0;
        for (int b = 0; b < n; b += BLOCK) {
            total += blockSum(s, offset + ((long) b << 2), Math.min(BLOCK, n - b));
        }
        return total;
    }

    /// The sum of the squares of a contiguous run.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return the sum of squares
    public static double sumOfSquares(MemorySegment s, long offset, long n) {
        double total = 0;
        for (long b = 0; b < n; b += BLOCK) {
            total += blockSumOfSquares(s, offset + (b << 2), (int) Math.min(BLOCK, n - b));
        }
        return total;
    }

    /// The sum of squares of one block, for callers who spread the blocks over threads and add them ascending.
    ///
    /// @param s the elements
    /// @param offset byte offset of the block's first
    /// @param n number of elements, at most [#BLOCK]
    /// @return the sum of squares
    public static double blockSumOfSquares(MemorySegment s, long offset, int n) {
        float[] lanes = new float[LANES];
        for (int i = 0; i < n; i++) {
            float v = s.get(Matrix.FLOAT, offset + ((long) i << 2));
            lanes[i % LANES] = Math.fma(v, v, lanes[i % LANES]);
        }
        return pairwise(lanes);
    }

    private static double blockSum(MemorySegment s, long offset, int n) {
        float[] lanes = new float[LANES];
        for (int i = 0; i < n; i++) {
            lanes[i % LANES] += s.get(Matrix.FLOAT, offset + ((long) i << 2));
        }
        return pairwise(lanes);
    }

    private static double pairwise(float[] lanes) {
        double[] d = new double[LANES];
        for (int l = 0; l < LANES; l++) {
            d[l] = lanes[l];
        }
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                d[l] += d[l + half];
            }
        }
        return d[0];
    }

    /// `out[j] = beta * out[j] + a[0][j] + a[1][j] + ...`, rows ascending. Beta 0 does not read out.
    ///
    /// @param a the matrix
    /// @param beta factor of what out holds
    /// @param out 1 x columns
    /// @param workspace who does the work
    public static void columnSums(Matrix a, float beta, Matrix out, Workspace workspace) {
        out.requireShape("out", 1, a.columns()).requireWritable("out");
        for (int c = 0; c < a.columns(); c++) {
            float sum = beta == 0 ? 0 : beta * out.get(0, c);
            for (int r = 0; r < a.rows(); r++) {
                sum += a.get(r, c);
            }
            out.set(0, c, sum);
        }
    }

    /// `ln(sum of e^s[i])` in double, shifted by the maximum, elements ascending.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return the logarithm; minus infinity if n is 0
    public static double logSumExp(MemorySegment s, long offset, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, s.get(Matrix.FLOAT, offset + ((long) i << 2)));
        }
        if (Double.isInfinite(max) || Double.isNaN(max)) {
            return max;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += StrictMath.exp(s.get(Matrix.FLOAT, offset + ((long) i << 2)) - max);
        }
        return max + StrictMath.log(sum);
    }

    /// As [#logSumExp(MemorySegment, long, int)] for doubles on the heap.
    ///
    /// @param values the elements
    /// @param from first index
    /// @param to index after the last
    /// @return the logarithm; minus infinity if there are none
    public static double logSumExp(double[] values, int from, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = Math.max(max, values[i]);
        }
        if (Double.isInfinite(max) || Double.isNaN(max)) {
            return max;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += StrictMath.exp(values[i] - max);
        }
        return max + StrictMath.log(sum);
    }

    /// True if no element is a NaN or infinite.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return whether all are finite
    public static boolean allFinite(MemorySegment s, long offset, long n) {
        for (long i = 0; i < n; i++) {
            if (!Float.isFinite(s.get(Matrix.FLOAT, offset + (i << 2)))) {
                return false;
            }
        }
        return true;
    }
}
