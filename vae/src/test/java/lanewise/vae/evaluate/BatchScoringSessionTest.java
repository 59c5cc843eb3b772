package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

class BatchScoringSessionTest {

    private static final int ROWS = 45;
    private static final int[] BOUNDS = {0, 1, 4, SmallModel.WIDTH};

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private VaeModel model(Architecture net) {
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.HE_NORMAL.fill(parameters, 4);
        return VaeModel.of(net, parameters);
    }

    private Matrix rows(Architecture net) {
        Matrix x = Matrix.allocate(arena, ROWS, net.encoderInputs());
        new RandomStream(2, 3).fillUniform(x, 0);
        if (net.likelihood() instanceof Observed) {
            x.set(3, 1, Float.NaN);
        }
        return x;
    }

    private static RowScore[] scores() {
        return Stream.generate(RowScore::new).limit(ROWS).toArray(RowScore[]::new);
    }

    private static void assertSame(RowScore expected, RowScore found, int row) {
        for (AnomalyScore score : AnomalyScore.values()) {
            assertEquals(expected.of(score), found.of(score), score.id() + " of row " + row);
        }
        assertEquals(expected.key(), found.key());
        assertEquals(expected.columns(), found.columns());
        for (int c = 0; c < expected.columns(); c++) {
            assertEquals(expected.term(c), found.term(c), "column " + c + " of row " + row);
        }
    }

    /// Draws of several rows in a tile, of one, and of less than one.
    @Test
    void rowsOfACallScoreAsEachAlone() {
        Architecture plain = SmallModel.architecture();
        for (Architecture net : List.of(plain, plain.withCondition(2),
                plain.withLikelihood(new Observed(new GaussianLearned())))) {
            Matrix x = rows(net);
            for (int samples : new int[] {1, 10, 150, 500}) {
                Scoring scoring = Scoring.of(samples, 3).withColumns(BOUNDS);
                try (VaeModel model = model(net); ScoringSession alone = new ScoringSession(model, scoring);
                        BatchScoringSession batch = new BatchScoringSession(model, scoring, ROWS)) {
                    RowScore[] byValues = scores();
                    batch.score(x, null, byValues);
                    long[] keys = new long[ROWS];
                    for (int r = 0; r < ROWS; r++) {
                        keys[r] = 1000 - r;
                    }
                    RowScore[] byKey = scores();
                    batch.score(x, keys, byKey);
                    RowScore expected = new RowScore();
                    for (int r = 0; r < ROWS; r++) {
                        var row = x.segment().asSlice(x.byteOffset(r, 0), 4L * x.columns());
                        alone.score(row, expected);
                        assertSame(expected, byValues[r], r);
                        alone.score(row, keys[r], expected);
                        assertSame(expected, byKey[r], r);
                    }
                    batch.score(x.rows(0, 0), null, byKey);
                    assertSame(expected, byKey[ROWS - 1], ROWS - 1);
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Architecture net = SmallModel.architecture();
        Matrix x = rows(net);
        try (VaeModel model = model(net);
                BatchScoringSession session = new BatchScoringSession(model, Scoring.of(2, 1), 8)) {
            assertRefused(() -> session.score(x.columns(1, 3), null, scores()), "x");
            assertRefused(() -> session.score(x, new long[3], scores()), "keys", "3", "45");
            assertRefused(() -> session.score(x, null, new RowScore[2]), "scores", "2", "45");
            long[] keys = new long[ROWS];
            keys[4] = -1;
            assertRefused(() -> session.score(x, keys, scores()), "keys[4]", "-1", "2^56");
            x.set(7, 0, Float.POSITIVE_INFINITY);
            assertRefused(() -> session.score(x, null, scores()), "row 8");
            assertRefused(() -> new BatchScoringSession(model, Scoring.of(2, 1), 0), "mostRows", "0");
            BatchScoringSession closed = new BatchScoringSession(model, Scoring.of(2, 1), 8);
            closed.close();
            assertThrows(IllegalStateException.class, () -> closed.score(x, null, scores()));
        }
    }

    private static void assertRefused(Executable call, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
