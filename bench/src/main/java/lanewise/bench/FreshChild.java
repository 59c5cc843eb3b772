package lanewise.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.sun.management.ThreadMXBean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// The process that [FreshStarts] starts: first jobs, each for a moment, then the measured job to the end; times
/// count from the launch.
///
/// Writes lines of a word and values to a file: `slice` (milliseconds since the launch at its end, calls per second),
/// `bytes` (per call, all threads, over the steady part), `machine` (turns per nanosecond of a scalar loop) and, where
/// asked to sample, `sample` (samples, method whose compiled code or interpreter frame was on top, how it ran) and
/// `allocation` (bytes, class, innermost method of ours, its line), both of the steady part.
final class FreshChild {

    /// The part of the run, at its end, that counts as steady.
    static final double STEADY = 0.4;

    private static final long SLICE_NANOS = 50_000_000;
    private static final long FIRST_NANOS = 30_000_000;

    private FreshChild() {
    }

    public static void main(String[] args) throws Exception {
        long launch = Long.parseLong(args[0]);
        long origin = System.nanoTime() - (System.currentTimeMillis() - launch) * 1_000_000;
        long seed = Long.parseLong(args[1]);
        String target = args[2];
        int threads = Integer.parseInt(args[3]);
        double seconds = Double.parseDouble(args[4]);
        boolean sample = Boolean.parseBoolean(args[5]);
        Path out = Path.of(args[6]);
        for (String first : FreshJobs.first(seed)) {
            repeat(FreshJobs.job(first, 1), FIRST_NANOS);
        }
        long start = System.nanoTime();
        Runnable job = FreshJobs.target(target, threads);
        long end = origin + (long) (1e9 * seconds);
        long steady = end - (long) (STEADY * 1e9 * seconds);
        if (start >= steady) {
            throw new IllegalStateException("--seconds: " + seconds + ", of which what runs first took "
                    + (start - origin) / 1e9 + ", so that nothing is left before the steady part");
        }
        List<String> lines = new ArrayList<>();
        lines.add("start " + (start - origin) / 1e6);
        double[] ends = new double[(int) (1e9 * seconds / SLICE_NANOS) + 2];
        double[] rates = new double[ends.length];
        int slices = measure(job, origin, steady, ends, rates, 0);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Recording recording = sample ? record() : null;
        long before = memory.getTotalThreadAllocatedBytes();
        int warm = slices;
        slices = measure(job, origin, end, ends, rates, slices);
        double calls = 0;
        for (int i = warm; i < slices; i++) {
            calls += rates[i] * (ends[i] - ends[i - 1]) / 1e3;
        }
        lines.add("bytes " + (memory.getTotalThreadAllocatedBytes() - before) / calls);
        for (int i = 0; i < slices; i++) {
            lines.add("slice " + ends[i] + " " + rates[i]);
        }
        lines.add("machine " + machine());
        if (sample) {
            samples(recording, lines);
        }
        Files.write(out, lines);
        System.exit(0);
    }

    /// In a method of its own, called often: what is measured is not to depend on code replaced while it runs.
    private static int repeat(Runnable job, long nanos) {
        long start = System.nanoTime();
        int calls = 0;
        do {
            job.run();
            calls++;
        } while (System.nanoTime() - start < nanos);
        return calls;
    }

    private static int measure(Runnable job, long origin, long end, double[] ends, double[] rates, int slices) {
        int slice = slices;
        for (long now = System.nanoTime(); now < end && slice < ends.length; slice++) {
            long begin = now;
            int calls = repeat(job, SLICE_NANOS);
            now = System.nanoTime();
            ends[slice] = (now - origin) / 1e6;
            rates[slice] = calls * 1e9 / (now - begin);
        }
        return slice;
    }

    /// The best of twenty rounds of a chain of shifts: what the machine gave this process.
    private static double machine() {
        double best = 0;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            long x = chain(round);
            double rate = 1e6 / (System.nanoTime() - start);
            best = x == 0 ? best : Math.max(best, rate);
        }
        return best;
    }

    private static long chain(long x) {
        long y = x | 1;
        for (int i = 0; i < 1_000_000; i++) {
            y ^= y << 13;
            y ^= y >>> 7;
            y ^= y << 17;
        }
        return y;
    }

    private static Recording record() {
        Recording recording = new Recording();
        recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
        recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s");
        recording.start();
        return recording;
    }

    private static void samples(Recording recording, List<String> lines) throws IOException {
        Path file = Files.createTempFile("fresh", ".jfr");
        try {
            recording.stop();
            recording.dump(file);
            Map<String, Integer> counts = new TreeMap<>();
            Map<String, Long> bytes = new TreeMap<>();
            Set<String> seen = new HashSet<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getStackTrace() == null) {
                    continue;
                }
                List<RecordedFrame> frames = event.getStackTrace().getFrames();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
                    counts.merge(physical(frames), 1, Integer::sum);
                } else if (seen.add(event.getThread().getJavaName())) {
                    continue; // the first one of a thread weighs all that came before
                } else {
                    bytes.merge(event.getClass("objectClass").getName() + " " + ours(frames),
                            event.getLong("weight"), Long::sum);
                }
            }
            counts.forEach((method, count) -> lines.add("sample " + count + " " + method));
            bytes.forEach((method, weight) -> lines.add("allocation " + weight + " " + method));
        } finally {
            Files.delete(file);
        }
    }

    /// The innermost method of Lanewise.
    private static String ours(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            if (frame.getMethod().getType().getName().startsWith("lanewise.")) {
                return frame.getMethod().getType().getName() + "::" + frame.getMethod().getName() + " "
                        + frame.getLineNumber();
            }
        }
        return "none";
    }

    /// The method whose code ran: the innermost frame that is not inlined into another.
    private static String physical(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            if (frame.isJavaFrame() && !frame.getType().equals("Inlined")) {
                return frame.getMethod().getType().getName() + "::" + frame.getMethod().getName() + " "
                        + frame.getType();
            }
        }
        return "none";
    }
}
