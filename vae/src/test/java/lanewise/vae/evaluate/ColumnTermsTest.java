package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.Random;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the columns of a table add to a row's loss.
class ColumnTermsTest {

    private static final int WIDTH = 6;

    /// A row that suits all of them: a choice, and numbers that are counts, positive and not above 1.
    private static Matrix row(Arena arena) {
        Matrix x = Matrix.allocate(arena, 1, WIDTH);
        x.set(0, 1, 1f);
        x.set(0, 3, 1f);
        x.set(0, 5, 1f);
        return x;
    }

    private static double[] terms(Likelihood likelihood, Matrix x, Matrix outputs, int... bounds) {
        ColumnTerms columns = new ColumnTerms(likelihood, bounds);
        double[] terms = new double[columns.columns()];
        columns.add(x.segment(), x.byteOffset(0, 0), outputs.segment(), outputs.byteOffset(0, 0), terms);
        return terms;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bernoulli_logits", "continuous_bernoulli", "gaussian_fixed", "gaussian_learned",
        "gaussian_shared", "gaussian_shared:columnwise=true", "laplace", "student_t", "poisson", "negative_binomial",
        "exponential", "categorical@0-2+gaussian_shared:columnwise=true@3-4+bernoulli_logits@5",
        "gaussian_learned@0+categorical:groups=2/3@1-5"})
    void theyAddUpToTheLossAndOnlyTheirOwnValueMovesThem(String text) {
        Likelihood likelihood = Likelihood.parse(text);
        boolean choices = text.contains("categorical");
        int[] bounds = !choices ? IntStream.rangeClosed(0, WIDTH).toArray()
                : text.startsWith("cat") ? new int[] {0, 3, 4, 5, 6} : new int[] {0, 1, 3, 6};
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = row(arena);
            if (text.contains("2/3")) {
                x.set(0, 3, 0f);
            }
            Matrix outputs = Matrix.allocate(arena, 1, likelihood.outputWidth(WIDTH));
            Random random = new Random(4);
            for (int c = 0; c < outputs.columns(); c++) {
                outputs.set(0, c, (float) random.nextGaussian());
            }
            double[] loss = new double[1];
            likelihood.loss(x, outputs, 0, 1, loss);
            double[] terms = terms(likelihood, x, outputs, bounds);
            double sum = IntStream.range(0, terms.length).mapToDouble(c -> terms[c]).sum();
            assertEquals(loss[0], sum, 2e-6 * Math.max(1, Math.abs(loss[0])));
            x.set(0, WIDTH - 1, 0f);
            x.set(0, WIDTH - 2, 1f);
            double[] moved = terms(likelihood, x, outputs, bounds);
            assertNotEquals(terms[terms.length - 1], moved[terms.length - 1]);
            assertEquals(terms[0], moved[0]);
            assertEquals(terms[1], moved[1]);
            if (!text.startsWith("categorical")) {
                x.set(0, 0, Float.NaN);
                assertEquals(0, terms(likelihood, x, outputs, bounds)[0], "a missing cell");
            }
        }
    }

    private static Dataset data(Arena arena) {
        Matrix rows = Matrix.allocate(arena, 40, WIDTH);
        Random random = new Random(7);
        for (int r = 0; r < 40; r++) {
            for (int c = 0; c < WIDTH; c++) {
                rows.set(r, c, (float) random.nextGaussian());
            }
        }
        return Dataset.of("rows", rows, null);
    }

    /// By itself, among others, in another place, on two threads, in other tiles.
    @Test
    void aRowHasOneScoreWhereverItStands() {
        try (Arena arena = Arena.ofShared(); Team two = Team.ofThreads(2)) {
            Architecture net = Architecture.of(WIDTH, 3, 5).withLikelihood(
                    new GaussianShared(true));
            Parameters parameters = Parameters.allocate(arena, net.layout());
            Initialization.HE_NORMAL.fill(parameters, 4);
            Dataset data = data(arena);
            int[] bounds = {0, 2, 3, WIDTH};
            try (VaeModel model = VaeModel.of(net, parameters)) {
                AnomalyScores all = AnomalyScores.byColumns(model, data, bounds, 7, 3, two, Progress.NONE);
                for (int r : new int[] {0, 17, 39}) {
                    AnomalyScores alone = AnomalyScores.byColumns(model, data.range(r, r + 1), bounds, 7, 3,
                            Team.single(), Progress.NONE);
                    AnomalyScores tiled = AnomalyScores.of(model, data.range(r, 40), 7, 3, true, 2, bounds,
                            Team.single(), Progress.NONE);
                    for (AnomalyScore score : AnomalyScore.values()) {
                        assertEquals(all.score(score, r), alone.score(score, 0));
                        assertEquals(all.score(score, r), tiled.score(score, 0));
                    }
                    assertArrayEquals(all.terms(r), alone.terms(0));
                    double sum = 0;
                    for (double term : all.terms(r)) {
                        sum += term;
                    }
                    assertEquals(sum, all.score(AnomalyScore.RECONSTRUCTION, r));
                }
                assertThrows(IllegalArgumentException.class, () -> AnomalyScores.byColumns(model, data,
                        new int[] {0, 3, 2, WIDTH}, 7, 3, two, Progress.NONE));
            }
        }
    }
}
