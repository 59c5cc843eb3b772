package lanewise.bench.peers.run;

/// One implementation of one job: its buffers are filled and its thread count is set when it is made; [#run] is
/// all that is timed.
///
/// All calls but [#close] come from one and the same thread, the one that made it.
public interface Contender extends AutoCloseable {

    /// Who this is, for the table and for `--peer`: `Lanewise`, `MKL`, `MKL LA` ...
    ///
    /// @return a short name, the same in all jobs
    String name();

    /// Does the job once. Allocates what the library cannot help allocating, nothing else; must not
    /// shortcut a second call.
    ///
    /// @throws Throwable as method handles do; ends the comparison of this contender with the reason in the table
    void run() throws Throwable;

    /// What the last [#run] computed, in logical row-major order without padding, for [Job#check]. Not timed.
    ///
    /// @return a new array
    /// @throws Throwable if it cannot be read
    float[] result() throws Throwable;

    /// Frees buffers and threads.
    @Override
    void close();

    /// Runs `calls` times and says how long it took. A contender in another process overrides this to run
    /// the loop over there.
    ///
    /// @param calls  how many calls of [#run]
    /// @param single where the nanoseconds of each single call go, or null if nobody asks; at least `calls` long
    /// @return wall and processor time of all calls
    /// @throws Throwable what [#run] throws
    default Slice slice(int calls, long[] single) throws Throwable {
        long cpu = Slice.processorTime();
        long begin = System.nanoTime();
        if (single == null) {
            for (int i = 0; i < calls; i++) {
                run();
            }
        } else {
            long last = begin;
            for (int i = 0; i < calls; i++) {
                run();
                long now = System.nanoTime();
                single[i] = now - last;
                last = now;
            }
        }
        long wall = System.nanoTime() - begin;
        return new Slice(calls, wall, Slice.processorTime() - cpu);
    }

    /// Whether its code was compiled ahead of time, so that a short warm-up will do.
    ///
    /// @return false
    default boolean compiledAhead() {
        return false;
    }

    /// Whether the JIT compilers behind this contender still have work, so that it is not warm yet. A contender in
    /// another process asks over there.
    ///
    /// @return true while they compile
    /// @throws Throwable if it cannot be asked
    default boolean warming() throws Throwable {
        return Jit.busy();
    }
}
