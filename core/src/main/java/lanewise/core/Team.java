package lanewise.core;

import java.util.Objects;
import java.util.concurrent.Executor;

/// Runs work in a fixed number of parts, one per thread, the caller being part 0.
///
/// How many parts there are never changes a result: work is split over rows and columns only. A team serves one [#run]
/// at a time; a call from inside a part, or from two threads at once, is refused with an [IllegalStateException].
public interface Team extends AutoCloseable {

    /// Work that can be done in parts.
    @FunctionalInterface
    interface Work {

        /// Does one part.
        ///
        /// @param part which, 0 to parts - 1
        /// @param parts how many there are
        void part(int part, int parts);
    }

    /// Number of parts.
    /// @return the number, at least 1
    int size();

    /// True if the threads wait for the next [#run] without sleeping, at least for a while, so that even some
    /// microseconds of work are worth sharing.
    /// @return whether they do
    default boolean isAwake() {
        return false;
    }

    /// Runs all parts and returns when they are done; what they wrote is visible to the caller. Allocates nothing.
    /// If parts throw, the exception of the lowest part is thrown again once all have ended.
    ///
    /// @param work what to do
    /// @throws IllegalStateException if the team is closed or already running
    void run(Work work);

    /// Ends the team's threads. An executor that was passed in is left alone.
    @Override
    void close();

    /// The caller alone.
    /// @return a team of one part; stateless, shared by all
    static Team single() {
        return SingleTeam.INSTANCE;
    }

    /// The caller and `threads - 1` daemon threads of its own, which sleep between calls.
    ///
    /// @param threads number of parts, at least 1
    /// @return the team; close it to end its threads
    /// @throws IllegalArgumentException if `threads` is below 1
    static Team ofThreads(int threads) {
        return ofThreads(threads, 0);
    }

    /// As [#ofThreads(int)], but a thread spins for up to `spinNanos` before it sleeps: faster where calls follow each
    /// other closely, at the price of processor time.
    ///
    /// @param threads number of parts, at least 1
    /// @param spinNanos longest spin in nanoseconds, 0 for none
    /// @return the team; close it to end its threads
    /// @throws IllegalArgumentException if `threads` is below 1 or `spinNanos` negative
    static Team ofThreads(int threads, long spinNanos) {
        requireParts("threads", threads);
        if (spinNanos < 0) {
            throw new IllegalArgumentException("spinNanos: " + spinNanos + ", expected at least 0");
        }
        return threads == 1 ? single() : ParkingTeam.ofThreads(threads, spinNanos);
    }

    /// The caller and `parts - 1` tasks handed to a caller's executor at each call. What the executor refuses or
    /// has no thread for yet, the caller does itself, so a saturated executor cannot make it wait for a part
    /// that never starts.
    ///
    /// @param executor runs the parts other than 0
    /// @param parts number of parts, at least 1
    /// @return the team
    /// @throws IllegalArgumentException if `parts` is below 1
    static Team on(Executor executor, int parts) {
        Objects.requireNonNull(executor, "executor");
        requireParts("parts", parts);
        return parts == 1 ? single() : new ExecutorTeam(executor, parts);
    }

    /// Where a part begins when `0..n` is split evenly into runs whose borders are multiples of `grain`; it ends where
    /// the next one begins.
    ///
    /// @param n length to split, at least 0
    /// @param part which part, 0 to `parts` (for `parts` the answer is `n`)
    /// @param parts how many parts
    /// @param grain borders are multiples of this
    /// @return the first index of the part
    static int begin(int n, int part, int parts, int grain) {
        long grains = ((long) n + grain - 1) / grain;
        return (int) Math.min(n, grains * part / parts * grain);
    }

    private static void requireParts(String argument, int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException(argument + ": " + parts + ", expected at least 1");
        }
    }
}
