package lanewise.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Team;

/// Where does the time of a training step go? Prints, for each net of [TrainingStepBenchmark] and for one and two
/// threads, the parts of a step in the order in which they run, beside the floor of each: operations over the FMA
/// peak, or bytes over the bandwidth of the cache that holds them, both measured in the same run. The parts are the
/// public ones, driven one after the other on the data of a real step, with a clock between them; the last rows are
/// the step itself, as [lanewise.vae.loss.ObjectivePass] and its companions do it, in windows of steps, for what
/// slows down with time.
///
/// `java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar lanewise.bench.StepRooms [net]
/// [threads] [steps]`
public final class StepRooms {

    private static final String[] NETS = {"784-400-20:relu:128", "784-200-200-50:tanh:20", "784-200-200-50:tanh:128"};
    private static final int WINDOWS = 4;

    private final Map<String, List<double[]>> samples = new LinkedHashMap<>();
    private final Map<String, double[]> floors = new LinkedHashMap<>();
    private final double peak;
    private final Bandwidth bandwidth;
    private final int threads;
    private double[] current;
    private long last;

    private StepRooms(double peak, Bandwidth bandwidth, int threads) {
        this.peak = peak;
        this.bandwidth = bandwidth;
        this.threads = threads;
    }

    /// Measures and prints.
    ///
    /// @param args net, threads and steps; all nets, one and two threads, and 4000 steps where they are left out
    public static void main(String[] args) {
        int steps = args.length > 2 ? Integer.parseInt(args[2]) : 4000;
        for (int threads = 1; threads <= 2; threads++) {
            if (args.length > 1 && threads != Integer.parseInt(args[1])) {
                continue;
            }
            try (Team team = Team.ofThreads(threads, 50_000)) {
                double peak = peak(team);
                Bandwidth bandwidth = Bandwidth.measure(team);
                System.out.printf(Locale.ROOT, "%nJDK %s, threads %d, FMA peak %.0f GFLOP/s, reading %s%n",
                        Runtime.version(), threads, peak * 1e-9, bandwidth);
                for (String net : NETS) {
                    if (args.length == 0 || net.equals(args[0])) {
                        new StepRooms(peak, bandwidth, threads).measure(net, team, steps);
                    }
                }
            }
        }
    }

    private static double peak(Team team) {
        double[] seconds = new double[9];
        float[] sink = new float[16 * team.size()];
        for (int i = -3; i < seconds.length; i++) {
            long start = System.nanoTime();
            team.run((part, parts) -> sink[16 * part] = FmaPeakBenchmark.chains(0.999f, 0.001f));
            seconds[Math.max(i, 0)] = (System.nanoTime() - start) * 1e-9;
        }
        Arrays.sort(seconds);
        return FmaPeakBenchmark.FLOP * team.size() / seconds[0];
    }

    private void measure(String net, Team team, int steps) {
        try (StepParts parts = new StepParts(net, team)) {
            for (int step = -steps / 2; step < steps / 4; step++) {
                if (step == 0) {
                    samples.clear();
                }
                floors.clear();
                current = null;
                last = System.nanoTime();
                parts.step(this);
            }
            double[][] whole = parts.wholeSteps(steps, WINDOWS);
            print(net, whole, steps / WINDOWS);
        }
    }

    /// The clock: what ran since the last call was this room, with so many operations and bytes.
    void room(String name, double flop, double bytes) {
        long now = System.nanoTime();
        double[] floor = floors.computeIfAbsent(name, n -> new double[3]);
        List<double[]> steps = samples.computeIfAbsent(name, n -> new ArrayList<>());
        if (floor[2]++ == 0) {
            steps.add(new double[1]);
        }
        steps.getLast()[0] += (now - last) * 1e-3;
        floor[0] += flop > 0 ? 1e6 * flop / peak : 1e6 * bytes / bandwidth.of(bytes, threads);
        floor[1] += flop;
        last = System.nanoTime();
    }

    private void print(String net, double[][] whole, int window) {
        System.out.printf(Locale.ROOT, "%n| %s, %d thread%s | microseconds | floor | floor / time | share of the parts"
                + " | GFLOP/s |%n|---|---:|---:|---:|---:|---:|%n", net, threads, threads == 1 ? "" : "s");
        double total = 0;
        double floorOfAll = 0;
        Map<String, Double> medians = new LinkedHashMap<>();
        for (var room : samples.entrySet()) {
            double median = median(room.getValue().stream().mapToDouble(one -> one[0]).toArray());
            medians.put(room.getKey(), median);
            total += median;
            floorOfAll += floors.get(room.getKey())[0];
        }
        for (var room : medians.entrySet()) {
            double[] floor = floors.get(room.getKey());
            double time = room.getValue();
            row(room.getKey(), time, floor[0], 100 * time / total, floor[1]);
        }
        row("all parts", total, floorOfAll, 100, 0);
        for (int w = 0; w < whole.length; w++) {
            row("the step itself, steps " + w * window + " to " + (w + 1) * window, median(whole[w]), floorOfAll,
                    Double.NaN, 0);
        }
    }

    private static void row(String name, double time, double floor, double share, double flop) {
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.0f%% | %s | %s |%n", name, time, floor,
                100 * floor / time, Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f%%", share),
                flop > 0 ? String.format(Locale.ROOT, "%.0f", flop * 1e-3 / time) : "");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
