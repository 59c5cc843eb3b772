package lanewise.core;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// What the teams with several threads share: one run at a time, how many parts are still to end, what they threw, and
/// the caller's wait.
final class TeamRun {

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicInteger remaining = new AtomicInteger();
    private final Throwable[] thrown;
    private volatile Thread caller;
    private volatile boolean closed;

    TeamRun(int parts) {
        thrown = new Throwable[parts];
    }

    int parts() {
        return thrown.length;
    }

    boolean isClosed() {
        return closed;
    }

    /// True the first time.
    boolean markClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    void begin() {
        if (closed) {
            throw new IllegalStateException("team: was closed");
        }
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("team: is already running; a team serves one call at a time and no call"
                    + " from inside a part");
        }
        caller = Thread.currentThread();
        remaining.set(thrown.length);
    }

    /// Does one part and counts it as ended, whatever it throws.
    void execute(Team.Work work, int part) {
        try {
            work.part(part, thrown.length);
        } catch (Throwable t) {
            thrown[part] = t;
        } finally {
            // The caller may start the next run as soon as the count is down, so it is read before.
            Thread waiting = caller;
            if (remaining.decrementAndGet() == 0 && waiting != Thread.currentThread()) {
                LockSupport.unpark(waiting);
            }
        }
    }

    /// Waits until all parts have ended, then throws what the lowest one threw.
    void finish(long spinNanos) {
        await(spinNanos);
        caller = null;
        Throwable first = null;
        for (int part = thrown.length - 1; part >= 0; part--) {
            if (thrown[part] != null) {
                first = thrown[part];
                thrown[part] = null;
            }
        }
        running.set(false);
        if (first != null) {
            sneak(first);
        }
    }

    private void await(long spinNanos) {
        boolean interrupted = false;
        if (spinNanos > 0 && remaining.get() != 0) {
            long end = System.nanoTime() + spinNanos;
            while (remaining.get() != 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
        while (remaining.get() != 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A part can throw what Work.part declares, which is unchecked; its own type is kept.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable t) throws T {
        throw (T) t;
    }
}
