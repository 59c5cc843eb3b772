package lanewise.bench.peers;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/// Some calls of one contender without a pause.
///
/// @param calls    how many
/// @param wall     nanoseconds
/// @param cpu      nanoseconds of processor time of the whole process, all its threads together
public record Slice(int calls, long wall, long cpu) {

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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

    /// Processor time of this process so far.
    ///
    /// @return nanoseconds
    public static long processorTime() {
        return SYSTEM.getProcessCpuTime();
    }
}
