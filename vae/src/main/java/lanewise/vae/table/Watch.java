package lanewise.vae.table;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Interrupts a thread that waits longer than allowed in a library which, of a damaged file, may wait for ever.
///
/// One thread reads; between [#begin] and [#end] it is watched by a daemon thread of this object, until [#close].
final class Watch implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long longest;
    private Thread watched;
    private long began;
    private boolean late;
    private boolean closed;

    Watch(Duration longest) {
        this.longest = longest.toNanos();
        Thread.ofPlatform().daemon().name("lanewise-watch").start(this::run);
    }

    /// The calling thread is watched from now on.
    void begin() {
        lock.lock();
        try {
            watched = Thread.currentThread();
            began = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /// The calling thread is no longer watched; if it was interrupted, that is taken back.
    void end() {
        lock.lock();
        try {
            watched = null;
            if (late) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether a wait was too long.
    boolean isLate() {
        lock.lock();
        try {
            return late;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed && !late) {
                long left = watched == null ? longest : longest - (System.nanoTime() - began);
                if (left <= 0) {
                    late = true;
                    watched.interrupt();
                } else {
                    changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
