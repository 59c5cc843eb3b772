package lanewise.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Random;

import lanewise.core.Allocations;
import lanewise.core.Matrix;
import lanewise.core.Team;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerNormTest {

    private static final float SENTINEL = 12345;

    private final Random random = new Random(8);

    /// One case in matrices whose rows have gaps of their own, and its result by the formulas with the stated order.
    private final class Case {

        final int rows;
        final int n;
        final Matrix x;
        final Matrix gain;
        final Matrix shift;
        final Matrix y;
        final Matrix statistics;
        final Matrix dy;
        final Matrix dx;
        final Matrix dGain;
        final Matrix dShift;

        Case(Arena arena, int rows, int n) {
            this.rows = rows;
            this.n = n;
            x = matrix(arena, rows, n, 3);
            gain = matrix(arena, 1, n, 1);
            shift = matrix(arena, 1, n, 2);
            y = matrix(arena, rows, n, 5);
            statistics = matrix(arena, rows, 2, 1);
            dy = matrix(arena, rows, n, 0);
            dx = matrix(arena, rows, n, 7);
            dGain = matrix(arena, 1, n, 3);
            dShift = matrix(arena, 1, n, 1);
        }

        private Matrix matrix(Arena arena, int rows, int columns, int gap) {
            Matrix all = Matrix.allocateDense(arena, rows + 1, columns + 2 * gap);
            all.fill(SENTINEL);
            Matrix inner = all.block(0, rows, gap, gap + columns);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    inner.set(r, c, (float) (random.nextGaussian() * (c % 7 == 0 ? 9 : 1) + 2));
                }
            }
            return inner;
        }

        /// In `parts` parts of the rows and of the columns, one after the other.
        void run(int parts) {
            for (int p = 0; p < parts; p++) {
                LayerNorm.forward(x, gain, shift, y, statistics, Team.begin(rows, p, parts, 1),
                        Team.begin(rows, p + 1, parts, 1));
            }
            for (int p = 0; p < parts; p++) {
                LayerNorm.parameterGradients(x, statistics, dy, dGain, dShift, Team.begin(n, p, parts, 3),
                        Team.begin(n, p + 1, parts, 3));
                LayerNorm.backward(x, gain, statistics, dy, dx, Team.begin(rows, p, parts, 1),
                        Team.begin(rows, p + 1, parts, 1));
            }
        }

        void check() {
            float[] dGains = new float[n];
            float[] dShifts = new float[n];
            for (int r = 0; r < rows; r++) {
                float[] v = x.rows(r, r + 1).toArray();
                float[] slope = dy.rows(r, r + 1).toArray();
                float mean = (float) (tree(v) / n);
                float[] h = new float[n];
                float[] sums = new float[16];
                for (int i = 0; i < n; i++) {
                    sums[i % 16] = Math.fma(v[i] - mean, v[i] - mean, sums[i % 16]);
                }
                float scale = (float) (1 / Math.sqrt(pairs(sums) / n + 1e-5));
                float[] g = new float[n];
                sums = new float[16];
                for (int i = 0; i < n; i++) {
                    h[i] = (v[i] - mean) * scale;
                    bits(Math.fma(h[i], gain.get(0, i), shift.get(0, i)), y.get(r, i));
                    g[i] = slope[i] * gain.get(0, i);
                    sums[i % 16] = Math.fma(h[i], g[i], sums[i % 16]);
                    dGains[i] = Math.fma(h[i], slope[i], dGains[i]);
                    dShifts[i] += slope[i];
                }
                float meanG = (float) (tree(g) / n);
                float meanGh = (float) (pairs(sums) / n);
                for (int i = 0; i < n; i++) {
                    bits(Math.fma(h[i], -meanGh, g[i] - meanG) * scale, dx.get(r, i));
                }
                bits(mean, statistics.get(r, 0));
                bits(scale, statistics.get(r, 1));
            }
            assertArrayEquals(dGains, dGain.toArray());
            assertArrayEquals(dShifts, dShift.toArray());
        }
    }

    private static double tree(float[] values) {
        float[] sums = new float[16];
        for (int i = 0; i < values.length; i++) {
            sums[i % 16] += values[i];
        }
        return pairs(sums);
    }

    private static double pairs(float[] sums) {
        double[] pairs = new double[16];
        for (int l = 0; l < 16; l++) {
            pairs[l] = sums[l];
        }
        for (int half = 8; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                pairs[l] += pairs[l + half];
            }
        }
        return pairs[0];
    }

    private static void bits(float expected, float actual) {
        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual),
                () -> "expected " + expected + ", got " + actual);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 15, 16, 17, 31, 32, 48, 70, 200, 257, 400})
    void hasTheStatedOrderAtEveryWidthAndInAnyParts(int n) {
        for (int rows : new int[] {1, 4, 7}) {
            for (int parts : new int[] {1, 2, 3, 5}) {
                try (Arena arena = Arena.ofConfined()) {
                    Case c = new Case(arena, rows, n);
                    c.run(parts);
                    c.check();
                    Matrix whole = Matrix.allocateDense(arena, rows, n);
                    LayerNorm.forward(c.x, c.gain, c.shift, whole, null, 0, rows);
                    assertArrayEquals(c.y.toArray(), whole.toArray());
                    whole.copyFrom(c.x);
                    LayerNorm.forward(whole, c.gain, c.shift, whole, null, 0, rows);
                    assertArrayEquals(c.y.toArray(), whole.toArray(), "in place");
                    whole.copyFrom(c.dy);
                    LayerNorm.backward(c.x, c.gain, c.statistics, whole, whole, 0, rows);
                    assertArrayEquals(c.dx.toArray(), whole.toArray(), "in place");
                }
            }
        }
    }

    @Test
    void touchesNothingElse() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix all = Matrix.allocateDense(arena, 5, 40);
            all.fill(SENTINEL);
            Case c = new Case(arena, 4, 21);
            Matrix some = all.block(0, 4, 7, 28);
            LayerNorm.forward(c.x, c.gain, c.shift, some, null, 1, 3);
            for (int r = 0; r < 5; r++) {
                for (int j = 0; j < 40; j++) {
                    boolean written = r > 0 && r < 3 && j >= 7 && j < 28;
                    assertEquals(written, all.get(r, j) != SENTINEL, r + ", " + j);
                }
            }
        }
    }

    /// d/dx, d/dgain and d/dshift of sum_i c_i y_i in double.
    @Test
    void gradientsAreThoseOfCentralDifferences() {
        int n = 13;
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, 3, n);
            c.run(1);
            double step = 1e-5;
            double[] dGain = new double[n];
            for (int r = 0; r < 3; r++) {
                for (int i = 0; i < n; i++) {
                    double slope = (loss(c, r, i, step, -1) - loss(c, r, i, -step, -1)) / (2 * step);
                    assertEquals(slope, c.dx.get(r, i), 2e-5 * (1 + Math.abs(slope)));
                    dGain[i] += (loss(c, r, -1, step, i) - loss(c, r, -1, -step, i)) / (2 * step);
                }
            }
            for (int i = 0; i < n; i++) {
                assertEquals(dGain[i], c.dGain.get(0, i), 2e-5 * (1 + Math.abs(dGain[i])));
                assertEquals(c.dy.get(0, i) + c.dy.get(1, i) + c.dy.get(2, i), c.dShift.get(0, i), 1e-5);
            }
        }
    }

    private static double loss(Case c, int row, int moved, double step, int movedGain) {
        double[] x = new double[c.n];
        double mean = 0;
        for (int i = 0; i < c.n; i++) {
            x[i] = c.x.get(row, i) + (i == moved ? step : 0);
            mean += x[i] / c.n;
        }
        double variance = 0;
        for (double v : x) {
            variance += (v - mean) * (v - mean) / c.n;
        }
        double loss = 0;
        for (int i = 0; i < c.n; i++) {
            double gain = c.gain.get(0, i) + (i == movedGain ? step : 0);
            loss += c.dy.get(row, i) * ((x[i] - mean) / Math.sqrt(variance + 1e-5) * gain + c.shift.get(0, i));
        }
        return loss;
    }

    @Test
    void aConstantRowBecomesTheShift() {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, 2, 20);
            c.x.fill(3);
            LayerNorm.forward(c.x, c.gain, c.shift, c.y, c.statistics, 0, 2);
            assertArrayEquals(c.shift.toArray(), c.y.rows(1, 2).toArray());
            assertEquals((float) (1 / Math.sqrt(1e-5)), c.statistics.get(1, 1));
        }
    }

    @Test
    void aNotANumberStaysInItsRow() {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, 2, 20);
            c.x.set(0, 17, Float.NaN);
            LayerNorm.forward(c.x, c.gain, c.shift, c.y, c.statistics, 0, 2);
            assertTrue(Float.isNaN(c.y.get(0, 0)) && Float.isFinite(c.y.get(1, 17)));
        }
    }

    @Test
    void allocatesNothing() {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, 5, 100);
            assertEquals(0, Allocations.fewest(0, () -> c.run(2)));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, 4, 6);
            assertEquals("gain: is 1 x 5, expected 1 x 6",
                    message(() -> LayerNorm.forward(c.x, c.gain.columns(0, 5), c.shift, c.y, null, 0, 4)));
            assertEquals("statistics: is 3 x 2, expected 4 x 2",
                    message(() -> LayerNorm.backward(c.x, c.gain, c.statistics.rows(0, 3), c.dy, c.dx, 0, 4)));
            assertEquals("dShift: is 1 x 5, expected 1 x 6",
                    message(() -> LayerNorm.parameterGradients(c.x, c.statistics, c.dy, c.dGain,
                            c.dShift.columns(0, 5), 0, 6)));
            assertThrows(IndexOutOfBoundsException.class,
                    () -> LayerNorm.forward(c.x, c.gain, c.shift, c.y, null, 0, 5));
        }
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
