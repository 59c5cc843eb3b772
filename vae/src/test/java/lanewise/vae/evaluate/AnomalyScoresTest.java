package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.random.Purpose;

class AnomalyScoresTest {

    private static final int ROWS = 13;
    private static final int SAMPLES = 9;

    private final Arena arena = Arena.ofShared();
    private final VaeModel model = SmallModel.model(arena);
    private final Dataset data = SmallModel.dots(arena, ROWS);

    @AfterEach
    void close() {
        model.close();
        arena.close();
    }

    private AnomalyScores scores(int tile, Team team) {
        return AnomalyScores.of(model, data, SAMPLES, 3, false, tile, null, team, Progress.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 10, 18, 1000})
    void tileAndTeamChangeNoBit(int tile) {
        AnomalyScores expected = scores(27, Team.single());
        try (Team two = Team.ofThreads(2)) {
            AnomalyScores tiled = scores(tile, Team.single());
            AnomalyScores shared = scores(tile, two);
            for (AnomalyScore score : AnomalyScore.values()) {
                assertArrayEquals(expected.scores(score), tiled.scores(score), score.id());
                assertArrayEquals(expected.scores(score), shared.scores(score), score.id());
            }
        }
    }

    /// The formulas in double, on the decoder's outputs for the draws that the stream promises.
    @Test
    void theFormulas() {
        AnomalyScores scores = scores(27, Team.single());
        Matrix x = Matrix.allocate(arena, ROWS, SmallModel.WIDTH);
        Matrix mu = Matrix.allocate(arena, ROWS, SmallModel.LATENT);
        Matrix v = Matrix.allocate(arena, ROWS, SmallModel.LATENT);
        Matrix z = Matrix.allocate(arena, 1, SmallModel.LATENT);
        Matrix logits = Matrix.allocate(arena, 1, SmallModel.WIDTH);
        data.copy(0, ROWS, x);
        try (Session session = model.session(ROWS)) {
            session.encode(x, mu, v);
            for (int r = 0; r < ROWS; r++) {
                RandomStream stream = new RandomStream(3, Purpose.IMPORTANCE.stream(r));
                double kl = 0;
                for (int d = 0; d < SmallModel.LATENT; d++) {
                    kl += 0.5 * (mu.get(r, d) * mu.get(r, d) + Math.exp(v.get(r, d)) - 1 - v.get(r, d));
                }
                double logs = 0;
                double likelihoods = 0;
                for (int l = 0; l < SAMPLES; l++) {
                    for (int d = 0; d < SmallModel.LATENT; d++) {
                        z.set(0, d, (float) (mu.get(r, d)
                                + Math.exp(v.get(r, d) / 2) * stream.gaussian((long) l * SmallModel.LATENT + d)));
                    }
                    session.decoderOutputs(z, logits);
                    double log = 0;
                    for (int c = 0; c < SmallModel.WIDTH; c++) {
                        log += x.get(r, c) * logits.get(0, c) - Math.log1p(Math.exp(logits.get(0, c)));
                    }
                    logs += log;
                    likelihoods += Math.exp(log);
                }
                assertEquals(kl, scores.score(AnomalyScore.DIVERGENCE, r), 1e-5);
                assertEquals(-logs / SAMPLES, scores.score(AnomalyScore.RECONSTRUCTION, r), 1e-5);
                assertEquals(-Math.log(likelihoods / SAMPLES),
                        scores.score(AnomalyScore.RECONSTRUCTION_LOG_MEAN_EXP, r), 1e-5);
                assertTrue(scores.score(AnomalyScore.RECONSTRUCTION_LOG_MEAN_EXP, r)
                        <= scores.score(AnomalyScore.RECONSTRUCTION, r));
            }
        }
        LikelihoodEstimates estimates = LikelihoodEstimates.of(model, data, SAMPLES, 3, Team.single(), Progress.NONE);
        for (int r = 0; r < ROWS; r++) {
            assertEquals(-estimates.logLikelihood(r), scores.score(AnomalyScore.LIKELIHOOD, r), 1e-12);
        }
    }

    @Test
    void names() {
        for (AnomalyScore score : AnomalyScore.values()) {
            assertEquals(score, AnomalyScore.named(score.id()));
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AnomalyScore.named("elbo")).getMessage()
                .contains("kl, reconstruction"));
    }
}
