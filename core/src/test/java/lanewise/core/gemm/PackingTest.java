package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import lanewise.core.Kernels;
import lanewise.core.Matrix;

/// Every element has its own value, so one in the wrong place is seen.
class PackingTest {

    private static boolean vectors() {
        return Kernels.VECTOR;
    }

    private static Matrix numbered(Arena arena, int rows, int columns, int pad) {
        Matrix whole = Matrix.allocateDense(arena, rows, columns + pad);
        whole.fill(Float.NaN);
        Matrix matrix = whole.columns(0, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, i * 4096 + j + 1);
            }
        }
        return matrix;
    }

    @Test
    @EnabledIf("vectors")
    void panelsOfAHoldRowsSideBySide() {
        for (boolean transpose : new boolean[] {false, true}) {
            for (int rows : new int[] {1, 3, Blocking.MR, Blocking.MR + 1, Blocking.MR + 2, 3 * Blocking.MR - 1}) {
                for (int k : new int[] {1, 7, 8, 9, 15, 16, 17, 50}) {
                    for (float alpha : new float[] {1, 0.5f}) {
                        try (Arena arena = Arena.ofConfined()) {
                            Matrix a = transpose ? numbered(arena, k, rows, 2) : numbered(arena, rows, k, 2);
                            long stride = a.rowStride() * 4L;
                            float[] packed = new float[Packing.packedFloats(rows, k, Blocking.MR)];
                            Packing.packA(alpha, a.segment(), 0, transpose ? 4 : stride, transpose ? stride : 4, rows,
                                    k, Blocking.MR, packed);
                            int first = 0;
                            int panel = 0;
                            for (int i = 0; i < rows; i++) {
                                if (i == first + Blocking.rows(rows - first, Blocking.MR)) {
                                    first = i;
                                    panel += k * Blocking.A_STEP;
                                }
                                for (int p = 0; p < k; p++) {
                                    float expected = alpha * (transpose ? a.get(p, i) : a.get(i, p));
                                    assertEquals(expected, packed[panel + p * Blocking.A_STEP + i - first]);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    @EnabledIf("vectors")
    void panelsOfBHoldColumnsSideBySide() {
        for (boolean transpose : new boolean[] {false, true}) {
            for (int columns : new int[] {1, Blocking.LANES - 1, Blocking.LANES, Blocking.LANES + 1, Blocking.NR,
                    2 * Blocking.NR + 3}) {
                for (int k : new int[] {1, Blocking.LANES - 1, Blocking.LANES, Blocking.LANES + 1, 50}) {
                    try (Arena arena = Arena.ofConfined()) {
                        Matrix b = transpose ? numbered(arena, columns, k, 1) : numbered(arena, k, columns, 1);
                        long stride = b.rowStride() * 4L;
                        MemorySegment packed = arena.allocate(Blocking.packedBytes(k, columns), 64);
                        Packing.packB(b.segment(), 0, transpose ? 4 : stride, transpose ? stride : 4, k, columns,
                                packed);
                        for (int j = 0; j < columns; j++) {
                            int first = j / Blocking.NR * Blocking.NR;
                            int width = Packing.panelWidth(Math.min(Blocking.NR, columns - first));
                            for (int p = 0; p < k; p++) {
                                float expected = transpose ? b.get(j, p) : b.get(p, j);
                                assertEquals(expected, packed.get(Matrix.FLOAT,
                                        4L * (first * k + p * width + j - first)));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    @EnabledIf("vectors")
    void columnsThatHalfOfAVectorHoldsStandThereTwice() {
        for (boolean transpose : new boolean[] {false, true}) {
            for (int columns = 1; columns <= Blocking.LANES; columns++) {
                for (int k : new int[] {1, Blocking.LANES, 50}) {
                    try (Arena arena = Arena.ofConfined()) {
                        Matrix b = transpose ? numbered(arena, columns, k, 1) : numbered(arena, k, columns, 1);
                        long stride = b.rowStride() * 4L;
                        MemorySegment packed = arena.allocate(Blocking.packedBytes(k, columns), 64);
                        Packing.packB(b.segment(), 0, transpose ? 4 : stride, transpose ? stride : 4, k, columns,
                                packed);
                        for (int j = 0; Packing.twice(columns, Blocking.LANES) && j < columns; j++) {
                            for (int p = 0; p < k; p++) {
                                long at = 4L * (p * Blocking.LANES + j);
                                assertEquals(packed.get(Matrix.FLOAT, at),
                                        packed.get(Matrix.FLOAT, at + 2L * Blocking.LANES));
                            }
                        }
                    }
                }
            }
        }
    }
}
