package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.prior.PriorKernel;

class ScoringSessionTest {

    private static final int ROWS = 7;
    private static final int SAMPLES = 9;
    private static final int[] BOUNDS = {0, 1, 4, SmallModel.WIDTH};

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private VaeModel model(Architecture net) {
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.HE_NORMAL.fill(parameters, 4);
        PriorKernel.of(net.prior()).start(parameters, data(net), 5);
        return VaeModel.of(net, parameters);
    }

    private Dataset data(Architecture net) {
        Matrix values = Matrix.allocate(arena, ROWS, net.encoderInputs());
        new RandomStream(2, 3).fillUniform(values, 0);
        if (net.likelihood() instanceof Observed) {
            for (int r = 0; r < ROWS; r += 2) {
                values.set(r, r % net.inputs(), Float.NaN);
            }
        }
        return Dataset.of("rows", values, null);
    }

    private static float[] row(Dataset data, int r) {
        float[] row = new float[data.width()];
        for (int c = 0; c < row.length; c++) {
            row[c] = data.value(r, c);
        }
        return row;
    }

    private static void assertScores(AnomalyScores expected, int r, RowScore found) {
        for (AnomalyScore score : AnomalyScore.values()) {
            assertEquals(expected.score(score, r), found.of(score), score.id() + " of row " + r);
        }
    }

    /// Posteriors, priors, conditions, rows with gaps.
    @Test
    void aRowAloneScoresAsInABatch() {
        Architecture plain = SmallModel.architecture();
        for (Architecture net : List.of(plain, plain.withPosterior(new FullGaussian()).withCondition(2),
                plain.withPrior(new GaussianMixture(3)).withLikelihood(new GaussianLearned()),
                plain.withPrior(new VampPrior(2)), plain.withLikelihood(new Observed(new GaussianLearned())))) {
            Dataset data = data(net);
            RowScore score = new RowScore();
            try (VaeModel model = model(net);
                    ScoringSession session = new ScoringSession(model, Scoring.of(SAMPLES, 3));
                    ScoringSession columns = new ScoringSession(model, Scoring.of(SAMPLES, 3).withColumns(BOUNDS))) {
                AnomalyScores numbered = AnomalyScores.of(model, data, SAMPLES, 3, Team.single(), Progress.NONE);
                AnomalyScores byValues = AnomalyScores.byValues(model, data, SAMPLES, 3, Team.single(), Progress.NONE);
                AnomalyScores byColumns = AnomalyScores.byColumns(model, data, BOUNDS, SAMPLES, 3, Team.single(),
                        Progress.NONE);
                for (int r = ROWS - 1; r >= 0; r--) {
                    session.score(row(data, r), r, score);
                    assertScores(numbered, r, score);
                    assertEquals(r, score.key());
                    session.score(row(data, r), score);
                    assertScores(byValues, r, score);
                    session.score(MemorySegment.ofArray(row(data, r)), r, score);
                    assertScores(numbered, r, score);
                    assertEquals(0, score.columns());
                    columns.score(MemorySegment.ofArray(row(data, r)), score);
                    assertScores(byColumns, r, score);
                    assertEquals(byColumns.terms(r).length, score.columns());
                    for (int c = 0; c < score.columns(); c++) {
                        assertEquals(byColumns.terms(r)[c], score.term(c));
                    }
                }
                assertNotEquals(numbered.score(AnomalyScore.LIKELIHOOD, 1), byValues.score(AnomalyScore.LIKELIHOOD, 1),
                        "another key is other noise");
            }
        }
    }

    @Test
    void aWarmCallAllocatesNothing() {
        RowScore score = new RowScore();
        try (VaeModel model = model(SmallModel.architecture());
                ScoringSession session = new ScoringSession(model, Scoring.of(SAMPLES, 3).withColumns(BOUNDS));
                ScoringSession tiled = new ScoringSession(model, Scoring.of(300, 3))) {
            float[] row = row(data(model.architecture()), 0);
            assertTrue(session.warmUp(Duration.ZERO) == 1 && tiled.warmUp(Duration.ofMillis(5)) >= 1);
            assertEquals(0, Allocations.fewest(0, () -> {
                for (int i = 0; i < 50; i++) {
                    session.score(row, score);
                    session.score(row, i, score);
                }
                tiled.score(row, score);
            }), "bytes in 101 calls");
        }
    }

    @Test
    void thresholdsJudge() {
        try (VaeModel model = model(SmallModel.architecture())) {
            Dataset data = data(model.architecture());
            AnomalyScores scores = AnomalyScores.byValues(model, data, SAMPLES, 3, Team.single(), Progress.NONE);
            AnomalyThresholds thresholds = AnomalyThresholds.calibrate(scores, 50, "");
            RowScore score = new RowScore();
            try (ScoringSession session = new ScoringSession(model, Scoring.of(thresholds))) {
                int anomalies = 0;
                for (int r = 0; r < ROWS; r++) {
                    session.score(row(data, r), score);
                    anomalies += score.isAnomaly(AnomalyScore.LIKELIHOOD) ? 1 : 0;
                }
                assertEquals(ROWS / 2, anomalies, "above the median");
            }
            assertEquals("thresholds: are of scores of 9 draws, expected 8", assertThrows(
                    IllegalArgumentException.class, () -> Scoring.of(8, 3).withThresholds(thresholds)).getMessage());
            assertFalse(Scoring.of(9, 3).withThresholds(thresholds).thresholds() == null);
        }
    }

    private static void refused(Class<? extends RuntimeException> type, String message, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @Test
    void whatDoesNotSuitIsNamed() {
        Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
        RowScore score = new RowScore();
        try (VaeModel model = model(SmallModel.architecture().withCondition(1))) {
            ScoringSession session = new ScoringSession(model, Scoring.of(SAMPLES, 3));
            float[] pixels = new float[8];
            pixels[3] = 255;
            refused(wrong, "data x: row 1, column 3 is 255; bernoulli_logits expects values from 0 to 1; these values"
                    + " suit poisson, negative_binomial", () -> session.score(pixels, score));
            pixels[3] = Float.NaN;
            assertTrue(assertThrows(wrong, () -> session.score(MemorySegment.ofArray(pixels), 1, score)).getMessage()
                    .startsWith("data x: row 1, column 3 is NaN; bernoulli_logits expects values from 0 to 1"));
            pixels[3] = 0;
            pixels[7] = Float.POSITIVE_INFINITY;
            refused(wrong, "x: column 7 is Infinity; a condition expects finite values",
                    () -> session.score(pixels, score));
            pixels[7] = 0;
            session.score(pixels, score);
            refused(wrong, "x: has 7 values, expected 8, of which the last 1 are the condition",
                    () -> session.score(new float[7], score));
            refused(wrong, "x: has 28 bytes, expected 32, 8 floats",
                    () -> session.score(MemorySegment.ofArray(new float[7]), score));
            refused(wrong, "key: -1, expected 0 to 2^56 - 1", () -> session.score(pixels, -1, score));
            refused(wrong, "samples: 0, expected at least 1", () -> Scoring.of(0, 3));
            refused(wrong, "bounds: [0, 9], expected the first value of each column, ascending from 0, then 7",
                    () -> new ScoringSession(model, Scoring.of(1, 3).withColumns(new int[] {0, 9})));
            refused(IllegalStateException.class, "thresholds: there are none, expected a scoring that has some",
                    () -> score.isAnomaly(AnomalyScore.LIKELIHOOD));
            session.close();
            refused(IllegalStateException.class, "session: was closed", () -> session.score(pixels, score));
        }
    }
}
