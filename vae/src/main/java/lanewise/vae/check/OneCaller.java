package lanewise.vae.check;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import lanewise.core.Matrix;
import lanewise.core.kernel.Arithmetic;

/// Who is in a call of a session, whose buffers serve one thread at a time; and what a session asks of matrices before
/// it reads or writes them.
public final class OneCaller {

    private final AtomicReference<Thread> caller = new AtomicReference<>();

    /// Nobody is in a call yet.
    public OneCaller() {
    }

    /// Begins a call; never waits. Warns if native code left this thread with other arithmetic than Java's
    /// ([Arithmetic#watch()]).
    ///
    /// @throws IllegalStateException if another call has not ended
    public void enter() {
        if (!caller.compareAndSet(null, Thread.currentThread())) {
            Thread other = caller.get();
            throw new IllegalStateException("session: is in use by "
                    + (other == null ? "another thread" : named(other))
                    + ", expected one session for each thread");
        }
        Arithmetic.watch();
    }

    /// What to call a thread in messages; virtual ones seldom have a name.
    ///
    /// @param thread the thread
    /// @return such as `the thread main` or `the virtual thread #31`
    public static String named(Thread thread) {
        return "the " + (thread.isVirtual() ? "virtual " : "") + "thread "
                + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
    }

    /// Ends the call.
    public void leave() {
        caller.setRelease(null);
    }

    /// Refuses a matrix that this thread cannot read, or of another width.
    ///
    /// @param argument the name of the matrix in messages
    /// @param matrix the matrix
    /// @param columns its width
    /// @throws NullPointerException if there is none
    public static void requireRead(String argument, Matrix matrix, int columns) {
        Objects.requireNonNull(matrix, argument).requireColumns(argument, columns).requireOpen(argument);
        requireAccess(argument, matrix);
    }

    /// Refuses a matrix that this thread cannot write, or of another shape.
    ///
    /// @param argument the name of the matrix in messages
    /// @param matrix the matrix
    /// @param rows its rows
    /// @param columns its width
    /// @throws NullPointerException if there is none
    public static void requireWritten(String argument, Matrix matrix, int rows, int columns) {
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
