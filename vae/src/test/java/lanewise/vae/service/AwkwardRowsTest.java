package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Sigmoid;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.network.TinyValues;

/// Rows of numbers that are almost zero, not finite or not numbers, in all forms.
class AwkwardRowsTest extends PoolFixture {

    private static final int BAD = 4;

    /// Values around the bound and denormal ones, beside ordinary ones.
    private Matrix awkward(Matrix rows) {
        float[] small = {1e-40f, 0f, Float.MIN_VALUE, 1e-38f, Math.nextDown(TinyValues.BOUND), TinyValues.BOUND};
        Matrix result = Matrix.allocateDense(arena, rows.rows(), rows.columns());
        for (int r = 0; r < rows.rows(); r++) {
            for (int c = 0; c < rows.columns(); c++) {
                boolean is = r % 3 == 1 || r % 3 == 2 && c % 2 == 0;
                result.set(r, c, is ? small[(r + c) % small.length] : rows.get(r, c));
            }
        }
        return result;
    }

    private Matrix read(Matrix rows) {
        Matrix result = Matrix.allocateDense(arena, rows.rows(), rows.columns());
        for (int i = 0; i < rows.rows() * rows.columns(); i++) {
            int r = i / rows.columns();
            result.set(r, i % rows.columns(), TinyValues.read(rows.get(r, i % rows.columns())));
        }
        return result;
    }

    @Test
    void whatIsAlmostZeroIsReadAsZeroByEveryForm() {
        Matrix rows = awkward(x);
        Matrix latents = awkward(z);
        float[] given = rows.toArray();
        try (SessionPool pool = pool(1); Lease lease = pool.lease(); Session session = model.session(ROWS)) {
            session.encode(read(rows), means);
            session.decode(read(latents), decoded);
            session.reconstruct(read(rows), reconstructed);
            float[] mean = means.toArray();
            Matrix out = Matrix.allocateDense(arena, ROWS, LATENT);
            lease.encode(rows, out);
            assertArrayEquals(mean, out.toArray(), "matrix");
            float[] array = new float[mean.length];
            lease.encode(given, array);
            assertArrayEquals(mean, array, "array");
            out.fill(0f);
            lease.encode(rows.segment(), out.segment());
            assertArrayEquals(mean, out.toArray(), "memory in place");
            MemorySegment odd = arena.allocate(given.length * 4L + 1).asSlice(1);
            odd.copyFrom(rows.segment());
            lease.encode(odd, out.segment());
            assertArrayEquals(mean, out.toArray(), "memory that is copied");
            for (int r = 0; r < ROWS; r++) {
                assertArrayEquals(row(means, r), session.encode(row(rows, r)), "row " + r);
            }
            Matrix picture = Matrix.allocateDense(arena, ROWS, INPUTS);
            lease.decode(latents, picture);
            assertArrayEquals(decoded.toArray(), picture.toArray());
            lease.reconstruct(rows, picture);
            assertArrayEquals(reconstructed.toArray(), picture.toArray());
        }
        assertArrayEquals(given, rows.toArray(), "the caller's rows stay as they are");
    }

    @Test
    void aServiceScoresThemAsTheBatchDoes() {
        Matrix rows = awkward(x);
        Matrix read = read(rows);
        try (SessionPool pool = pool(1); Lease lease = pool.lease(); Team team = Team.single()) {
            AnomalyScores whole = AnomalyScores.of(model, Dataset.of("rows", rows, null), DRAWS, 3, team,
                    Progress.NONE);
            AnomalyScores zeros = AnomalyScores.of(model, Dataset.of("rows", read, null), DRAWS, 3, team,
                    Progress.NONE);
            for (AnomalyScore kind : AnomalyScore.values()) {
                assertArrayEquals(zeros.scores(kind), whole.scores(kind));
            }
            RowScore score = new RowScore();
            for (int r = 0; r < ROWS; r++) {
                lease.score(row(rows, r), r, score);
                for (AnomalyScore kind : AnomalyScore.values()) {
                    assertEquals(whole.score(kind, r), score.of(kind));
                }
            }
        }
    }

    static Iterable<Activation> activations() {
        return Activation.all();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void aNaNMakesItsRowNaNAndAnInfinityIsASumThatOverflows(Activation activation) {
        Architecture net = Architecture.of(20, LATENT, 33).withActivation(activation);
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        Matrix rows = Matrix.allocateDense(arena, ROWS, 20);
        new RandomStream(2, 2).fillUniform(rows, 0);
        try (VaeModel other = VaeModel.of(net, parameters); Session session = other.session(ROWS)) {
            float[][] ordinary = encoded(session, rows);
            float was = rows.get(BAD, 7);
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                rows.set(BAD, 7, bad);
                float[][] means = encoded(session, rows);
                for (int r = 0; r < ROWS; r++) {
                    if (r != BAD) {
                        assertArrayEquals(ordinary[r], means[r], "other rows stay as they are");
                    }
                }
                boolean finite = IntStream.range(0, LATENT).allMatch(c -> Float.isFinite(means[BAD][c]));
                boolean bounded = activation instanceof Tanh || activation instanceof Sigmoid;
                if (Float.isNaN(bad)) {
                    assertTrue(IntStream.range(0, LATENT).allMatch(c -> Float.isNaN(means[BAD][c])));
                } else if (bounded || activation instanceof Relu) {
                    assertEquals(bounded, finite);
                }
            }
            rows.set(BAD, 7, was);
            assertArrayEquals(ordinary, encoded(session, rows));
        }
    }

    private static float[][] encoded(Session session, Matrix rows) {
        Matrix mean = Matrix.allocateDense(Arena.ofAuto(), ROWS, LATENT);
        session.encode(rows, mean);
        return IntStream.range(0, ROWS).mapToObj(r -> row(mean, r)).toArray(float[][]::new);
    }

    @Test
    void aScoreRefusesThem() {
        float[] bad = row(x, 0);
        bad[9] = Float.NEGATIVE_INFINITY;
        try (SessionPool pool = pool(1)) {
            refused(IllegalArgumentException.class, "data x: row 1, column 9 is -Infinity;"
                    + " bernoulli_logits expects values from 0 to 1; no likelihood describes it: fill it in"
                    + " or leave the row out", () -> pool.score(bad));
            assertFalse(Float.isNaN(pool.encode(row(x, 0))[0]));
        }
    }
}
