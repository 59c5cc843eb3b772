package lanewise.bench.peers.run;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Some calls of one contender without a pause.
///
/// @param calls    how many
/// @param wall     nanoseconds
/// @param cpu      nanoseconds of processor time of the whole process, all its threads together
public record Slice(int calls, long wall, long cpu) {

    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final MemorySegment TIME = Arena.global().allocate(16, 8);
    private static final MethodHandle CLOCK_GETTIME = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    /// Nanoseconds per call.
    ///
    /// @return wall time over calls
    public double nanosPerCall() {
        return (double) wall / calls;
    }

    /// How many cores were busy.
    ///
    /// @return processor time over wall time
    public double cores() {
        return (double) cpu / wall;
    }

    /// Processor time of this process so far, by the clock of POSIX: the management bean counts in steps of 10
    /// ms. One thread only.
    ///
    /// @return nanoseconds
    public static long processorTime() {
        try {
            if ((int) CLOCK_GETTIME.invokeExact(CLOCK_PROCESS_CPUTIME_ID, TIME) != 0) {
                throw new IllegalStateException("no process clock");
            }
        } catch (Throwable t) {
            throw new IllegalStateException("cannot read the process clock", t);
        }
        return TIME.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000 + TIME.get(ValueLayout.JAVA_LONG, 8);
    }
}
