package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ReductionsTest {

    /// The stated order, written out plainly: 16 accumulators in a block, pairs in double, blocks ascending.
    private static double specification(float[] values, boolean squares) {
        double total = 0;
        for (int from = 0; from < values.length; from += Reductions.BLOCK) {
            float[] accumulators = new float[16];
            for (int i = from; i < Math.min(values.length, from + Reductions.BLOCK); i++) {
                int l = (i - from) % 16;
                accumulators[l] = squares ? Math.fma(values[i], values[i], accumulators[l])
                        : accumulators[l] + values[i];
            }
            double[] pairs = new double[16];
            for (int l = 0; l < 16; l++) {
                pairs[l] = accumulators[l];
            }
            for (int half = 8; half > 0; half /= 2) {
                for (int l = 0; l < half; l++) {
                    pairs[l] += pairs[l + half];
                }
            }
            total += pairs[0];
        }
        return total;
    }

    private static Matrix vector(Arena arena, float[] values) {
        Matrix vector = Matrix.allocateDense(arena, 1, values.length);
        vector.copyFrom(values);
        return vector;
    }

    private static float[] random(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
        }
        return values;
    }

    @Test
    void sumsHaveTheStatedOrder() {
        Random random = new Random(21);
        int[] lengths = {0, 1, 15, 16, 17, 31, 32, 33, 48, 1008, 1023, 1024, 1025, 1040, 2048, 5000, 20_480, 100_003};
        for (int n : lengths) {
            float[] values = random(random, n);
            double exact = 0;
            double exactSquares = 0;
            double magnitude = 0;
            for (float v : values) {
                exact += v;
                magnitude += Math.abs(v);
                exactSquares += (double) v * v;
            }
            try (Arena arena = Arena.ofShared(); Team two = Team.ofThreads(2); Team three = Team.ofThreads(3);
                    Workspace workspace2 = Workspace.with(two); Workspace workspace3 = Workspace.with(three);
                    Workspace single = Workspace.single()) {
                Matrix unaligned = Matrix.allocateDense(arena, 1, n + 1).columns(Math.min(1, n), n + Math.min(1, n));
                Matrix v = n == 0 ? vector(arena, values) : unaligned;
                v.copyFrom(values);
                double sum = Reductions.sum(v.segment(), 0, n);
                assertEquals(specification(values, false), sum, "sum of " + n);
                assertEquals(exact, sum, 1e-5 * magnitude);
                double squares = specification(values, true);
                assertEquals(exactSquares, squares, 1e-5 * exactSquares);
                assertEquals(squares, Reductions.sumOfSquares(v.segment(), 0, n), "squares of " + n);
                for (Workspace workspace : new Workspace[] {single, workspace2, workspace3}) {
                    assertEquals(squares, Reductions.sumOfSquares(v.segment(), 0, n, workspace), "squares of " + n);
                }
            }
        }
    }

    @Test
    void columnsCanBeSharedOutByTheCaller() {
        Random random = new Random(6);
        try (Arena arena = Arena.ofConfined(); Workspace single = Workspace.single()) {
            Matrix a = Matrix.of(vector(arena, random(random, 7 * 45)).segment(), 7, 45, 45);
            Matrix whole = vector(arena, random(random, 45));
            Matrix shared = vector(arena, random(random, 45));
            Reductions.columnSums(a, 0, whole, single);
            Reductions.columnSums(a, 0, shared, 0, 16);
            Reductions.columnSums(a, 0, shared, 16, 45);
            assertArrayEquals(whole.toArray(), shared.toArray());
            assertThrows(IndexOutOfBoundsException.class, () -> Reductions.columnSums(a, 0, shared, 16, 46));
        }
    }

    @Test
    void severalBlocksHaveTheSumsOfEach() {
        Random random = new Random(5);
        try (Arena arena = Arena.ofConfined()) {
            for (int blocks : new int[] {0, 1, 4, 7, 12}) {
                Matrix v = vector(arena, random(random, (blocks + 1) * Reductions.BLOCK));
                double[] sums = new double[blocks + 2];
                Reductions.blockSumsOfSquares(v.segment(), 64, blocks, sums, 1);
                for (int b = 0; b < blocks; b++) {
                    assertEquals(Reductions.blockSumOfSquares(v.segment(),
                            64 + 4L * Reductions.BLOCK * b, Reductions.BLOCK),
                            sums[b + 1]);
                }
                assertEquals(0, sums[0] + sums[blocks + 1]);
            }
        }
    }

    @Test
    void aBlockIsLimited() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix v = Matrix.allocateDense(arena, 1, 2000);
            assertThrows(IllegalArgumentException.class, () -> Reductions.blockSumOfSquares(v.segment(), 0, 1025));
            assertThrows(IndexOutOfBoundsException.class, () -> Reductions.sum(v.segment(), 4, 2000));
        }
    }

    @Test
    void columnSumsAddRowsAscending() {
        Random random = new Random(22);
        int[][] shapes = {{0, 5}, {1, 1}, {3, 15}, {5, 16}, {7, 17}, {128, 20}, {64, 64}, {33, 131}, {200, 300}};
        try (Team three = Team.ofThreads(3); Workspace threeParts = Workspace.with(three);
                Workspace single = Workspace.single();
                Arena arena = Arena.ofShared()) {
            for (int[] shape : shapes) {
                for (float beta : new float[] {0, 1, -0.5f}) {
                    Matrix a = Matrix.allocate(arena, shape[0] + 2, shape[1] + 3)
                            .block(1, shape[0] + 1, 2, shape[1] + 2);
                    for (int r = 0; r < shape[0]; r++) {
                        for (int c = 0; c < shape[1]; c++) {
                            a.set(r, c, (float) random.nextGaussian());
                        }
                    }
                    float[] start = random(random, shape[1]);
                    for (Workspace workspace : new Workspace[] {single, threeParts}) {
                        Matrix out = vector(arena, start);
                        if (beta == 0) {
                            out.fill(Float.NaN);
                        }
                        Reductions.columnSums(a, beta, out, workspace);
                        for (int c = 0; c < shape[1]; c++) {
                            float sum = beta == 0 ? 0 : beta * start[c];
                            for (int r = 0; r < shape[0]; r++) {
                                sum += a.get(r, c);
                            }
                            assertEquals(Float.floatToIntBits(sum), Float.floatToIntBits(out.get(0, c)));
                        }
                    }
                }
            }
            Matrix a = Matrix.allocate(arena, 3, 4);
            assertTrue(assertThrows(IllegalArgumentException.class,
                    () -> Reductions.columnSums(a, 0, Matrix.allocate(arena, 1, 5), single)).getMessage()
                    .contains("out: is 1 x 5, expected 1 x 4"));
            assertThrows(IllegalArgumentException.class, () -> Reductions.columnSums(a, 0, a.rows(1, 2), single));
        }
    }

    @Test
    void anyNumberThatIsNotFiniteIsFound() {
        try (Arena arena = Arena.ofConfined()) {
            for (int n : new int[] {0, 1, 15, 16, 17, 100, 16_384, 40_001}) {
                Matrix v = Matrix.allocateDense(arena, 1, n + 1).columns(0, n);
                v.fill(Float.MAX_VALUE);
                assertTrue(Reductions.allFinite(v.segment(), 0, n));
                for (int at : new int[] {0, n / 2, n - 1}) {
                    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                        if (at >= 0 && at < n) {
                            v.set(0, at, bad);
                            assertFalse(Reductions.allFinite(v.segment(), 0, n), () -> bad + " at " + at + " of " + n);
                            v.set(0, at, -Float.MAX_VALUE);
                        }
                    }
                }
            }
        }
    }

    @Test
    void logSumExpHasTheAutogradValues() throws IOException {
        Map<String, double[]> goldens;
        try (var stream = ReductionsTest.class.getResourceAsStream("functions-small.f64.safetensors")) {
            goldens = SafetensorsFile.parse(stream.readAllBytes());
        }
        double[] x = goldens.get("logsumexp.x");
        double[] y = goldens.get("logsumexp.y");
        try (Arena arena = Arena.ofConfined()) {
            for (int r = 0; r < y.length; r++) {
                float[] row = new float[9];
                for (int c = 0; c < 9; c++) {
                    row[c] = (float) x[9 * r + c];
                }
                assertEquals(y[r], Reductions.logSumExp(vector(arena, row).segment(), 0, 9),
                        1e-13 * Math.max(1, Math.abs(y[r])));
                assertEquals(y[r], Reductions.logSumExp(x, 9 * r, 9 * r + 9), 1e-13 * Math.max(1, Math.abs(y[r])));
            }
        }
    }

    @Test
    void logSumExpAtTheLimits() {
        double infinity = Double.POSITIVE_INFINITY;
        assertEquals(-infinity, Reductions.logSumExp(new double[0], 0, 0));
        assertEquals(-infinity, Reductions.logSumExp(new double[] {-infinity, -infinity}, 0, 2));
        assertEquals(infinity, Reductions.logSumExp(new double[] {1, infinity}, 0, 2));
        assertEquals(Double.NaN, Reductions.logSumExp(new double[] {1, Double.NaN}, 0, 2));
        assertEquals(-1e5 + Math.log(2), Reductions.logSumExp(new double[] {-1e5, -1e5}, 0, 2), 1e-9);
    }
}
