package lanewise.vae.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

import lanewise.core.Matrix;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.prior.PriorKernel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PosteriorTest {

    private static final int BATCH = 3;
    private static final int SAMPLES = 2;
    private static final int LATENT = 5;
    private static final double STEP = 1e-5;

    private final Arena arena = Arena.ofConfined();
    private final Random random = new Random(11);
    private final Matrix noise = gaussian(SAMPLES * BATCH, LATENT);
    private final Matrix dz = gaussian(SAMPLES * BATCH, LATENT);

    @AfterEach
    void free() {
        arena.close();
    }

    static List<Posterior> families() {
        return Posterior.all();
    }

    private Matrix gaussian(int rows, int columns) {
        Matrix out = Matrix.allocate(arena, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out.set(r, c, (float) random.nextGaussian());
            }
        }
        return out;
    }

    private Matrix heads(Posterior family) {
        return gaussian(BATCH, family.width(LATENT));
    }

    private static double[] row(Matrix matrix, int row) {
        double[] values = new double[matrix.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = matrix.get(row, c);
        }
        return values;
    }

    private static DoubleGaussian gaussian(Matrix heads, int row) {
        return new DoubleGaussian(row(heads, row), LATENT);
    }

    private static void assertClose(double expected, double actual, String where) {
        assertEquals(expected, actual, 2e-6 * (1 + Math.abs(expected)), where);
    }

    /// The slope of a function of one row of heads.
    private static double slope(double[] heads, int element, ToDoubleFunction<DoubleGaussian> loss) {
        double[] up = heads.clone();
        double[] down = heads.clone();
        up[element] += STEP;
        down[element] -= STEP;
        return (loss.applyAsDouble(new DoubleGaussian(up, LATENT))
                - loss.applyAsDouble(new DoubleGaussian(down, LATENT)))
                / (2 * STEP);
    }

    @ParameterizedTest
    @MethodSource("families")
    void widthsAddUp(Posterior family) {
        for (int latent : new int[] {1, 2, 50}) {
            assertEquals(family.width(latent), family.widths(latent).stream().mapToInt(Integer::intValue).sum());
            assertEquals(family.heads(latent).size(), family.widths(latent).size());
        }
        assertEquals(family, Posterior.named(family.name()));
    }

    @ParameterizedTest
    @MethodSource("families")
    void sampleIsMeanPlusFactorTimesNoise(Posterior family) {
        Matrix heads = heads(family);
        Matrix z = Matrix.allocate(arena, SAMPLES * BATCH, LATENT);
        family.sample(heads, noise, z, 0, SAMPLES * BATCH);
        for (int r = 0; r < SAMPLES * BATCH; r++) {
            double[] expected = gaussian(heads, r % BATCH).sample(row(noise, r));
            for (int d = 0; d < LATENT; d++) {
                assertClose(expected[d], z.get(r, d), "row " + r + ", dimension " + d);
            }
        }
        Matrix inPlace = gaussian(SAMPLES * BATCH, LATENT);
        inPlace.copyFrom(noise);
        family.sample(heads, inPlace, inPlace, 0, SAMPLES * BATCH);
        for (int r = 0; r < SAMPLES * BATCH; r++) {
            for (int d = 0; d < LATENT; d++) {
                assertEquals(z.get(r, d), inPlace.get(r, d));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void divergenceIsTheClosedForm(Posterior family) {
        Matrix heads = heads(family);
        Matrix kl = Matrix.allocate(arena, BATCH, LATENT);
        family.divergence(heads, kl, 0, BATCH);
        for (int b = 0; b < BATCH; b++) {
            double sum = 0;
            for (int d = 0; d < LATENT; d++) {
                assertClose(gaussian(heads, b).term(d), kl.get(b, d), "row " + b + ", dimension " + d);
                sum += kl.get(b, d);
            }
            assertClose(gaussian(heads, b).divergence(), sum, "row " + b);
        }
    }

    /// The mean of log q - log p over many samples of one posterior is the closed form, within five standard errors.
    @ParameterizedTest
    @MethodSource("families")
    void divergenceIsTheMeanOfTheLogRatio(Posterior family) {
        int samples = 20_000;
        Matrix heads = heads(family).rows(0, 1);
        Matrix many = gaussian(samples, LATENT);
        Matrix z = Matrix.allocate(arena, samples, LATENT);
        double[] logQ = new double[samples];
        double[] logP = new double[samples];
        family.sample(heads, many, z, 0, samples);
        family.logDensity(heads, many, logQ, 0, samples);
        PriorKernel.of(new StandardNormal()).pass(null, null, 0, 0, null).logDensity(z, logP, 0, samples);
        double mean = 0;
        double square = 0;
        for (int s = 0; s < samples; s++) {
            mean += (logQ[s] - logP[s]) / samples;
            square += Math.pow(logQ[s] - logP[s], 2) / samples;
        }
        assertEquals(gaussian(heads, 0).divergence(), mean, 5 * Math.sqrt((square - mean * mean) / samples));
    }

    @ParameterizedTest
    @MethodSource("families")
    void gradientsAreCentralDifferences(Posterior family) {
        Matrix heads = heads(family);
        Matrix dHeads = gaussian(BATCH, family.width(LATENT));
        Matrix weights = gaussian(BATCH, LATENT);
        float scale = 0.4f;
        for (Matrix factors : new Matrix[] {null, weights}) {
            family.sampleBackward(heads, noise, dz, dHeads, 0, BATCH);
            family.addDivergenceGradient(heads, scale, factors, dHeads, 0, BATCH);
            for (int b = 0; b < BATCH; b++) {
                int row = b;
                for (int i = 0; i < heads.columns(); i++) {
                    double expected = slope(row(heads, b), i, q -> loss(q, row, scale, factors));
                    assertEquals(expected, dHeads.get(b, i), 1e-5, "row " + b + ", head column " + i);
                }
            }
        }
    }

    /// A loss whose gradient with respect to z is dz.
    private double loss(DoubleGaussian q, int row, double scale, Matrix weights) {
        double loss = 0;
        for (int d = 0; d < LATENT; d++) {
            loss += scale * (weights == null ? 1 : weights.get(row, d)) * q.term(d);
        }
        for (int r = row; r < SAMPLES * BATCH; r += BATCH) {
            double[] z = q.sample(row(noise, r));
            for (int d = 0; d < LATENT; d++) {
                loss += dz.get(r, d) * z[d];
            }
        }
        return loss;
    }

    @ParameterizedTest
    @MethodSource("families")
    void logDensityAtTheSampleHasItsTotalDerivative(Posterior family) {
        Matrix heads = heads(family);
        double[] log = new double[SAMPLES * BATCH];
        double[] factor = random.doubles(SAMPLES * BATCH).toArray();
        Matrix dHeads = Matrix.allocate(arena, BATCH, family.width(LATENT));
        family.logDensity(heads, noise, log, 0, log.length);
        family.addLogDensityGradient(noise, factor, dHeads, 0, BATCH);
        for (int b = 0; b < BATCH; b++) {
            int row = b;
            for (int r = b; r < log.length; r += BATCH) {
                DoubleGaussian q = gaussian(heads, b);
                assertClose(q.logDensity(q.sample(row(noise, r))), log[r], "row " + r);
            }
            for (int i = 0; i < heads.columns(); i++) {
                double expected = slope(row(heads, b), i, q -> {
                    double sum = 0;
                    for (int r = row; r < log.length; r += BATCH) {
                        sum += factor[r] * q.logDensity(q.sample(row(noise, r)));
                    }
                    return sum;
                });
                assertEquals(expected, dHeads.get(b, i), 1e-6, "row " + b + ", head column " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void scoreIsTheSlopeOfTheDensityWithRespectToZ(Posterior family) {
        Matrix heads = heads(family);
        Matrix score = Matrix.allocate(arena, SAMPLES * BATCH, LATENT);
        family.score(heads, noise, score, 0, SAMPLES * BATCH);
        for (int r = 0; r < SAMPLES * BATCH; r++) {
            DoubleGaussian q = gaussian(heads, r % BATCH);
            double[] z = q.sample(row(noise, r));
            for (int d = 0; d < LATENT; d++) {
                double[] up = z.clone();
                double[] down = z.clone();
                up[d] += STEP;
                down[d] -= STEP;
                double expected = (q.logDensity(up) - q.logDensity(down)) / (2 * STEP);
                assertEquals(expected, score.get(r, d), 5e-6 * (1 + Math.abs(expected)),
                        "row " + r + ", dimension " + d);
            }
        }
    }

    /// The density of a point under another row, and its gradients.
    @ParameterizedTest
    @MethodSource("families")
    void densityOfAnyPointHasItsGradients(Posterior family) {
        Matrix heads = heads(family);
        Matrix point = gaussian(1, LATENT);
        Matrix inverse = Matrix.allocate(arena, 1, LATENT);
        Matrix y = Matrix.allocate(arena, 1, LATENT);
        Matrix u = Matrix.allocate(arena, 1, LATENT);
        Matrix dHeads = Matrix.allocate(arena, BATCH, family.width(LATENT));
        float factor = 0.3f;
        for (int b = 0; b < BATCH; b++) {
            double sum = LATENT * Math.log(2 * Math.PI);
            for (int d = 0; d < LATENT; d++) {
                inverse.set(0, d, (float) Math.exp(-0.5 * heads.get(b, LATENT + d)));
                sum += heads.get(b, LATENT + d);
            }
            double squares = family.whiten(heads.segment(), heads.byteOffset(b, 0), inverse.segment(), 0,
                    point.segment(), 0, LATENT, y.segment(), 0);
            family.unwhiten(heads.segment(), heads.byteOffset(b, 0), inverse.segment(), 0, LATENT, y.segment(), 0,
                    u.segment(), 0);
            family.addDensityGradient(inverse.segment(), 0, LATENT, y.segment(), 0, u.segment(), 0, factor,
                    dHeads.segment(), dHeads.byteOffset(b, 0));
            double[] z = row(point, 0);
            assertClose(gaussian(heads, b).logDensity(z), -0.5 * (squares + sum), "row " + b);
            for (int i = 0; i < heads.columns(); i++) {
                double expected = factor * slope(row(heads, b), i, q -> q.logDensity(z));
                assertEquals(expected, dHeads.get(b, i), 1e-5 * (1 + Math.abs(expected)),
                        "row " + b + ", head column " + i);
                if (i < LATENT) {
                    assertEquals(expected, factor * u.get(0, i), 1e-5 * (1 + Math.abs(expected)),
                            "row " + b + ", dimension " + i);
                }
            }
        }
    }

    /// A full factor that is diagonal gives the bits of the diagonal family.
    @Test
    void aDiagonalFactorIsTheDiagonalGaussian() {
        Matrix heads = heads(new DiagonalGaussian());
        Matrix full = Matrix.allocate(arena, BATCH, new FullGaussian().width(LATENT));
        full.columns(0, 2 * LATENT).copyFrom(heads);
        Matrix z = Matrix.allocate(arena, SAMPLES * BATCH, LATENT);
        Matrix fullZ = Matrix.allocate(arena, SAMPLES * BATCH, LATENT);
        new DiagonalGaussian().sample(heads, noise, z, 0, SAMPLES * BATCH);
        new FullGaussian().sample(full, noise, fullZ, 0, SAMPLES * BATCH);
        Matrix kl = Matrix.allocate(arena, BATCH, LATENT);
        Matrix fullKl = Matrix.allocate(arena, BATCH, LATENT);
        new DiagonalGaussian().divergence(heads, kl, 0, BATCH);
        new FullGaussian().divergence(full, fullKl, 0, BATCH);
        for (int d = 0; d < LATENT; d++) {
            for (int r = 0; r < SAMPLES * BATCH; r++) {
                assertEquals(z.get(r, d), fullZ.get(r, d));
            }
            for (int b = 0; b < BATCH; b++) {
                assertEquals(kl.get(b, d), fullKl.get(b, d));
            }
        }
    }

    @Test
    void theFactorStartsDiagonal() {
        Architecture model = Architecture.of(4, LATENT, 6).withPosterior(new FullGaussian());
        Parameters parameters = Parameters.allocate(arena, model.layout());
        parameters.flat().fill(7f);
        model.posterior().start(parameters);
        for (ParameterLayout.Tensor tensor : model.layout().tensors()) {
            assertEquals(tensor.name().startsWith("encoder.tril") ? 0f : 7f, parameters.tensor(tensor.name()).get(0, 0),
                    tensor.name());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void wrongShapesAreNamed(Posterior family) {
        Matrix narrow = gaussian(BATCH, family.width(LATENT) - 1);
        Matrix z = Matrix.allocate(arena, SAMPLES * BATCH, LATENT);
        assertEquals("heads: is 3 x " + narrow.columns() + ", expected 3 x " + family.width(LATENT),
                assertThrows(IllegalArgumentException.class, () -> family.sample(narrow, noise, z, 0, 1)).getMessage());
        assertEquals("z: is 4 x 5, expected a multiple of 3 rows x 5", assertThrows(IllegalArgumentException.class,
                () -> family.sample(heads(family), noise, z.rows(0, 4), 0, 1)).getMessage());
        assertEquals("posterior: there is no 'cauchy', expected one of [diagonal, full_covariance]",
                assertThrows(IllegalArgumentException.class, () -> Posterior.named("cauchy")).getMessage());
    }
}
