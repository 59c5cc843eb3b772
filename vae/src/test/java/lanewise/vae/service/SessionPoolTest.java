package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.Allocations;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.model.Session;

@Timeout(120)
class SessionPoolTest extends PoolFixture {

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
    void posteriorsAreThoseOfASessionInEveryForm() {
        Matrix mean = Matrix.allocateDense(arena, ROWS, LATENT);
        Matrix logVariance = Matrix.allocateDense(arena, ROWS, LATENT);
        try (Session session = model.session(ROWS); SessionPool pool = pool(1); Lease lease = pool.lease()) {
            session.encode(x, mean, logVariance);
            float[] means = new float[ROWS * LATENT];
            float[] logVariances = new float[ROWS * LATENT];
            lease.encode(x.toArray(), means, logVariances);
            assertArrayEquals(mean.toArray(), means);
            assertArrayEquals(logVariance.toArray(), logVariances);
            MemorySegment inPlace = arena.allocate(4L * means.length, 4);
            MemorySegment copied = MemorySegment.ofArray(new byte[4 * means.length]);
            lease.encode(x.segment(), inPlace, copied);
            assertEquals(-1, mean.segment().mismatch(inPlace));
            assertEquals(-1, logVariance.segment().mismatch(copied));
            refused(IllegalArgumentException.class, "logVariance: has 5 values, expected 12 rows of 5",
                    () -> lease.encode(x.toArray(), means, new float[LATENT]));
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
        float[] image = new float[INPUTS];
        MemorySegment source = x.rows(1, 2).segment();
        MemorySegment target = arena.allocate(4L * INPUTS, 4);
        RowScore score = new RowScore();
        Duration wait = Duration.ofMillis(5);
        float[][] some = {in, x.rows(0, 2).toArray(), x.rows(0, 7).toArray()};
        float[][] someMeans = {new float[LATENT], new float[2 * LATENT], new float[7 * LATENT]};
        try (SessionPool pool = pool(2)) {
            assertEquals(0, Allocations.fewest(0, () -> {
                for (int i = 0; i < 50; i++) {
                    try (Lease lease = pool.lease(wait)) {
                        lease.encode(some[i % 3], someMeans[i % 3]);
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
        Thread.sleep(100);  // a lease is no call yet: one that has not begun is refused
        pool.close();
        call.join();
        assertTrue(turns.get() > 0);
        refused(IllegalStateException.class, "pool: was closed", () -> pool.encode(row(x, 0)));
        pool.close();
    }
}
