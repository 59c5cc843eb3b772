package lanewise.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// What the teams with several threads share: one run at a time, how many parts are still to end, what they threw, and
/// the caller's wait.
final class TeamRun {

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    /// A run is on, the last one.
    private static final int CLOSING = 2;
    private static final int CLOSED = 3;

    /// One word for both questions, whether a run may begin and whether the threads may leave: a run that has begun
    /// keeps them until its end.
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicInteger remaining = new AtomicInteger();
    private final Throwable[] thrown;
    private volatile Thread caller;

    TeamRun(int parts) {
        thrown = new Throwable[parts];
    }

    int parts() {
        return thrown.length;
    }

    /// Whether no run is on and none will be.
    boolean isClosed() {
        return state.get() == CLOSED;
    }

    /// Refuses further runs; one that is on goes to its end.
    ///
    /// @return whether this call closed the team, so that its threads have to be woken; a run that is on does that at
    /// its end ([#finish])
    boolean markClosed() {
        while (state.get() < CLOSING) {
            if (state.compareAndSet(IDLE, CLOSED)) {
                return true;
            }
            state.compareAndSet(RUNNING, CLOSING);
        }
        return false;
    }

    void begin() {
        if (!state.compareAndSet(IDLE, RUNNING)) {
            throw new IllegalStateException(state.get() >= CLOSING ? "team: was closed"
                    : "team: is already running; a team serves one call at a time and no call from inside a part");
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

    /// Waits until all parts have ended, wakes the threads if the team was closed meanwhile, then throws what the
    /// lowest part threw.
    ///
    /// @param closing wakes the threads, which find the team closed
    void finish(long spinNanos, Runnable closing) {
        await(spinNanos);
        caller = null;
        Throwable first = null;
        for (int part = thrown.length - 1; part >= 0; part--) {
            if (thrown[part] != null) {
                first = thrown[part];
                thrown[part] = null;
            }
        }
        if (!state.compareAndSet(RUNNING, IDLE)) {
            state.set(CLOSED);
            closing.run();
        }
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
