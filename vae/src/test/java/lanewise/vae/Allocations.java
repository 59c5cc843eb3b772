package lanewise.vae;

import java.lang.management.ManagementFactory;

/// What a call allocates once it is warm.
public final class Allocations {

    /// Of the whole process, not of the clock: on a machine that does other work the JIT compiler waits as long
    /// as its caller does.
    private static final long PATIENCE_CPU_NANOS = 60_000_000_000L;

    private Allocations() {
    }

    /// The fewest bytes that one call allocated on this thread. The call is repeated until it allocates no more
    /// than `enough`, or for a minute of the process's processor time: until all vector loops are compiled, their
    /// vectors are objects.
    public static long fewest(long enough, Runnable call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long end = system.getProcessCpuTime() + PATIENCE_CPU_NANOS;
        long fewest = Long.MAX_VALUE;
        while (fewest > enough && system.getProcessCpuTime() < end) {
            // The clock costs more than a call, and allocates: look at it once for many calls.
            for (int i = 0; i < 100 && fewest > enough; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                call.run();
                fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        return fewest;
    }
}
