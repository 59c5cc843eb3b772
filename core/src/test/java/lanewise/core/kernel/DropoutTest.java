package lanewise.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.random.RandomStream;

class DropoutTest {

    private static final RandomStream STREAM = new RandomStream(5, 77);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 1 - 0x1p-24})
    void aMaskIsAFunctionOfTheIndexWhateverItsPieces(double rate) {
        try (Arena arena = Arena.ofConfined()) {
            int n = 1000;
            Matrix whole = Matrix.allocateDense(arena, 1, n);
            Dropout.mask(STREAM, 40, rate, whole.segment(), 0, n);
            Matrix pieces = Matrix.allocateDense(arena, 1, n + 1);
            for (int from = 0, length = 1; from < n; from += length, length = Math.min(length + 13, n - from)) {
                Dropout.mask(STREAM, 40 + from, rate, pieces.segment(), 4L * (from + 1), length);
            }
            for (int i = 0; i < n; i++) {
                float expected = STREAM.uniform(40 + i) < rate ? 0f : (float) (1 / (1 - rate));
                assertEquals(expected, whole.get(0, i));
                assertEquals(expected, pieces.get(0, i + 1));
            }
        }
    }

    /// The mean of n masks has the standard deviation sqrt(p / (1 - p) / n).
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8})
    void theMeanOfAMaskIsOne(double rate) {
        try (Arena arena = Arena.ofConfined()) {
            int n = 1 << 20;
            Matrix mask = Matrix.allocateDense(arena, 1, n);
            Dropout.mask(STREAM, 0, rate, mask.segment(), 0, n);
            assertEquals(1, Reductions.sum(mask.segment(), 0, n) / n, 4 * Math.sqrt(rate / (1 - rate) / n));
        }
    }

    @Test
    void multipliesRowsOfAnyStride() {
        try (Arena arena = Arena.ofConfined()) {
            for (int n : new int[] {1, 15, 16, 33, 100}) {
                Matrix x = Matrix.allocate(arena, 5, n);
                Matrix m = Matrix.allocateDense(arena, 5, n);
                Matrix y = Matrix.allocateDense(arena, 5, n + 3).columns(1, n + 1);
                new RandomStream(1, 1).fillGaussian(x, 0);
                Dropout.mask(STREAM, 0, 0.4, m.segment(), 0, 5 * n);
                Dropout.multiply(x, m, y, 1, 4);
                for (int r = 0; r < 5; r++) {
                    for (int c = 0; c < n; c++) {
                        float expected = r < 1 || r >= 4 ? 0f : x.get(r, c) * m.get(r, c);
                        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(y.get(r, c)));
                    }
                }
                Dropout.multiply(x, m, x, 1, 4);
                assertEquals(y.get(2, n - 1), x.get(2, n - 1));
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 2, 3);
            for (double rate : new double[] {-0.1, 1, Double.NaN}) {
                assertEquals("rate: is " + rate + ", expected at least 0, below 1",
                        message(() -> Dropout.mask(STREAM, 0, rate, x.segment(), 0, 3)));
            }
            assertEquals("m: is 2 x 2, expected 2 x 3", message(() -> Dropout.multiply(x, x.columns(0, 2), x, 0, 2)));
            assertThrows(IndexOutOfBoundsException.class, () -> Dropout.multiply(x, x, x, 0, 3));
        }
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
