package lanewise.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

import lanewise.core.kernel.ReductionLoops;

/// Sums in one stated order at every vector width and for every number of threads.
///
/// The order: blocks of [#BLOCK] elements; in a block 16 float accumulators that start at 0, accumulator l taking the
/// elements l, l + 16, ... ascending; the accumulators widened to double and added pairwise (l and l + 8, then l + 4,
/// l + 2, l + 1); the blocks added ascending in double.
///
/// NaN and infinities go through the sums as IEEE 754 has it. Thread-safe; nothing is allocated unless stated.
public final class Reductions {

    /// Elements in a block.
    public static final int BLOCK = 1024;

    private static final int ACCUMULATORS = 16;
    // Elements after which allFinite looks at what it found.
    private static final int FINITE_BLOCK = 1 << 14;
    // Elements of a matrix from which waking a team pays.
    private static final int PARALLEL_FROM = 1 << 14;

    private Reductions() {
    }

    /// The sum of a contiguous run.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return the sum; 0 if there are none
    public static double sum(MemorySegment s, long offset, int n) {
        double total = 0;
        for (int b = 0; b < n; b += BLOCK) {
            int length = Math.min(BLOCK, n - b);
            long at = offset + ((long) b << 2);
            total += Kernels.VECTOR && length % ACCUMULATORS == 0 ? ReductionLoops.sum(s, at, length)
                    : scalarSum(s, at, length);
            if (length < BLOCK) {
                break;
            }
        }
        return total;
    }

    /// The sum of the squares of a contiguous run; each square enters its accumulator by a fused multiply-add.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return the sum of squares; 0 if there are none
    public static double sumOfSquares(MemorySegment s, long offset, long n) {
        double total = 0;
        for (long b = 0; b < n; b += BLOCK) {
            total += blockSumOfSquares(s, offset + (b << 2), (int) Math.min(BLOCK, n - b));
        }
        return total;
    }

    /// As [#sumOfSquares(MemorySegment, long, long)], with the same bits, by the workspace's team. Uses slot 0 of the
    /// caller's scratch; allocates no more than the task that is handed to the team, and nothing for a team of one.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @param workspace who does the work
    /// @return the sum of squares
    public static double sumOfSquares(MemorySegment s, long offset, long n, Workspace workspace) {
        if (workspace.team().size() == 1 || n <= BLOCK) {
            return sumOfSquares(s, offset, n);
        }
        int blocks = Math.toIntExact((n + BLOCK - 1) / BLOCK);
        MemorySegment sums = workspace.scratch(0, 0, (long) blocks * Double.BYTES);
        workspace.team().run((part, parts) -> {
            int end = Team.begin(blocks, part + 1, parts, 1);
            for (int b = Team.begin(blocks, part, parts, 1); b < end; b++) {
                long first = (long) b * BLOCK;
                double sum = blockSumOfSquares(s, offset + (first << 2), (int) Math.min(BLOCK, n - first));
                sums.set(ValueLayout.JAVA_DOUBLE, (long) b << 3, sum);
            }
        });
        double total = 0;
        for (int b = 0; b < blocks; b++) {
            total += sums.get(ValueLayout.JAVA_DOUBLE, (long) b << 3);
        }
        return total;
    }

    /// The sum of squares of one block, for callers who visit blocks on the way through memory and add
    /// their sums ascending.
    ///
    /// @param s the elements
    /// @param offset byte offset of the block's first
    /// @param n number of elements, at most [#BLOCK]
    /// @return the sum of squares
    /// @throws IllegalArgumentException if n is above [#BLOCK]
    public static double blockSumOfSquares(MemorySegment s, long offset, int n) {
        if (n > BLOCK) {
            throw new IllegalArgumentException("n: " + n + ", expected at most " + BLOCK);
        }
        return Kernels.VECTOR && n % ACCUMULATORS == 0 ? ReductionLoops.sumOfSquares(s, offset, n)
                : scalarSumOfSquares(s, offset, n);
    }

    /// The sums of squares of whole blocks that follow each other, as [#blockSumOfSquares] gives them one by one.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first block's first
    /// @param blocks number of blocks of [#BLOCK] elements
    /// @param out where the sums go
    /// @param at index of the first sum
    public static void blockSumsOfSquares(MemorySegment s, long offset, int blocks, double[] out, int at) {
        int done = 0;
        for (; Kernels.VECTOR && done <= blocks - 4; done += 4) {
            ReductionLoops.fourSumsOfSquares(s, offset + ((long) done * BLOCK << 2), BLOCK, out, at + done);
        }
        for (; done < blocks; done++) {
            out[at + done] = blockSumOfSquares(s, offset + ((long) done * BLOCK << 2), BLOCK);
        }
    }

    private static double scalarSum(MemorySegment s, long offset, int n) {
        return pairwise(s, offset, n, false, 0, 1);
    }

    private static double scalarSumOfSquares(MemorySegment s, long offset, int n) {
        return pairwise(s, offset, n, true, 0, 1);
    }

    /// The accumulators lane, lane + step, lane + 2 step, ... added pairwise: those of even number and those
    /// of odd number first.
    private static double pairwise(MemorySegment s, long offset, int n, boolean squares, int lane, int step) {
        if (step < ACCUMULATORS) {
            return pairwise(s, offset, n, squares, lane, 2 * step)
                    + pairwise(s, offset, n, squares, lane + step, 2 * step);
        }
        float sum = 0;
        for (int i = lane; i < n; i += ACCUMULATORS) {
            float v = s.get(Matrix.FLOAT, offset + ((long) i << 2));
            sum = squares ? Math.fma(v, v, sum) : sum + v;
        }
        return sum;
    }

    /// `out[j] = beta * out[j] + a[0][j] + a[1][j] + ...` in float, rows ascending; beta 0 starts from 0 and does not
    /// read out. The team splits the columns.
    ///
    /// @param a the matrix
    /// @param beta factor of what out holds
    /// @param out 1 x columns of a, apart from a
    /// @param workspace who does the work
    /// @throws IllegalArgumentException if out has another shape, is read-only or overlaps a
    public static void columnSums(Matrix a, float beta, Matrix out, Workspace workspace) {
        requireColumns(a, out);
        if (workspace.team().size() == 1 || (long) a.rows() * a.columns() < PARALLEL_FROM) {
            someColumnSums(a, beta, out, 0, a.columns());
            return;
        }
        workspace.team().run((part, parts) -> someColumnSums(a, beta, out,
                Team.begin(a.columns(), part, parts, ACCUMULATORS),
                Team.begin(a.columns(), part + 1, parts, ACCUMULATORS)));
    }

    private static void requireColumns(Matrix a, Matrix out) {
        a.requireOpen("a");
        out.requireShape("out", 1, a.columns()).requireWritable("out");
        if (out.overlaps(a)) {
            throw new IllegalArgumentException("out: overlaps a, expected memory apart");
        }
    }

    /// As [#columnSums(Matrix, float, Matrix, Workspace)] for some columns, for callers that share them out themselves.
    /// Allocates nothing.
    ///
    /// @param a the matrix
    /// @param beta factor of what out holds
    /// @param out 1 x columns of a, apart from a
    /// @param from first column
    /// @param to column after the last
    /// @throws IllegalArgumentException if out has another shape, is read-only or overlaps a
    /// @throws IndexOutOfBoundsException if there are no such columns
    public static void columnSums(Matrix a, float beta, Matrix out, int from, int to) {
        requireColumns(a, out);
        Objects.checkFromToIndex(from, to, a.columns());
        someColumnSums(a, beta, out, from, to);
    }

    private static void someColumnSums(Matrix a, float beta, Matrix out, int from, int to) {
        MemorySegment source = a.segment();
        MemorySegment target = out.segment();
        int done = from;
        if (Kernels.VECTOR) {
            done += ReductionLoops.columnSums(source, a.byteOffset(0, from), a.byteOffset(1, 0), a.rows(), beta, target,
                    out.byteOffset(0, from), to - from);
        }
        for (int c = done; c < to; c++) {
            float sum = beta == 0 ? 0 : beta * target.get(Matrix.FLOAT, out.byteOffset(0, c));
            for (int r = 0; r < a.rows(); r++) {
                sum += source.get(Matrix.FLOAT, a.byteOffset(r, c));
            }
            target.set(Matrix.FLOAT, out.byteOffset(0, c), sum);
        }
    }

    /// `ln(sum of e^s[i])` in double, shifted by the maximum, elements ascending.
    ///
    /// @param s the elements
    /// @param offset byte offset of the first
    /// @param n number of elements
    /// @return the logarithm; minus infinity if there are none, NaN if one is
    public static double logSumExp(MemorySegment s, long offset, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, s.get(Matrix.FLOAT, offset + ((long) i << 2)));
        }
        if (!Double.isFinite(max)) {
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
    /// @return the logarithm; minus infinity if there are none, NaN if one is
    public static double logSumExp(double[] values, int from, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = Math.max(max, values[i]);
        }
        if (!Double.isFinite(max)) {
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
        long done = 0;
        while (Kernels.VECTOR && n - done >= ACCUMULATORS) {
            int length = (int) Math.min(FINITE_BLOCK, n - done) & -ACCUMULATORS;
            if (!ReductionLoops.allFinite(s, offset + (done << 2), length)) {
                return false;
            }
            done += length;
        }
        for (long i = done; i < n; i++) {
            if (!Float.isFinite(s.get(Matrix.FLOAT, offset + (i << 2)))) {
                return false;
            }
        }
        return true;
    }
}
