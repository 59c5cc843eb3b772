package lanewise.vae.service;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import lanewise.vae.check.OneCaller;

/// Who gets which of some sessions. One that is free is taken without a lock; where none is, threads wait in a queue
/// and get them in the order in which they came.
final class Lending {

    /// To wait as long as it takes, or never to take back.
    static final long FOREVER = Long.MAX_VALUE;

    private final Holder[] holders;
    private final long longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Queue<Thread> queue = new ArrayDeque<>();
    /// Threads in the queue, or on their way into it. Whoever frees a session looks here after that, and who comes
    /// counts itself in before it looks for a free one, so that one of them sees the other. Written under the lock.
    private volatile int waiting;
    private volatile boolean closed;
    /// The session that was used last, whose buffers are still in a cache; a lost update does no harm.
    private int warmest;

    /// @param number of sessions
    /// @param longest nanoseconds after which a lease is taken back where others wait
    Lending(int number, long longest) {
        this.longest = longest;
        this.holders = new Holder[number];
        for (int i = 0; i < number; i++) {
            holders[i] = new Holder();
        }
    }

    Holder holder(int session) {
        return holders[session];
    }

    /// Gives the calling thread a session.
    ///
    /// @param wait nanoseconds
    /// @return its number
    /// @throws RejectedExecutionException if none became free in time, or the thread was interrupted
    /// @throws IllegalStateException if the pool was closed, or the thread has one
    int take(long wait) {
        Thread me = Thread.currentThread();
        requireOpen();
        for (Holder holder : holders) {
            if (holder.isOf(me)) {
                throw new IllegalStateException("pool: " + OneCaller.named(me)
                        + " has a lease already, expected it to be closed first");
            }
            holder.forgive(me);
        }
        int found = waiting == 0 ? free(me) : -1;
        if (found < 0) {
            found = queued(me, wait);
        }
        holders[found].begin();
        return found;
    }

    /// Gives a thread a free session; -1 if there is none.
    private int free(Thread thread) {
        int first = warmest;
        for (int i = 0; i < holders.length; i++) {
            int session = first + i < holders.length ? first + i : first + i - holders.length;
            if (holders[session].take(thread)) {
                return session;
            }
        }
        return -1;
    }

    private int queued(Thread me, long wait) {
        long start = System.nanoTime();
        lock.lock();
        try {
            waiting++;
            handOut();
            int found = queue.isEmpty() ? free(me) : -1;
            if (found >= 0 || closed || wait == 0) {
                waiting--;
                if (found < 0) {
                    requireOpen();
                    throw full(0);
                }
                return found;
            }
            queue.add(me);
        } finally {
            lock.unlock();
        }
        while (true) {
            int found = held(me);
            long waited = System.nanoTime() - start;
            boolean interrupted = me.isInterrupted();
            if (found >= 0) {
                return found;
            }
            if (closed || interrupted || waited >= wait) {
                return withdrawn(me, waited, interrupted);
            }
            long left = wait == FOREVER ? FOREVER : wait - waited;
            LockSupport.parkNanos(this, longest == FOREVER ? left : Math.min(left, takeBack()));
        }
    }

    /// The session that a thread of the queue was given; -1 if none was.
    private int held(Thread me) {
        for (int i = 0; i < holders.length; i++) {
            if (holders[i].isOf(me)) {
                return i;
            }
        }
        return -1;
    }

    /// Leaves the queue, unless a session was given meanwhile.
    private int withdrawn(Thread me, long waited, boolean interrupted) {
        lock.lock();
        try {
            int found = held(me);
            if (found >= 0) {
                return found;
            }
            if (queue.remove(me)) {
                waiting--;
            }
            requireOpen();
            if (interrupted) {
                throw new RejectedExecutionException("pool: " + OneCaller.named(me) + " was interrupted while it waited"
                        + " for one of " + sessions());
            }
            throw full(waited);
        } finally {
            lock.unlock();
        }
    }

    private String sessions() {
        return holders.length + (holders.length == 1 ? " session" : " sessions");
    }

    private RejectedExecutionException full(long waited) {
        long now = System.nanoTime();
        Holder eldest = holders[0];
        for (Holder holder : holders) {
            eldest = holder.heldFor(now) > eldest.heldFor(now) ? holder : eldest;
        }
        return new RejectedExecutionException("pool: all " + sessions() + " are in use"
                + (waited == 0 ? "" : ", also after " + Holder.millis(waited)) + eldest.text(now)
                + ", expected fewer callers, more sessions or a longer wait");
    }

    /// Gives free sessions to the threads that wait. Under the lock.
    private void handOut() {
        while (!queue.isEmpty() && free(queue.peek()) >= 0) {
            wakeFirst();
        }
    }

    /// Wakes the first thread of the queue, which was given a session. Under the lock.
    private void wakeFirst() {
        waiting--;
        LockSupport.unpark(queue.remove());
    }

    /// Gives leases that lasted too long to the threads that wait.
    ///
    /// @return nanoseconds until the next one will have
    private long takeBack() {
        lock.lock();
        try {
            long now = System.nanoTime();
            long wake = longest;
            for (Holder holder : holders) {
                long left = longest - holder.heldFor(now);
                if (left > 0) {
                    wake = Math.min(wake, left);
                } else if (!queue.isEmpty() && holder.takeBack(queue.peek(), now)) {
                    wakeFirst();
                }
            }
            return wake;
        } finally {
            lock.unlock();
        }
    }

    /// Ends a lease whose thread has entered: the first thread that waits gets the session, else it is free.
    void giveBack(int session) {
        warmest = session;
        boolean given = waiting == 0;
        if (given) {
            holders[session].handOn(null);
            if (waiting == 0 && !closed) {
                return;
            }
        }
        lock.lock();
        try {
            if (!given) {
                Thread first = closed ? null : queue.peek();
                holders[session].handOn(first);
                if (first != null) {
                    wakeFirst();
                }
            }
            if (closed) {
                ended.signalAll();
            } else {
                handOut();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends a call of a thread that has entered.
    void callEnds(int session, Thread me) {
        holders[session].leave(me);
        if (closed) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("pool: was closed");
        }
    }

    /// Refuses new leases and calls and returns when the calls that are at work have ended.
    ///
    /// @return whether it is the first time
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            queue.forEach(LockSupport::unpark);
            while (!allEnd()) {
                ended.awaitUninterruptibly();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private boolean allEnd() {
        boolean all = true;
        for (Holder holder : holders) {
            all &= holder.end();
        }
        return all;
    }
}
