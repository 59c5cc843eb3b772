package lanewise.vae.model;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import lanewise.core.Matrix;

/// Who is in a call of a session, whose buffers serve one thread at a time; and what a session asks of matrices before
/// it reads or writes them.
final class OneCaller {

    private final AtomicReference<Thread> caller = new AtomicReference<>();

    /// Begins a call; never waits.
    ///
    /// @throws IllegalStateException if another call has not ended
    void enter() {
        if (!caller.compareAndSet(null, Thread.currentThread())) {
            Thread other = caller.get();
            throw new IllegalStateException("session: is in use by "
                    + (other == null ? "another thread" : "the thread " + other.getName())
                    + ", expected one session for each thread");
        }
    }

    /// Ends the call.
    void leave() {
        caller.setRelease(null);
    }

    /// Refuses a matrix that this thread cannot read, or of another width.
    ///
    /// @throws NullPointerException if there is none
    static void requireRead(String argument, Matrix matrix, int columns) {
        Objects.requireNonNull(matrix, argument).requireColumns(argument, columns).requireOpen(argument);
        requireAccess(argument, matrix);
    }

    /// Refuses a matrix that this thread cannot write, or of another shape.
    ///
    /// @throws NullPointerException if there is none
    static void requireWritten(String argument, Matrix matrix, int rows, int columns) {
        Objects.requireNonNull(matrix, argument).requireShape(argument, rows, columns).requireWritable(argument);
        requireAccess(argument, matrix);
    }

    private static void requireAccess(String argument, Matrix matrix) {
        MemorySegment segment = matrix.segment();
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(argument + ": belongs to an arena that is confined to another thread,"
                    + " expected one of this thread or a shared one");
        }
    }
}
