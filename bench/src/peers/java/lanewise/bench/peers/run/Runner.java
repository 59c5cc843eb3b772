package lanewise.bench.peers.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Times the contenders of a job beside each other.
///
/// Every contender runs once and is checked; then all are warmed up and the number of calls per slice is set; then come
/// the rounds. In a round every contender runs one slice, and each round begins with the next contender, so that drift
/// of the clock and of the caches meets all alike. Before a slice the runner waits until threads that the one before
/// left spinning are asleep.
public final class Runner {

    /// Nanoseconds after which a contender counts as warm whatever the compilers do.
    private static final double PATIENCE = 10e9;

    /// Calls before which Java code does not count as warm: idle compilers may also mean that nothing was counted as
    /// hot yet, and the first tier begins at 200.
    private static final int COUNTED = 200;

    private final int rounds;
    private final double sliceNanos;
    private final double warmUpNanos;
    private final PrintStream progress;

    /// @param rounds       slices of each contender, at most
    /// @param sliceMillis  how long one is to take
    /// @param warmUpMillis how long a contender runs before
    /// @param progress     where the jobs are named as they begin
    public Runner(int rounds, double sliceMillis, double warmUpMillis, PrintStream progress) {
        this.rounds = rounds;
        this.sliceNanos = sliceMillis * 1e6;
        this.warmUpNanos = warmUpMillis * 1e6;
        this.progress = progress;
    }

    /// Checks, warms up and times the contenders of a job, and closes them.
    ///
    /// @param section   whose job it is
    /// @param job       what to do
    /// @param selection who is asked for
    /// @return who was timed, and who was not, and why
    /// @throws Exception if the job itself cannot be set up
    public Outcome run(Section section, Job job, Selection selection) throws Exception {
        progress.printf("%s: %s, %d thread%s%n", section.name(), job.name(), job.threads(),
                job.threads() == 1 ? "" : "s");
        var all = new ArrayList<Contender>();
        try (job) {
            try {
                all.addAll(job.contenders(selection));
                Map<String, String> unavailable = selection.takeUnavailable();
                List<Entry> entries = new ArrayList<>();
                for (Contender contender : all) {
                    try {
                        contender.run();
                        job.check(contender, contender.result());
                        entries.add(new Entry(contender, job, rounds));
                    } catch (Throwable t) {
                        unavailable.put(contender.name(), Selection.reason(t));
                    }
                }
                if (job.inTurn()) {
                    for (Entry entry : entries) {
                        attempt(entry, unavailable, () -> warmUp(entry, job));
                        for (int round = 0; round < rounds; round++) {
                            int r = round;
                            attempt(entry, unavailable, () -> entry.time(r));
                        }
                    }
                } else {
                    for (Entry entry : entries) {
                        attempt(entry, unavailable, () -> warmUp(entry, job));
                    }
                    for (int round = 0; round < rounds; round++) {
                        for (int i = 0; i < entries.size(); i++) {
                            Entry entry = entries.get((i + round) % entries.size());
                            int r = round;
                            attempt(entry, unavailable, () -> entry.time(r));
                        }
                    }
                }
                List<Outcome.Row> rows = entries.stream().filter(e -> !e.failed).map(Entry::row).toList();
                return new Outcome(section.name(), job.group(), job.name(), job.threads(), job.series(), job.size(),
                        job.unit(), job.amount(), rows, unavailable);
            } finally {
                all.forEach(Contender::close);
            }
        }
    }

    private interface Action {
        void run() throws Throwable;
    }

    private static void attempt(Entry entry, Map<String, String> unavailable, Action action) {
        if (entry.failed) {
            return;
        }
        try {
            action.run();
        } catch (Throwable t) {
            entry.failed = true;
            unavailable.put(entry.contender.name(), Selection.reason(t));
        }
    }

    /// Runs for the warm-up time, and on until Java code was called [#COUNTED] times and the compilers are idle,
    /// [#PATIENCE] at most; leaves the calls per slice and the number of rounds in the entry.
    private void warmUp(Entry entry, Job job) throws Throwable {
        settle();
        int calls = 1;
        long called = 0;
        double spent = 0;
        int quiet = 0;
        double enough = entry.contender.compiledAhead() ? warmUpNanos / 5 : warmUpNanos;
        int least = entry.contender.compiledAhead() ? 0 : COUNTED;
        Slice slice;
        do {
            slice = entry.contender.slice(calls, null);
            called += calls;
            spent += slice.wall();
            quiet = entry.contender.warming() ? 0 : quiet + 1;
            double wanted = sliceNanos / slice.nanosPerCall();
            calls = (int) Math.clamp(Math.round(wanted), 1, Math.min(1_000_000, 2L * calls));
        } while (spent < PATIENCE && (spent < enough || called < least || quiet < 3) || called < job.warmUpCalls());
        entry.calls = calls;
        // Who needs longer for a call than a slice has fewer rounds, so that one slow peer does not hold up all others.
        double perRound = slice.nanosPerCall() * calls;
        entry.rounds = (int) Math.clamp(Math.round(3 * rounds * sliceNanos / perRound), Math.min(3, rounds), rounds);
        if (entry.latency) {
            entry.single = new long[Math.multiplyExact(calls, rounds)];
        }
    }

    /// Waits, a third of a second at most, until nobody in this process computes any more.
    public static void settle() throws InterruptedException {
        for (int i = 0; i < 160; i++) {
            long cpu = Slice.processorTime();
            long begin = System.nanoTime();
            Thread.sleep(2);
            if (Slice.processorTime() - cpu < (System.nanoTime() - begin) / 10) {
                return;
            }
        }
    }

    /// A contender under measurement.
    private static final class Entry {

        private final Contender contender;
        private final double[] nanos;
        private final double[] cores;
        private final boolean latency;
        private int calls;
        private int rounds;
        private long[] single;
        private boolean failed;

        Entry(Contender contender, Job job, int rounds) {
            this.contender = contender;
            this.nanos = new double[rounds];
            this.cores = new double[rounds];
            Arrays.fill(nanos, Double.NaN);
            Arrays.fill(cores, Double.NaN);
            this.latency = job.unit() == Unit.MICROS_PER_CALL;
        }

        void time(int round) throws Throwable {
            if (round >= rounds) {
                return;
            }
            settle();
            if (calls > 10) {
                contender.slice(calls / 10, null);
            }
            long[] part = latency ? new long[calls] : null;
            Slice slice = contender.slice(calls, part);
            nanos[round] = slice.nanosPerCall();
            cores[round] = slice.cores();
            if (latency) {
                System.arraycopy(part, 0, single, round * calls, calls);
            }
        }

        Outcome.Row row() {
            double p50 = Double.NaN;
            double p99 = Double.NaN;
            double p999 = Double.NaN;
            if (latency) {
                long[] sorted = single.clone();
                Arrays.sort(sorted);
                p50 = sorted[sorted.length / 2];
                p99 = sorted[(int) (sorted.length * 0.99)];
                p999 = sorted[(int) (sorted.length * 0.999)];
            }
            return new Outcome.Row(contender.name(), nanos, Outcome.median(cores), p50, p99, p999);
        }
    }
}
