package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Silu;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.network.Initialization;
import lanewise.vae.network.Parameters;

@Timeout(120)
class SessionPoolTest {

    private static final int INPUTS = 60;
    private static final int CONDITION = 3;
    private static final int LATENT = 5;
    private static final int ROWS = 12;
    private static final int DRAWS = 10;

    private final Arena arena = Arena.ofShared();
    private final VaeModel model = model();
    private final Matrix x = Matrix.allocateDense(arena, ROWS, INPUTS + CONDITION);
    private final Matrix z = Matrix.allocateDense(arena, ROWS, LATENT + CONDITION);
    private final Matrix means = Matrix.allocateDense(arena, ROWS, LATENT);
    private final Matrix decoded = Matrix.allocateDense(arena, ROWS, INPUTS);
    private final Matrix reconstructed = Matrix.allocateDense(arena, ROWS, INPUTS);

    SessionPoolTest() {
        new RandomStream(2, 2).fillUniform(x, 0);
        new RandomStream(2, 3).fillGaussian(z, 0);
        try (Session session = model.session(ROWS)) {
            session.encode(x, means);
            session.decode(z, decoded);
            session.reconstruct(x, reconstructed);
        }
    }

    /// With an activation that uses the thread's scratch memory.
    private VaeModel model() {
        Architecture net = Architecture.of(INPUTS, LATENT, 33).withCondition(CONDITION).withActivation(new Silu());
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        return VaeModel.of(net, parameters);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    private SessionPool pool(int sessions) {
        return SessionPool.builder(model).sessions(sessions).maxRows(ROWS).scoring(Scoring.of(DRAWS, 3)).build();
    }

    private static float[] row(Matrix matrix, int r) {
        return matrix.rows(r, r + 1).toArray();
    }

    @Test
    void everyFormGivesTheBitsOfASession() {
        try (SessionPool pool = pool(2)) {
            try (Lease lease = pool.lease()) {
                Matrix mean = Matrix.allocate(arena, ROWS, LATENT);
                Matrix image = Matrix.allocate(arena, ROWS, INPUTS);
                lease.encode(x, mean);
                assertArrayEquals(means.toArray(), mean.toArray());
                lease.encode(x, mean, Matrix.allocate(arena, ROWS, LATENT));
                assertArrayEquals(means.toArray(), mean.toArray());
                lease.decode(z, image);
                assertArrayEquals(decoded.toArray(), image.toArray());
                lease.reconstruct(x, image);
                assertArrayEquals(reconstructed.toArray(), image.toArray());
                float[] few = new float[3 * LATENT];
                lease.encode(Arrays.copyOf(x.toArray(), 3 * x.columns()), few);
                assertArrayEquals(means.rows(0, 3).toArray(), few);
                float[] images = new float[ROWS * INPUTS];
                lease.decode(z.toArray(), images);
                assertArrayEquals(decoded.toArray(), images);
                lease.reconstruct(x.toArray(), images);
                assertArrayEquals(reconstructed.toArray(), images);
            }
            for (int r = 0; r < ROWS; r++) {
                assertArrayEquals(row(means, r), pool.encode(row(x, r)));
                assertArrayEquals(row(decoded, r), pool.decode(row(z, r)));
                assertArrayEquals(row(reconstructed, r), pool.reconstruct(row(x, r)));
            }
        }
    }

    /// Aligned, at odd addresses, on the heap, direct buffers, of one thread.
    @Test
    void memoryOfAnyKindGivesTheSameBits() {
        try (SessionPool pool = pool(1); Lease lease = pool.lease(); Arena own = Arena.ofConfined()) {
            for (int rows : new int[] {1, 2, ROWS, 1}) {
                long in = 4L * rows * x.columns();
                long out = 4L * rows * INPUTS;
                List<MemorySegment> sources = List.of(arena.allocate(in, 64), arena.allocate(in + 1).asSlice(1),
                        own.allocate(in, 4), MemorySegment.ofArray(new float[rows * x.columns()]),
                        MemorySegment.ofArray(new byte[(int) in]),
                        MemorySegment.ofBuffer(ByteBuffer.allocateDirect((int) in)));
                List<MemorySegment> targets = List.of(own.allocate(out, 4), arena.allocate(out, 64),
                        arena.allocate(out + 3).asSlice(3),
                        MemorySegment.ofBuffer(ByteBuffer.allocateDirect((int) out)),
                        MemorySegment.ofArray(new float[rows * INPUTS]), MemorySegment.ofArray(new byte[(int) out]));
                for (int i = 0; i < sources.size(); i++) {
                    MemorySegment source = sources.get(i).copyFrom(x.segment().asSlice(0, in));
                    MemorySegment target = targets.get(i);
                    lease.reconstruct(source, target);
                    assertEquals(-1, target.mismatch(reconstructed.segment().asSlice(0, out)), "kind " + i);
                    lease.encode(i % 2 == 0 ? source.asReadOnly() : source, target.asSlice(0, 4L * rows * LATENT));
                    assertEquals(-1, target.asSlice(0, 4L * rows * LATENT)
                            .mismatch(means.segment().asSlice(0, 4L * rows * LATENT)), "kind " + i);
                    lease.decode(z.segment().asSlice(0, 4L * rows * z.columns()), target);
                    assertEquals(-1, target.mismatch(decoded.segment().asSlice(0, out)), "kind " + i);
                }
            }
        }
    }

    @Test
    void scoresAreThoseOfABatch() {
        Dataset data = Dataset.of("rows", x, null);
        AnomalyScores numbered = AnomalyScores.of(model, data, DRAWS, 3, Team.single(), Progress.NONE);
        AnomalyScores byValues = AnomalyScores.byValues(model, data, DRAWS, 3, Team.single(), Progress.NONE);
        RowScore score = new RowScore();
        try (SessionPool pool = pool(1)) {
            for (int r = 0; r < ROWS; r++) {
                try (Lease lease = pool.lease()) {
                    lease.score(row(x, r), r, score);
                    assertEquals(numbered.score(AnomalyScore.LIKELIHOOD, r), score.of(AnomalyScore.LIKELIHOOD));
                    lease.score(x.rows(r, r + 1).segment(), r, score);
                    assertEquals(numbered.score(AnomalyScore.LIKELIHOOD, r), score.of(AnomalyScore.LIKELIHOOD));
                    lease.score(x.rows(r, r + 1).segment(), score);
                    assertEquals(byValues.score(AnomalyScore.LIKELIHOOD, r), score.of(AnomalyScore.LIKELIHOOD));
                }
                assertEquals(byValues.score(AnomalyScore.DIVERGENCE, r),
                        pool.score(row(x, r)).of(AnomalyScore.DIVERGENCE));
            }
        }
    }

    @Test
    void manyVirtualThreadsGetTheirOwnRows() throws InterruptedException {
        AtomicInteger same = new AtomicInteger();
        try (SessionPool pool = pool(2)) {
            double[] likelihoods = new double[ROWS];
            for (int r = 0; r < ROWS; r++) {
                likelihoods[r] = pool.score(row(x, r)).of(AnomalyScore.LIKELIHOOD);
            }
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 2000; t++) {
                int r = t % ROWS;
                threads.add(Thread.startVirtualThread(() -> {
                    boolean equal = Arrays.equals(row(means, r), pool.encode(row(x, r)))
                            && likelihoods[r] == pool.score(row(x, r)).of(AnomalyScore.LIKELIHOOD)
                            && Arrays.equals(row(reconstructed, r), pool.reconstruct(row(x, r)));
                    same.addAndGet(equal ? 1 : 0);
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(2000, same.get());
    }

    @Test
    void aWarmUseAllocatesNothing() {
        float[] in = row(x, 1);
        float[] out = new float[LATENT];
        float[] image = new float[INPUTS];
        MemorySegment source = x.rows(1, 2).segment();
        MemorySegment target = arena.allocate(4L * INPUTS, 4);
        RowScore score = new RowScore();
        Duration wait = Duration.ofMillis(5);
        try (SessionPool pool = pool(2)) {
            assertEquals(0, Allocations.fewest(0, () -> {
                for (int i = 0; i < 50; i++) {
                    try (Lease lease = pool.lease(wait)) {
                        lease.encode(in, out);
                        lease.reconstruct(in, image);
                    }
                    try (Lease lease = pool.lease()) {
                        lease.reconstruct(source, target);
                        lease.score(in, score);
                    }
                }
            }), "bytes in 100 leases and 200 calls");
        }
    }

    @Test
    void warmingUpMakesItsCalls() {
        try (SessionPool pool = pool(2); SessionPool plain = SessionPool.builder(model).build()) {
            assertEquals(1, pool.warmUp(Duration.ZERO));
            assertEquals(1, plain.warmUp(Duration.ZERO, 1, 7));
            refused(IllegalArgumentException.class, "rows[1]: 13, the pool allows 12",
                    () -> pool.warmUp(Duration.ZERO, 1, 13));
            assertEquals(64, plain.maxRows());
            assertEquals(Runtime.getRuntime().availableProcessors(), plain.size());
        }
    }

    /// A call at work is ended before the pool's memory is freed.
    @Test
    void closingLetsACallEnd() throws InterruptedException {
        SessionPool pool = pool(1);
        AtomicInteger turns = new AtomicInteger();
        Thread call = Thread.ofPlatform().start(() -> turns.set((int) pool.warmUp(Duration.ofMillis(400))));
        while (true) {
            try {
                pool.lease(Duration.ZERO).close();
            } catch (RejectedExecutionException e) {
                break;
            }
        }
        pool.close();
        call.join();
        assertTrue(turns.get() > 0);
        refused(IllegalStateException.class, "pool: was closed", () -> pool.encode(row(x, 0)));
        pool.close();
    }

    private static void refused(Class<? extends RuntimeException> type, String message, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @Test
    void aLeaseServesItsThreadUntilItIsClosed() throws InterruptedException {
        AtomicReference<Throwable> told = new AtomicReference<>();
        float[] out = new float[LATENT];
        Thread me = Thread.currentThread();
        SessionPool pool = pool(1);
        Lease lease = pool.lease();
        Thread other = Thread.ofPlatform().name("other").start(() -> {
            told.set(assertThrows(IllegalStateException.class, () -> lease.encode(row(x, 0), out)));
            lease.close();
        });
        other.join();
        assertEquals("lease: is that of the thread " + me.getName() + ", not of the thread other, expected each"
                + " thread to take and close its own", told.get().getMessage());
        lease.encode(row(x, 0), out);
        assertArrayEquals(row(means, 0), out, "another thread could not close it");
        lease.close();
        lease.close();
        refused(IllegalStateException.class, "lease: was closed, expected one that the thread " + me.getName()
                + " took and has not closed", () -> lease.encode(row(x, 0), out));
        Lease open = pool.lease();
        refused(IllegalStateException.class, "pool: the thread " + me.getName()
                + " has a lease already, expected it to be closed first", () -> pool.encode(row(x, 0)));
        pool.close();
        refused(IllegalStateException.class, "pool: was closed", () -> open.encode(row(x, 0), out));
        open.close();
    }

    @Test
    void wrongShapesAreNamed() {
        Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
        float[] mean = new float[LATENT];
        try (SessionPool pool = pool(1); Lease lease = pool.lease()) {
            refused(wrong, "x: has 13 rows, the pool allows 12 in a call",
                    () -> lease.encode(new float[13 * 63], new float[13 * LATENT]));
            refused(wrong, "x: has 13 rows, the pool allows 12 in a call",
                    () -> lease.encode(Matrix.allocate(arena, 13, 63), Matrix.allocate(arena, 13, LATENT)));
            refused(wrong, "z: has 13 rows, the pool allows 12 in a call",
                    () -> lease.decode(arena.allocate(13 * 8 * 4), arena.allocate(4)));
            refused(wrong, "x: has 62 values, expected rows of 63", () -> lease.encode(new float[62], mean));
            refused(wrong, "x: has 61 floats, expected rows of 63",
                    () -> lease.encode(arena.allocate(244), arena.allocate(20)));
            refused(wrong, "x: has 253 bytes, expected a multiple of 252, rows of 63 floats",
                    () -> lease.encode(arena.allocate(253), arena.allocate(20)));
            refused(wrong, "mean: has 5 values, expected 2 rows of 5", () -> lease.encode(new float[126], mean));
            refused(wrong, "mean: has 24 bytes, expected 20, 1 row of 5",
                    () -> lease.encode(arena.allocate(252), arena.allocate(24)));
            refused(wrong, "mean: is read-only, expected writable memory",
                    () -> lease.encode(arena.allocate(252), arena.allocate(20).asReadOnly()));
            refused(NullPointerException.class, "x", () -> lease.encode((float[]) null, mean));
            refused(NullPointerException.class, "mean", () -> lease.encode(new float[63], (float[]) null));
            lease.encode(row(x, 0), mean);
            assertArrayEquals(row(means, 0), mean, "a refused call leaves the lease as it was");
        }
        try (SessionPool pool = SessionPool.builder(model).sessions(1).build()) {
            refused(wrong, "x: has 126 values, expected 63, of which the last 3 are the condition",
                    () -> pool.encode(new float[126]));
            refused(IllegalStateException.class, "pool: has no scoring, expected one made with scoring(...)",
                    () -> pool.score(row(x, 0)));
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
            refused(wrong, "x: has 8 bytes, expected 252, 63 floats", () -> {
                try (SessionPool scored = pool(1); Lease lease = scored.lease()) {
                    lease.score(bytes, new RowScore());
                }
            });
        }
        refused(wrong, "sessions: 0, expected at least 1", () -> SessionPool.builder(model).sessions(0));
        refused(wrong, "maxRows: 0, expected at least 1", () -> SessionPool.builder(model).maxRows(0));
        refused(wrong, "patience: PT-1S, expected at least zero",
                () -> SessionPool.builder(model).patience(Duration.ofSeconds(-1)));
        refused(wrong, "longestLease: PT0S, expected more than zero",
                () -> SessionPool.builder(model).longestLease(Duration.ZERO));
    }
}
