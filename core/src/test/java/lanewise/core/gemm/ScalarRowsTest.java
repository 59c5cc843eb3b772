package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// Rows in arrays give the bits of the plain loops.
class ScalarRowsTest {

    private static final int[] COLUMNS = {1, 3, 4, 5, 20, 400, 1024, 1030, 2100};
    private static final int[] INNER = {0, 1, 3, 4, 7, 90};

    @Test
    void bitsAreThoseOfThePlainLoops() {
        ScalarRows rows = new ScalarRows(2);
        try (Arena arena = Arena.ofShared()) {
            for (int n : COLUMNS) {
                for (int k : INNER) {
                    Matrix a = gaussian(arena, 3, k + 2, 1);
                    Matrix b = gaussian(arena, k + 1, n + 5, 2);
                    for (float alpha : new float[] {1, 0.3f}) {
                        check(rows, n, k, alpha, a, b, Float.BYTES);
                        check(rows, n, Math.min(k, b.columns() - 1), alpha, a, b, 4L * b.rowStride());
                    }
                }
            }
        }
    }

    /// B as it is, or its transpose where its columns lie a row apart.
    private static void check(ScalarRows rows, int n, int k, float alpha, Matrix a, Matrix b, long bColumn) {
        boolean straight = bColumn == Float.BYTES;
        int columns = straight ? n : Math.min(n, b.rows());
        long bRow = straight ? 4L * b.rowStride() : Float.BYTES;
        long aRow = 4L * a.rowStride();
        MemorySegment expected = start(3 * columns);
        MemorySegment found = start(3 * columns);
        ScalarGemm.multiply(3, columns, k, alpha, a.segment(), 4, aRow, 4, b.segment(), 0, bRow, bColumn, expected, 0,
                4L * columns);
        rows.multiply(1, 3, columns, k, alpha, a.segment(), 4, aRow, 4, b.segment(), 0, bRow, bColumn, found, 0,
                4L * columns);
        assertArrayEquals(expected.toArray(Matrix.FLOAT), found.toArray(Matrix.FLOAT),
                () -> columns + " columns, " + k + " terms");
    }

    private static MemorySegment start(int floats) {
        MemorySegment c = Arena.ofAuto().allocate(4L * floats, 64);
        for (int i = 0; i < floats; i++) {
            c.setAtIndex(Matrix.FLOAT, i, 0.5f - i);
        }
        return c;
    }

    private static Matrix gaussian(Arena arena, int rows, int columns, long seed) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        new RandomStream(seed, columns).fillGaussian(matrix, 0);
        return matrix;
    }
}
