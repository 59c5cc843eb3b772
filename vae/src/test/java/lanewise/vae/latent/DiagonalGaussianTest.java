package lanewise.vae.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagonalGaussianTest {

    private static final int BATCH = 3;
    private static final int SAMPLES = 2;
    private static final int LATENT = 37;

    private final Arena arena = Arena.ofConfined();
    private final Random random = new Random(7);
    private final Matrix mu = gaussian(BATCH);
    private final Matrix logVariance = gaussian(BATCH);
    private final Matrix noise = gaussian(SAMPLES * BATCH);
    private final Matrix dz = gaussian(SAMPLES * BATCH);
    private final Matrix zeroMean = zero(1);

    @AfterEach
    void free() {
        arena.close();
    }

    private Matrix gaussian(int rows) {
        Matrix out = zero(rows);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < LATENT; c++) {
                out.set(r, c, (float) random.nextGaussian());
            }
        }
        return out;
    }

    private Matrix zero(int rows) {
        return Matrix.allocate(arena, rows, LATENT);
    }

    @Test
    void sampleIsMeanPlusDeviationTimesNoise() {
        Matrix z = zero(SAMPLES * BATCH);
        DiagonalGaussian.sample(mu, logVariance, noise, z, 0, SAMPLES * BATCH);
        for (int r = 0; r < SAMPLES * BATCH; r++) {
            for (int c = 0; c < LATENT; c++) {
                double expected = mu.get(r % BATCH, c)
                        + Math.exp(0.5 * logVariance.get(r % BATCH, c)) * noise.get(r, c);
                assertEquals(expected, z.get(r, c), 1e-6 * (1 + Math.abs(expected)));
            }
        }
    }

    /// A row at once goes by vectors, a column alone is too narrow for them.
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 20, 37, 511, 512, 600})
    void aRowHasTheBitsOfItsElements(int latent) {
        Matrix[] in = new Matrix[4];
        for (int i = 0; i < in.length; i++) {
            in[i] = Matrix.allocate(arena, i < 2 ? BATCH : SAMPLES * BATCH, latent);
            new RandomStream(latent, i).fillGaussian(in[i], 0);
        }
        float[] hard = {Float.NaN, 0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 200, -200, 1e-6f,
                Float.MIN_VALUE, -1e-7f};
        for (int i = 0; i < Math.min(hard.length, latent); i++) {
            in[1].set(1, i, hard[i]);
        }
        Matrix[] rows = outputs(latent);
        all(in, rows);
        Matrix[] elements = outputs(latent);
        for (int c = 0; c < latent; c++) {
            int column = c;
            all(columns(in, column), columns(elements, column));
        }
        for (int i = 0; i < rows.length; i++) {
            assertArrayEquals(elements[i].toArray(), rows[i].toArray(), "output " + i);
        }
    }

    private static Matrix[] columns(Matrix[] all, int column) {
        return Arrays.stream(all).map(matrix -> matrix.columns(column, column + 1)).toArray(Matrix[]::new);
    }

    /// z, kl, dMu, dLogVariance.
    private Matrix[] outputs(int latent) {
        return new Matrix[] {Matrix.allocate(arena, SAMPLES * BATCH, latent), Matrix.allocate(arena, BATCH, latent),
            Matrix.allocate(arena, BATCH, latent), Matrix.allocate(arena, BATCH, latent)};
    }

    /// All operations on mu, log-variance, noise and dz.
    private static void all(Matrix[] in, Matrix[] out) {
        DiagonalGaussian.sample(in[0], in[1], in[2], out[0], 0, SAMPLES * BATCH);
        DiagonalGaussian.divergence(in[0], in[1], out[1], 0, BATCH);
        DiagonalGaussian.sampleBackward(in[1], in[2], in[3], out[2], out[3], 0, BATCH);
        DiagonalGaussian.addDivergenceGradient(in[0], in[1], 0.3f, out[2], out[3], 0, BATCH);
    }

    private static double kl(double mu, double v) {
        return -0.5 * (1 + v - mu * mu - Math.exp(v));
    }

    @Test
    void divergenceIsTheClosedForm() {
        Matrix kl = zero(BATCH);
        DiagonalGaussian.divergence(mu, logVariance, kl, 0, BATCH);
        for (int r = 0; r < BATCH; r++) {
            for (int c = 0; c < LATENT; c++) {
                double expected = kl(mu.get(r, c), logVariance.get(r, c));
                assertEquals(expected, kl.get(r, c), 1e-6 * (1 + expected));
            }
        }
    }

    @Test
    void divergenceOfThePriorIsZero() {
        Matrix kl = zero(1);
        kl.fill(5);
        DiagonalGaussian.divergence(zero(1), zero(1), kl, 0, 1);
        for (int c = 0; c < LATENT; c++) {
            assertEquals(0f, kl.get(0, c));
        }
    }

    @Test
    void divergenceIsNeverBelowZero() {
        Matrix near = zero(1);
        Matrix kl = zero(1);
        for (int i = 0; i < 20_000; i++) {
            for (int c = 0; c < LATENT; c++) {
                near.set(0, c, (float) (random.nextGaussian() * Math.pow(10, -random.nextInt(9))));
            }
            DiagonalGaussian.divergence(zeroMean, near, kl, 0, 1);
            for (int c = 0; c < LATENT; c++) {
                assertEquals(kl(0, near.get(0, c)), kl.get(0, c), 2e-6 * (1 + kl.get(0, c)));
                assertFalse(kl.get(0, c) < 0, "log-variance " + near.get(0, c));
            }
        }
        near.fill(Float.NaN);
        DiagonalGaussian.divergence(zeroMean, near, kl, 0, 1);
        assertEquals(Float.NaN, kl.get(0, 0));
        assertEquals(Float.NaN, kl.get(0, LATENT - 1));
    }

    @Test
    void gradientsAreCentralDifferences() {
        Matrix dMu = zero(BATCH);
        Matrix dLogVariance = zero(BATCH);
        float scale = 0.4f;
        DiagonalGaussian.sampleBackward(logVariance, noise, dz, dMu, dLogVariance, 0, BATCH);
        DiagonalGaussian.addDivergenceGradient(mu, logVariance, scale, dMu, dLogVariance, 0, BATCH);
        double h = 1e-5;
        for (int r = 0; r < BATCH; r++) {
            for (int c = 0; c < LATENT; c++) {
                double m = mu.get(r, c);
                double v = logVariance.get(r, c);
                assertEquals((loss(r, c, m + h, v, scale) - loss(r, c, m - h, v, scale)) / (2 * h),
                        dMu.get(r, c), 5e-6);
                assertEquals((loss(r, c, m, v + h, scale) - loss(r, c, m, v - h, scale)) / (2 * h),
                        dLogVariance.get(r, c), 5e-6);
            }
        }
    }

    /// A loss whose gradient with respect to z is dz.
    private double loss(int row, int column, double m, double v, double scale) {
        double loss = scale * kl(m, v);
        for (int s = 0; s < SAMPLES; s++) {
            loss += dz.get(s * BATCH + row, column) * (m + Math.exp(0.5 * v) * noise.get(s * BATCH + row, column));
        }
        return loss;
    }

    /// A single column is below every vector width, so it takes the scalar loop.
    @Test
    void scalarTwinGivesTheBitsOfTheVectorKernel() {
        Matrix z = zero(SAMPLES * BATCH);
        Matrix kl = zero(BATCH);
        Matrix dMu = zero(BATCH);
        Matrix dLogVariance = zero(BATCH);
        run(mu, logVariance, noise, dz, z, kl, dMu, dLogVariance);
        Matrix z1 = zero(SAMPLES * BATCH);
        Matrix kl1 = zero(BATCH);
        Matrix dMu1 = zero(BATCH);
        Matrix dLogVariance1 = zero(BATCH);
        for (int c = 0; c < LATENT; c++) {
            run(mu.columns(c, c + 1), logVariance.columns(c, c + 1), noise.columns(c, c + 1), dz.columns(c, c + 1),
                    z1.columns(c, c + 1), kl1.columns(c, c + 1), dMu1.columns(c, c + 1),
                    dLogVariance1.columns(c, c + 1));
        }
        assertBits(z, z1);
        assertBits(kl, kl1);
        assertBits(dMu, dMu1);
        assertBits(dLogVariance, dLogVariance1);
    }

    @Test
    void wrongShapesAreNamed() {
        assertEquals("z: is 4 x 37, expected a multiple of 3 rows x 37", assertThrows(IllegalArgumentException.class,
                () -> DiagonalGaussian.sample(mu, logVariance, noise, zero(4), 0, 4)).getMessage());
        assertEquals("noise: is 3 x 37, expected 6 x 37", assertThrows(IllegalArgumentException.class,
                () -> DiagonalGaussian.sample(mu, logVariance, zero(3), zero(6), 0, 6)).getMessage());
        assertEquals("kl: is 1 x 37, expected 3 x 37", assertThrows(IllegalArgumentException.class,
                () -> DiagonalGaussian.divergence(mu, logVariance, zero(1), 0, 1)).getMessage());
    }

    private static void run(Matrix mu, Matrix v, Matrix noise, Matrix dz, Matrix z, Matrix kl, Matrix dMu, Matrix dv) {
        DiagonalGaussian.sample(mu, v, noise, z, 0, z.rows());
        DiagonalGaussian.divergence(mu, v, kl, 0, mu.rows());
        DiagonalGaussian.sampleBackward(v, noise, dz, dMu, dv, 0, mu.rows());
        DiagonalGaussian.addDivergenceGradient(mu, v, 0.7f, dMu, dv, 0, mu.rows());
    }

    private static void assertBits(Matrix a, Matrix b) {
        for (int r = 0; r < a.rows(); r++) {
            for (int c = 0; c < a.columns(); c++) {
                assertEquals(Float.floatToIntBits(a.get(r, c)), Float.floatToIntBits(b.get(r, c)),
                        "row " + r + ", column " + c);
            }
        }
    }
}
