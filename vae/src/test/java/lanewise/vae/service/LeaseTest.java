package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import lanewise.core.Matrix;
import lanewise.vae.evaluate.RowScore;

/// What a lease refuses.
@Timeout(120)
class LeaseTest extends PoolFixture {

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
