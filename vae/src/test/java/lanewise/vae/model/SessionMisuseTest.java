package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Decoder.Output;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What an embedder may do wrong, and what it is then told.
class SessionMisuseTest {

    private static final int INPUTS = 300;
    private static final int LATENT = 5;
    private static final int ROWS = 64;

    private final Arena arena = Arena.ofShared();
    private final VaeModel model = model();
    private final Matrix x = matrix(ROWS, INPUTS);
    private final Matrix mean = matrix(ROWS, LATENT);

    SessionMisuseTest() {
        new RandomStream(2, 2).fillUniform(x, 0);
    }

    private VaeModel model() {
        Architecture architecture = Architecture.of(INPUTS, LATENT, 256);
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        return VaeModel.of(architecture, parameters);
    }

    private Matrix matrix(int rows, int columns) {
        return Matrix.allocate(arena, rows, columns);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    private static void refused(Class<? extends RuntimeException> type, String message, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @Test
    void wrongShapesAreNamed() {
        Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
        try (Session session = model.session(2)) {
            refused(wrong, "x: is 2 x 50, expected any number of rows x 300",
                    () -> session.encode(matrix(2, 50), mean.rows(0, 2)));
            refused(wrong, "mean: is 2 x 4, expected 2 x 5", () -> session.encode(x.rows(0, 2), matrix(2, 4)));
            refused(wrong, "logVariance: is 3 x 5, expected 2 x 5",
                    () -> session.encode(x.rows(0, 2), matrix(2, 5), matrix(3, 5)));
            refused(wrong, "z: is 2 x 4, expected any number of rows x 5",
                    () -> session.decode(matrix(2, 4), matrix(2, 300)));
            refused(wrong, "mean: is 1 x 300, expected 2 x 300", () -> session.reconstruct(x.rows(0, 2), x.rows(2, 3)));
            refused(wrong, "raw: is 2 x 301, expected 2 x 300",
                    () -> session.decoderOutputs(matrix(2, 5), matrix(2, 301)));
            refused(wrong, "mean: is 3 x 301, expected any number of rows x 300",
                    () -> session.sample(1, matrix(3, 301)));
        }
        refused(wrong, "maxRows: 0, expected at least 1", () -> model.session(0));
    }

    @Test
    void nothingAndWhatCannotBeWrittenAreNamed() {
        Matrix fixed = Matrix.of(mean.segment().asReadOnly(), ROWS, LATENT, mean.rowStride());
        Matrix pictures = Matrix.of(x.segment().asReadOnly(), ROWS, INPUTS, x.rowStride());
        String readOnly = ": is read-only, expected writable memory";
        try (Session session = model.session(ROWS)) {
            refused(NullPointerException.class, "x", () -> session.encode(null, mean));
            refused(NullPointerException.class, "mean", () -> session.encode(x, null));
            refused(NullPointerException.class, "raw", () -> session.encoderOutputs(x, null));
            refused(NullPointerException.class, "mean", () -> session.decode(mean, null));
            refused(NullPointerException.class, "mean", () -> session.sample(1, null));
            refused(IllegalArgumentException.class, "mean" + readOnly, () -> session.encode(x, fixed));
            refused(IllegalArgumentException.class, "logVariance" + readOnly, () -> session.encode(x, mean, fixed));
            refused(IllegalArgumentException.class, "mean" + readOnly, () -> session.reconstruct(x, pictures));
            refused(IllegalArgumentException.class, "mean" + readOnly, () -> session.decode(mean, pictures));
            refused(IllegalArgumentException.class, "mean" + readOnly, () -> session.sample(1, pictures));
            refused(IllegalArgumentException.class, "z" + readOnly, () -> session.decoding().prior(1, fixed));
            session.encode(pictures, mean);
        }
    }

    @Test
    void whatWasClosedIsNamed() {
        Session closed = model.session(1);
        closed.close();
        closed.close();
        refused(IllegalStateException.class, "session: was closed", () -> closed.encode(x.rows(0, 1), mean.rows(0, 1)));
        refused(IllegalStateException.class, "session: was closed", () -> closed.decode(mean.rows(0, 1), x.rows(0, 1)));
        try (Session session = model.session(1)) {
            Arena gone = Arena.ofConfined();
            Matrix row = Matrix.allocate(gone, 1, INPUTS);
            gone.close();
            refused(IllegalStateException.class, "x: the arena that owns this 1 x 300 matrix was closed",
                    () -> session.encode(row, mean.rows(0, 1)));
            model.close();
            refused(IllegalStateException.class, "model: was closed", () -> session.encode(x, mean));
            refused(IllegalStateException.class, "model: was closed", () -> session.decode(mean, x));
        }
    }

    @Test
    void aMatrixOfAnotherThreadIsNamed() throws InterruptedException {
        AtomicReference<Throwable> told = new AtomicReference<>();
        try (Arena confined = Arena.ofConfined(); Session session = model.session(1)) {
            Matrix row = Matrix.allocate(confined, 1, INPUTS);
            Thread other = new Thread(() ->
                    told.set(assertThrows(WrongThreadException.class, () -> session.encode(row, mean.rows(0, 1)))));
            other.start();
            other.join();
            session.encode(row, mean.rows(0, 1));
        }
        assertEquals("x: belongs to an arena that is confined to another thread, expected one of this thread or a"
                + " shared one", told.get().getMessage());
    }

    /// A team of one that keeps its caller waiting.
    private record Held(CountDownLatch begun, CountDownLatch go) implements Team {

        @Override
        public int size() {
            return 2;
        }

        @Override
        public void run(Work work) {
            begun.countDown();
            try {
                assertTrue(go.await(1, TimeUnit.MINUTES));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            work.part(0, 2);
            work.part(1, 2);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Test
    void aSecondThreadInOneSessionIsRefused() throws InterruptedException {
        Held team = new Held(new CountDownLatch(1), new CountDownLatch(1));
        Matrix expected = matrix(ROWS, LATENT);
        try (Workspace workspace = Workspace.with(team); Session session = model.session(ROWS, workspace);
                Session own = model.session(ROWS)) {
            Thread first = new Thread(() -> session.encode(x, mean), "first");
            first.start();
            assertTrue(team.begun.await(1, TimeUnit.MINUTES), "the work is shared");
            String message = "session: is in use by the thread first, expected one session for each thread";
            Matrix other = matrix(ROWS, LATENT);
            refused(IllegalStateException.class, message, () -> session.encode(x, other));
            refused(IllegalStateException.class, message, () -> session.encode(x, other, matrix(ROWS, LATENT)));
            refused(IllegalStateException.class, message, () -> session.reconstruct(x, matrix(ROWS, INPUTS)));
            refused(IllegalStateException.class, message, () -> session.encoderOutputs(x, matrix(ROWS, 2 * LATENT)));
            own.encode(x, expected);
            team.go.countDown();
            first.join();
            assertArrayEquals(expected.toArray(), mean.toArray(), "the first call is not disturbed");
            session.encode(x, other);
            assertArrayEquals(expected.toArray(), other.toArray(), "and leaves the session free");
        }
    }

    @Test
    void aDecodersSessionRefusesASecondThreadToo() throws InterruptedException {
        Held team = new Held(new CountDownLatch(1), new CountDownLatch(1));
        Matrix pictures = matrix(ROWS, INPUTS);
        try (Workspace workspace = Workspace.with(team);
                DecoderSession session = model.decoder().session(ROWS, workspace)) {
            Thread first = new Thread(() -> session.mean(mean, pictures), "first");
            first.start();
            assertTrue(team.begun.await(1, TimeUnit.MINUTES), "the work is shared");
            String message = "session: is in use by the thread first, expected one session for each thread";
            refused(IllegalStateException.class, message, () -> session.mean(mean, matrix(ROWS, INPUTS)));
            refused(IllegalStateException.class, message, () -> session.outputs(mean, matrix(ROWS, INPUTS)));
            refused(IllegalStateException.class, message, () -> session.prior(1, matrix(ROWS, LATENT)));
            refused(IllegalStateException.class, message, () -> session.generate(1, Output.MEAN, matrix(ROWS, INPUTS)));
            team.go.countDown();
            first.join();
            session.prior(1, mean);
        }
    }

    /// A call that fails leaves the session free.
    @Test
    void aRefusedCallDoesNotHoldTheSession() {
        try (Session session = model.session(ROWS); Session other = model.session(ROWS)) {
            refused(IllegalArgumentException.class, "mean: is 64 x 4, expected 64 x 5",
                    () -> session.encode(x, matrix(ROWS, 4)));
            session.encode(x, mean);
            Matrix again = matrix(ROWS, LATENT);
            other.encode(x, again);
            assertArrayEquals(again.toArray(), mean.toArray());
        }
    }
}
