package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.random.Purpose;

class LikelihoodEstimatesTest {

    private static final int WIDTH = 7;
    private static final int LATENT = 2;
    private static final int ROWS = 11;
    private static final int SAMPLES = 37;

    private final Arena arena = Arena.ofShared();
    private final VaeModel model = model();

    @AfterEach
    void close() {
        model.close();
        arena.close();
    }

    private VaeModel model() {
        Architecture small = Architecture.of(WIDTH, LATENT, 5);
        Parameters parameters = Parameters.allocate(arena, small.layout());
        Initialization.HE_NORMAL.fill(parameters, 4);
        return VaeModel.of(small, parameters);
    }

    private Dataset data(int rows) {
        Random random = new Random(1);
        Matrix values = Matrix.allocateDense(arena, rows, WIDTH);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < WIDTH; c++) {
                values.set(r, c, random.nextBoolean() ? 1 : 0);
            }
        }
        return Dataset.of("dots", values, null);
    }

    private LikelihoodEstimates estimate(int samples, int tile, Team team) {
        return LikelihoodEstimates.of(model, data(ROWS), samples, 9, tile, team, Progress.NONE);
    }

    private static double[] all(LikelihoodEstimates estimates) {
        List<Double> values = new ArrayList<>(List.of(estimates.mean(), estimates.samplingError(),
                estimates.populationError(), estimates.meanEffectiveSamples()));
        for (int r = 0; r < estimates.rows(); r++) {
            values.add(estimates.logLikelihood(r));
            values.add(estimates.standardError(r));
            values.add(estimates.effectiveSamples(r));
        }
        estimates.boundSamples().forEach(k -> values.add(estimates.bound(k)));
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 36, 37, 38, 74, 75, 200, 1000})
    void tileAndTeamChangeNoBit(int tile) {
        double[] expected = all(estimate(SAMPLES, 16, Team.single()));
        assertArrayEquals(expected, all(estimate(SAMPLES, tile, Team.single())));
        try (Team three = Team.ofThreads(3)) {
            assertArrayEquals(expected, all(estimate(SAMPLES, tile, three)));
        }
    }

    /// The formulas once more, in double, on the decoder's outputs for the draws that the stream promises.
    @Test
    void theFormulas() {
        LikelihoodEstimates estimates = estimate(SAMPLES, 16, Team.single());
        Dataset data = data(ROWS);
        Matrix x = Matrix.allocate(arena, ROWS, WIDTH);
        Matrix mu = Matrix.allocate(arena, ROWS, LATENT);
        Matrix v = Matrix.allocate(arena, ROWS, LATENT);
        Matrix z = Matrix.allocate(arena, 1, LATENT);
        Matrix logits = Matrix.allocate(arena, 1, WIDTH);
        data.copy(0, ROWS, x);
        try (Session session = model.session(ROWS)) {
            session.encode(x, mu, v);
            for (int r = 0; r < ROWS; r++) {
                RandomStream stream = new RandomStream(9, Purpose.IMPORTANCE.stream(r));
                double sum = 0;
                double squares = 0;
                for (int k = 0; k < SAMPLES; k++) {
                    double logWeight = 0;
                    for (int d = 0; d < LATENT; d++) {
                        double eps = stream.gaussian((long) k * LATENT + d);
                        double value = mu.get(r, d) + Math.exp(v.get(r, d) / 2) * eps;
                        z.set(0, d, (float) value);
                        logWeight += -value * value / 2 + eps * eps / 2 + v.get(r, d) / 2;
                    }
                    session.decoderOutputs(z, logits);
                    for (int c = 0; c < WIDTH; c++) {
                        double logit = logits.get(0, c);
                        logWeight += x.get(r, c) * logit - Math.log1p(Math.exp(logit));
                    }
                    sum += Math.exp(logWeight);
                    squares += Math.exp(2 * logWeight);
                }
                double mean = sum / SAMPLES;
                double variance = (squares - sum * mean) / (SAMPLES - 1);
                assertEquals(Math.log(mean), estimates.logLikelihood(r), 2e-6);
                assertEquals(sum * sum / squares, estimates.effectiveSamples(r), 1e-4);
                assertEquals(Math.sqrt(variance / SAMPLES) / mean, estimates.standardError(r), 1e-5);
            }
        }
    }

    @Test
    void boundsAreMeansOverGroups() {
        LikelihoodEstimates estimates = estimate(50, 16, Team.single());
        assertEquals(List.of(1, 5, 10, 50), estimates.boundSamples());
        assertEquals(estimates.mean(), estimates.bound(50), 1e-12);
        for (int i = 1; i < 4; i++) {
            // Jensen's inequality holds for the groups of the same weights, not only in expectation.
            assertTrue(estimates.bound(estimates.boundSamples().get(i))
                    > estimates.bound(estimates.boundSamples().get(i - 1)));
        }
        assertEquals(List.of(1), estimate(1, 16, Team.single()).boundSamples());
        assertEquals(List.of(1, 5, 7), estimate(7, 16, Team.single()).boundSamples());
        assertThrows(IllegalArgumentException.class, () -> estimates.bound(2));
    }

    @Test
    void oneDrawHasNoStandardErrorAndIsTheBound() {
        LikelihoodEstimates one = estimate(1, 16, Team.single());
        assertTrue(Double.isNaN(one.standardError(0)) && Double.isNaN(one.samplingError()));
        assertEquals(1, one.meanEffectiveSamples());
        assertEquals(one.mean(), one.bound(1));
    }

    @Test
    void aRowsEstimateDoesNotDependOnTheOtherRows() {
        LikelihoodEstimates whole = estimate(SAMPLES, 16, Team.single());
        LikelihoodEstimates head = LikelihoodEstimates.of(model, data(ROWS).head(4), SAMPLES, 9, Team.single(),
                Progress.NONE);
        for (int r = 0; r < 4; r++) {
            assertEquals(whole.logLikelihood(r), head.logLikelihood(r));
        }
        assertNotEquals(head.mean(),
                LikelihoodEstimates.of(model, data(ROWS).head(4), SAMPLES, 10, Team.single(), Progress.NONE).mean());
    }

    @Test
    void progressRisesToTheEnd() {
        List<Integer> seen = new ArrayList<>();
        LikelihoodEstimates.of(model, data(ROWS), SAMPLES, 9, 16, Team.single(), (done, total) -> {
            assertEquals(ROWS, total);
            seen.add(done);
        });
        assertEquals(ROWS, seen.getLast());
        assertEquals(seen.stream().sorted().distinct().toList(), seen);
    }

    @Test
    void refusals() {
        assertThrows(IllegalArgumentException.class, () -> estimate(0, 16, Team.single()));
        assertThrows(IllegalArgumentException.class,
                () -> LikelihoodEstimates.of(model, data(ROWS).head(0), 3, 9, Team.single(), Progress.NONE));
    }
}
