package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// The sums of [ScalarGemm] where rows of B lie along memory: the same operations in the same order, over copies of
/// rows in arrays. The JIT compiler makes vectors of such loops by itself, which it does not of loops over segments
/// (JDK 25), and until it has compiled them an array costs the interpreter a tenth.
///
/// Four k at a time: a sum is loaded and stored once for four multiply-adds, in ascending k.
final class ScalarRows {

    /// Columns at a time: the five arrays stay in the first-level cache.
    private static final int COLUMNS = 1024;

    private final float[][] sums;
    private final float[][][] rows;

    /// @param parts how many threads may compute at a time
    ScalarRows(int parts) {
        sums = new float[parts][0];
        rows = new float[parts][4][0];
    }

    /// C += alpha * A * B for `m x n` elements of C, strides in bytes.
    void multiply(int part, int m, int n, int k, float alpha, MemorySegment a, long aOffset, long aRow, long aColumn,
            MemorySegment b, long bOffset, long bRow, long bColumn, MemorySegment c, long cOffset, long cRow) {
        if (bColumn != Float.BYTES || n < 4) {
            ScalarGemm.multiply(m, n, k, alpha, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
            return;
        }
        int width = Math.min(n, COLUMNS);
        if (sums[part].length < width) {
            sums[part] = new float[width];
            rows[part] = new float[4][width];
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j += COLUMNS) {
                long at = (long) j * Float.BYTES;
                row(sums[part], rows[part], Math.min(COLUMNS, n - j), k, alpha, a, aOffset + i * aRow, aColumn, b,
                        bOffset + at, bRow, c, cOffset + i * cRow + at);
            }
        }
    }

    private static void row(float[] sum, float[][] y, int n, int k, float alpha, MemorySegment a, long aOffset,
            long aColumn, MemorySegment b, long bOffset, long bRow, MemorySegment c, long cOffset) {
        MemorySegment.copy(c, Packing.FLOAT, cOffset, sum, 0, n);
        int p = 0;
        for (; p <= k - 4; p += 4) {
            long first = aOffset + p * aColumn;
            for (int r = 0; r < 4; r++) {
                MemorySegment.copy(b, Packing.FLOAT, bOffset + (p + r) * bRow, y[r], 0, n);
            }
            four(n, sum, times(alpha, a, first), y[0], times(alpha, a, first + aColumn), y[1],
                    times(alpha, a, first + 2 * aColumn), y[2], times(alpha, a, first + 3 * aColumn), y[3]);
        }
        for (; p < k; p++) {
            MemorySegment.copy(b, Packing.FLOAT, bOffset + p * bRow, y[0], 0, n);
            one(n, sum, times(alpha, a, aOffset + p * aColumn), y[0]);
        }
        MemorySegment.copy(sum, 0, c, Packing.FLOAT, cOffset, n);
    }

    private static float times(float alpha, MemorySegment a, long at) {
        float value = a.get(Packing.FLOAT, at);
        return alpha == 1 ? value : alpha * value;
    }

    private static void four(int n, float[] sum, float x0, float[] y0, float x1, float[] y1, float x2, float[] y2,
            float x3, float[] y3) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(x3, y3[j], Math.fma(x2, y2[j], Math.fma(x1, y1[j], Math.fma(x0, y0[j], sum[j]))));
        }
    }

    private static void one(int n, float[] sum, float x, float[] y) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(x, y[j], sum[j]);
        }
    }
}
