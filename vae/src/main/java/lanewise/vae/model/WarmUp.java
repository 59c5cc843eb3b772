package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Require;

/// The calls of a [Session] on rows of its own, over and over, so that the JIT compiler meets each kernel before the
/// first request does.
final class WarmUp implements AutoCloseable {

    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private final Arena arena = Arena.ofShared();
    private final Session session;
    private final Matrix[][] sets;

    WarmUp(Session session, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            Require.atLeast(1, "rows[" + i + "]", rows[i]);
        }
        this.session = session;
        this.sets = new Matrix[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            sets[i] = matrices(session.model().architecture(), rows[i]);
        }
    }

    /// A turn of one row, once in a process: what the classes of a first call cost (some 20 ms) is paid before the
    /// first request.
    static void firstTurn(Session session) {
        if (TAKEN.compareAndSet(false, true)) {
            try (WarmUp calls = new WarmUp(session, new int[] {1})) {
                calls.turn();
            }
        }
    }

    /// x, mean, log-variance, z, reconstruction.
    private Matrix[] matrices(Architecture architecture, int rows) {
        int condition = architecture.conditionWidth();
        Matrix[] set = {matrix(rows, architecture.inputs() + condition), matrix(rows, architecture.latent()),
            matrix(rows, architecture.latent()), matrix(rows, architecture.latent() + condition),
            matrix(rows, architecture.inputs())};
        new RandomStream(0, 0).fillUniform(set[0], 0);
        new RandomStream(0, 1).fillGaussian(set[3], 0);
        return set;
    }

    private Matrix matrix(int rows, int columns) {
        return Matrix.allocate(arena, rows, columns);
    }

    /// All calls once, for each number of rows.
    private void turn() {
        for (Matrix[] set : sets) {
            session.encode(set[0], set[1]);
            session.encode(set[0], set[1], set[2]);
            session.decode(set[3], set[4]);
            session.reconstruct(set[0], set[4]);
        }
    }

    /// Takes turns until the time is over, one at least; returns how many.
    long run(long nanos) {
        long start = System.nanoTime();
        long turns = 0;
        do {
            turn();
            turns++;
        } while (System.nanoTime() - start < nanos);
        return turns;
    }

    @Override
    public void close() {
        arena.close();
    }
}
