package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import lanewise.core.Elementwise;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.latent.Posterior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.objective.Elbo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Normalization.class)
class SessionTest {

    private final Architecture architecture;
    private final Arena arena = Arena.ofShared();
    private final Parameters parameters;
    private final VaeModel model;
    private final Matrix x = Matrix.allocate(arena, 12, 60);

    SessionTest(Normalization normalization) {
        architecture = Architecture.of(60, 5, 33).withActivation(new Tanh()).withNormalization(normalization);
        parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        model = VaeModel.of(architecture, parameters);
        new RandomStream(2, 2).fillUniform(x, 0);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    private Matrix matrix(int rows, int columns) {
        return Matrix.allocate(arena, rows, columns);
    }

    @Test
    void encodesAndDecodesAsTrainingDoes() {
        Matrix mean = matrix(12, 5);
        Matrix logVariance = matrix(12, 5);
        Matrix raw = matrix(12, 60);
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, Elbo.standard(), 12, workspace);
                Session session = model.session(12)) {
            pass.forward(parameters, x, new RandomStream(1, 1));
            session.encode(x, mean, logVariance);
            assertArrayEquals(pass.mu().toArray(), mean.toArray());
            assertArrayEquals(pass.logVariance().toArray(), logVariance.toArray());
            session.decoderOutputs(pass.z(), raw);
            assertArrayEquals(pass.decoder().outputs().toArray(), raw.toArray());
        }
    }

    @Test
    void callsAgreeWithEachOther() {
        Matrix mean = matrix(12, 5);
        Matrix again = matrix(12, 5);
        Matrix raw = matrix(12, 60);
        Matrix probabilities = matrix(12, 60);
        Matrix decoded = matrix(12, 60);
        Matrix reconstructed = matrix(12, 60);
        try (Session session = model.session(20)) {
            session.encode(x, mean);
            session.encode(x, again, matrix(12, 5));
            assertArrayEquals(mean.toArray(), again.toArray());
            session.decoderOutputs(mean, raw);
            Elementwise.sigmoid(raw, probabilities);
            session.decode(mean, decoded);
            assertArrayEquals(probabilities.toArray(), decoded.toArray());
            session.reconstruct(x, reconstructed);
            assertArrayEquals(decoded.toArray(), reconstructed.toArray());
        }
    }

    @Test
    void aRowDependsOnItselfAlone() {
        Matrix means = matrix(12, 5);
        Matrix images = matrix(12, 60);
        try (Session batch = model.session(12); Session one = model.session(1)) {
            batch.encode(x, means);
            batch.reconstruct(x, images);
            for (int r = 0; r < 12; r++) {
                Matrix mean = matrix(1, 5);
                Matrix image = matrix(1, 60);
                one.encode(x.rows(r, r + 1), mean);
                one.reconstruct(x.rows(r, r + 1), image);
                assertArrayEquals(means.rows(r, r + 1).toArray(), mean.toArray());
                assertArrayEquals(images.rows(r, r + 1).toArray(), image.toArray());
            }
        }
    }

    @Test
    void samplesDependOnSeedAndRowAlone() {
        Matrix many = matrix(9, 60);
        Matrix few = matrix(4, 60);
        Matrix other = matrix(4, 60);
        try (Session session = model.session(9)) {
            session.sample(77, many);
            session.sample(77, few);
            session.sample(78, other);
            assertArrayEquals(many.rows(0, 4).toArray(), few.toArray());
            assertTrue(other.get(0, 0) != few.get(0, 0));
        }
    }

    @Test
    void moreRowsThanTheSessionHoldsAreDoneInTiles() {
        Matrix[] expected = {matrix(12, 5), matrix(12, 5), matrix(12, 60), matrix(12, 60), matrix(12, 60),
                matrix(12, 60)};
        Matrix[] found = {matrix(12, 5), matrix(12, 5), matrix(12, 60), matrix(12, 60), matrix(12, 60), matrix(12, 60)};
        for (int maxRows : new int[] {1, 5, 6, 11}) {
            try (Session whole = model.session(12); Session tiles = model.session(maxRows)) {
                everything(whole, expected);
                everything(tiles, found);
                for (int i = 0; i < expected.length; i++) {
                    assertArrayEquals(expected[i].toArray(), found[i].toArray());
                }
                Matrix mean = matrix(12, 5);
                tiles.encode(x, mean);
                assertArrayEquals(expected[0].toArray(), mean.toArray());
            }
        }
    }

    private void everything(Session session, Matrix[] out) {
        session.encode(x, out[0], out[1]);
        session.decode(out[0], out[2]);
        session.decoderOutputs(out[0], out[3]);
        session.reconstruct(x, out[4]);
        session.sample(5, out[5]);
    }

    @Test
    void learnedVarianceDecodesToItsMean() {
        Architecture learned = architecture.withLikelihood(new GaussianLearned());
        Parameters p = Parameters.allocate(arena, learned.layout());
        Initialization.PYTORCH.fill(p, 8);
        Matrix z = matrix(3, 5);
        Matrix raw = matrix(3, 120);
        Matrix mean = matrix(3, 60);
        try (VaeModel gaussian = VaeModel.of(learned, p); Session session = gaussian.session(3)) {
            session.decoderOutputs(z, raw);
            session.decode(z, mean);
            assertArrayEquals(raw.columns(0, 60).toArray(), mean.toArray());
        }
    }

    @Test
    void threadsShareOneModel() throws Exception {
        Matrix expected = matrix(12, 5);
        try (Session session = model.session(12)) {
            session.encode(x, expected);
        }
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            calls.add(() -> {
                try (Session session = model.session(12)) {
                    Matrix mean = matrix(12, 5);
                    boolean same = true;
                    for (int i = 0; i < 50; i++) {
                        session.encode(x, mean);
                        same &= Arrays.equals(expected.toArray(), mean.toArray());
                    }
                    return same;
                }
            });
        }
        try (var executor = Executors.newFixedThreadPool(3)) {
            for (Future<Boolean> same : executor.invokeAll(calls)) {
                assertTrue(same.get());
            }
        }
    }

    @Test
    void aTeamGivesTheSameBits() {
        Matrix expected = matrix(12, 60);
        Matrix found = matrix(12, 60);
        try (Session session = model.session(12);
                Team team = Team.ofThreads(3);
                Workspace workspace = Workspace.with(team);
                Session parallel = model.session(12, workspace)) {
            session.reconstruct(x, expected);
            parallel.reconstruct(x, found);
            assertArrayEquals(expected.toArray(), found.toArray());
        }
    }

    @Test
    void aWarmCallAllocatesNothing() {
        Matrix row = x.rows(0, 1);
        Matrix mean = matrix(1, 5);
        Matrix logVariance = matrix(1, 5);
        Matrix image = matrix(1, 60);
        Matrix means = matrix(12, 5);
        try (Session session = model.session(1); Session many = model.session(12)) {
            assertEquals(0, Allocations.fewest(0, () -> {
                for (int i = 0; i < 200; i++) {
                    session.encode(row, mean);
                    session.decode(mean, image);
                    session.encode(row, mean, logVariance);
                    session.reconstruct(row, image);
                    many.encode(x, means);
                }
            }), "bytes in 200 calls");
        }
    }

    @Test
    void warmingUpMakesItsCallsAndChangesNoResult() {
        Matrix expected = matrix(12, 60);
        Matrix found = matrix(12, 60);
        try (Session session = model.session(4)) {
            session.reconstruct(x, expected);
            assertEquals(1, session.warmUp(Duration.ZERO));
            assertEquals(1, session.warmUp(Duration.ZERO, 1, 4, 9));
            long start = System.nanoTime();
            assertTrue(session.warmUp(Duration.ofMillis(20), 2) > 0);
            assertTrue(System.nanoTime() - start >= 20_000_000);
            session.reconstruct(x, found);
            assertArrayEquals(expected.toArray(), found.toArray());
            assertEquals("rows[1]: 0, expected at least 1", refused(() -> session.warmUp(Duration.ZERO, 3, 0)));
            assertEquals("time: PT-1S, expected at least zero", refused(() -> session.warmUp(Duration.ofSeconds(-1))));
        }
    }

    @Test
    void warmingUpServesEveryPosteriorAndConditions() {
        for (Posterior posterior : Posterior.all()) {
            Architecture other = architecture.withPosterior(posterior).withCondition(3);
            Parameters p = Parameters.allocate(arena, other.layout());
            Initialization.PYTORCH.fill(p, 8);
            try (VaeModel conditional = VaeModel.of(other, p); Session session = conditional.session(2)) {
                assertEquals(1, session.warmUp(Duration.ZERO));
            }
        }
    }

    private static String refused(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void allHeadsOfTheEncoderInTiles() {
        Matrix mean = matrix(12, 5);
        Matrix logVariance = matrix(12, 5);
        Matrix raw = matrix(12, 10);
        try (Session session = model.session(5)) {
            session.encode(x, mean, logVariance);
            session.encoderOutputs(x, raw);
            assertArrayEquals(mean.toArray(), raw.columns(0, 5).toArray());
            assertArrayEquals(logVariance.toArray(), raw.columns(5, 10).toArray());
            assertThrows(IllegalArgumentException.class, () -> session.encoderOutputs(x, matrix(12, 5)));
            assertThrows(IllegalArgumentException.class, () -> session.encoderOutputs(matrix(12, 5), raw));
        }
    }
}
