package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import lanewise.core.Matrix;

class GemmKernel8xHalfTest {

    private static boolean sixteenLanes() {
        return Blocking.LANES == 16;
    }

    @Test
    @EnabledIf("sixteenLanes")
    void bitsAreThoseOfTheLoop() {
        for (int k = 1; k <= 40; k++) {
            for (boolean fresh : new boolean[] {true, false}) {
                check(k, fresh);
            }
        }
    }

    private static void check(int k, boolean fresh) {
        SplittableRandom random = new SplittableRandom(k);
        int before = 3;
        float[] a = new float[before + 8 * k + 8];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) (2 * random.nextDouble() - 1);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment b = arena.allocate(64L * k, 64);
            for (int i = 0; i < 16 * k; i++) {
                b.set(Matrix.FLOAT, 4L * i, i % 16 < 8 ? (float) (2 * random.nextDouble() - 1)
                        : b.get(Matrix.FLOAT, 4L * (i - 8)));
            }
            MemorySegment c = arena.allocate(16 + 8 * GemmKernel8xHalf.ROW, 64);
            float[] expected = new float[64];
            for (int i = 0; i < 64; i++) {
                float start = i * 0.25f;
                c.set(Matrix.FLOAT, 16 + 4L * i, start);
                expected[i] = fresh ? 0 : start;
                for (int p = 0; p < k; p++) {
                    expected[i] = Math.fma(a[before + 8 * p + i / 8], b.get(Matrix.FLOAT, 4L * (16 * p + i % 8)),
                            expected[i]);
                }
            }
            GemmKernel8xHalf.multiply(fresh, k, a, before, b, 0, c, 16);
            for (int i = 0; i < 64; i++) {
                assertEquals(expected[i], c.get(Matrix.FLOAT, 16 + 4L * i), "k " + k + ", element " + i);
            }
        }
    }
}
