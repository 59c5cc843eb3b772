package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import lanewise.core.Kernels;
import lanewise.core.Matrix;

class SwappedPathTest {

    private static boolean vectors() {
        return Kernels.VECTOR;
    }

    private static Matrix random(Arena arena, int rows, int columns, long seed) {
        Matrix matrix = Matrix.allocateDense(arena, rows, columns);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, (float) (2 * random.nextDouble() - 1));
            }
        }
        return matrix;
    }

    @Test
    @EnabledIf("vectors")
    void bitsAreThoseOfTheLoopAndNothingElseIsWritten() {
        int k = 37;
        for (int rows = 1; rows <= Blocking.NR; rows++) {
            for (int columns = SwappedPath.FEWEST_COLUMNS; columns <= 3 * Blocking.LANES + 1; columns++) {
                for (boolean transpose : new boolean[] {false, true}) {
                    try (Arena arena = Arena.ofConfined()) {
                        check(arena, rows, columns, k, transpose);
                    }
                }
            }
        }
    }

    private static void check(Arena arena, int rows, int columns, int k, boolean transpose) {
        Matrix a = random(arena, rows, k, 1);
        Matrix b = transpose ? random(arena, columns, k, 2) : random(arena, k, columns, 2);
        Matrix whole = Matrix.allocateDense(arena, rows, columns + 1);
        whole.fill(7);
        Matrix c = whole.columns(0, columns);
        int width = SwappedPath.width(rows);
        MemorySegment panel = arena.allocate((long) k * width * Float.BYTES, 64);
        Packing.packPanel(a.segment(), 0, Float.BYTES, (long) k * Float.BYTES, k, rows, width, panel, 0);
        long stride = (long) b.rowStride() * Float.BYTES;
        SwappedPath.multiply(k, b.segment(), 0, transpose ? Float.BYTES : stride, transpose ? stride : Float.BYTES,
                columns, panel, 0, (long) width * Float.BYTES, width, rows, c.segment(), 0,
                (long) c.rowStride() * Float.BYTES, arena.allocate(SwappedPath.SCRATCH_BYTES, 64));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(a.get(i, p), transpose ? b.get(j, p) : b.get(p, j), sum);
                }
                assertEquals(sum, c.get(i, j), rows + " x " + columns + ", element " + i + ", " + j);
            }
            assertEquals(7, whole.get(i, columns));
        }
    }
}
