package lanewise.vae.service;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import lanewise.vae.check.OneCaller;

/// Who has a session: nobody, a thread, or for good nobody any more; and whether a call of that thread is at work, when
/// nobody can take it away.
final class Holder {

    private static final VarHandle WHO;

    private static final Object BUSY = "a call is at work";
    private static final Object ENDED = "the pool was closed";

    /// Where [#since] is this, its time does not run.
    private static final long NOT_YET = Long.MIN_VALUE;

    static {
        try {
            WHO = MethodHandles.lookup().findVarHandle(Holder.class, "who", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Null where it is free, the thread that has it, or one of the two above.
    private volatile Object who;
    private volatile long since = NOT_YET;
    /// The thread of the call that is at work, for messages alone.
    private Thread caller;
    /// From whom it was taken back last, and after how long.
    private volatile Thread late;
    private volatile long lateAfter;

    /// Gives it to a thread if it is free; its time runs from [#begin()] on.
    boolean take(Thread by) {
        return who == null && WHO.compareAndSet(this, null, by);
    }

    /// The thread that has it knows so.
    void begin() {
        since = System.nanoTime();
    }

    /// Gives it from a thread that kept it too long to another, unless a call is at work.
    boolean takeBack(Thread forOther, long now) {
        Object from = who;
        long after = heldFor(now);
        if (!(from instanceof Thread thread) || !WHO.compareAndSet(this, from, forOther)) {
            return false;
        }
        since = NOT_YET;
        lateAfter = after;
        late = thread;
        return true;
    }

    /// Begins a call of the calling thread, or the end of its lease.
    ///
    /// @return false if it does not have it
    boolean enter(Thread me) {
        if (!WHO.compareAndSet(this, me, BUSY)) {
            return false;
        }
        caller = me;
        return true;
    }

    /// Ends the call.
    void leave(Thread me) {
        caller = null;
        who = me;
    }

    /// Ends the lease of the thread that has entered.
    ///
    /// @param next who has it then; null for nobody
    void handOn(Thread next) {
        since = NOT_YET;
        caller = null;
        who = next;
    }

    /// Ends it for good; false while a call is at work.
    boolean end() {
        Object now = who;
        return now == ENDED || now != BUSY && WHO.compareAndSet(this, now, ENDED);
    }

    boolean isOf(Thread thread) {
        return who == thread;
    }

    /// Forgets that it was taken back from a thread which begins anew.
    void forgive(Thread thread) {
        if (late == thread) {
            late = null;
        }
    }

    /// Nanoseconds since the thread that has it knows so.
    long heldFor(long now) {
        long from = since;
        return from == NOT_YET ? 0 : now - from;
    }

    /// Who has had it for how long, in words.
    String text(long now) {
        Thread thread = thread();
        return thread == null ? "" : "; " + OneCaller.named(thread) + " has had one for " + millis(heldFor(now));
    }

    private Thread thread() {
        Object now = who;
        return now == BUSY ? caller : now instanceof Thread thread ? thread : null;
    }

    static String millis(long nanos) {
        return (nanos + 500_000) / 1_000_000 + " ms";
    }

    /// Why a thread cannot enter.
    IllegalStateException refusal(Thread me) {
        if (who == ENDED) {
            return new IllegalStateException("pool: was closed");
        }
        if (late == me) {
            return new IllegalStateException("lease: was taken back from " + OneCaller.named(me)
                    + ", which kept it for " + millis(lateAfter)
                    + " while others waited, expected it to be closed sooner");
        }
        Thread other = thread();
        return new IllegalStateException(other == null ? "lease: was closed, expected one that " + OneCaller.named(me)
                + " took and has not closed" : "lease: is that of " + OneCaller.named(other) + ", not of "
                + OneCaller.named(me) + ", expected each thread to take and close its own");
    }
}
