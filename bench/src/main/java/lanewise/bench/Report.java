package lanewise.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/// Runs benchmarks beside the machine's measured FMA peak, in one run, and prints a Markdown table: median, spread,
/// GFLOP/s, share of the peak, bytes allocated per operation.
///
/// `bench/bin/bench [any argument of JMH]`, for example `Gemm -p threads=1 -f 5`.
public final class Report {

    private Report() {
    }

    /// Measures and prints.
    ///
    /// @param args what JMH's own command line takes; with `-h` or `--help` that is listed, and nothing is measured
    /// @throws Exception if JMH fails
    public static void main(String[] args) throws Exception {
        CommandLineOptions line;
        try {
            line = new CommandLineOptions(Arrays.stream(args).map(word -> word.equals("--help") ? "-h" : word)
                    .toArray(String[]::new));
        } catch (CommandLineOptionException e) {
            System.err.println("bench: " + e.getMessage() + "; bench/bin/bench --help lists what JMH takes");
            System.exit(2);
            return;
        }
        if (line.shouldHelp()) {
            System.out.println("bench/bin/bench BENCHMARK [OPTION]...: benchmarks whose names match, beside the FMA"
                    + " peak. The options are those of JMH:");
            line.showHelp();
            return;
        }
        double[] peak = new double[Math.max(2, Runtime.getRuntime().availableProcessors()) + 1];
        for (int threads = 1; threads <= 2; threads++) {
            peak[threads] = peak(threads);
        }
        Options options = new OptionsBuilder().parent(line).addProfiler(GCProfiler.class).build();
        Collection<RunResult> results = new Runner(options).run();
        print(System.out, peak, results);
    }

    private static double peak(int threads) throws Exception {
        Options options = new OptionsBuilder().include(FmaPeakBenchmark.class.getName()).threads(threads).build();
        RunResult result = new Runner(options).run().iterator().next();
        return secondary(result, "gflop");
    }

    private static void print(PrintStream out, double[] peak, Collection<RunResult> results) {
        out.println();
        out.println("JDK " + Runtime.version() + ", " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors; FMA peak " + format(peak[1])
                + " GFLOP/s on one thread, " + format(peak[2]) + " on two");
        out.println();
        out.println("| benchmark | parameters | median | min .. max | unit | GFLOP/s | of peak | B/op |");
        out.println("|---|---|---:|---:|---|---:|---:|---:|");
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            Statistics statistics = primary.getStatistics();
            var parameters = new TreeMap<String, String>();
            for (String key : result.getParams().getParamsKeys()) {
                parameters.put(key, result.getParams().getParam(key));
            }
            double gflops = secondary(result, "gflop");
            int threads = Integer.parseInt(parameters.getOrDefault("threads", "1"));
            double roof = threads < peak.length ? peak[threads] : Double.NaN;
            out.println("| " + result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1")
                    + " | " + parameters.entrySet().stream().map(e -> e.getKey() + "="
                            + e.getValue()).collect(Collectors.joining(" "))
                    + " | " + format(statistics.getPercentile(50)) + " | " + format(statistics.getMin()) + " .. "
                    + format(statistics.getMax()) + " | " + primary.getScoreUnit()
                    + " | " + (Double.isNaN(gflops) ? "" : format(gflops))
                    + " | " + (Double.isNaN(gflops) ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * gflops / roof))
                    + " | " + format(secondary(result, "gc.alloc.rate.norm")) + " |");
        }
    }

    /// The median of a secondary result over all iterations of all forks, NaN where there is none.
    private static double secondary(RunResult result, String label) {
        double[] values = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getSecondaryResults().get(label))
                .filter(r -> r != null).mapToDouble(Result::getScore).sorted().toArray();
        if (values.length == 0) {
            Result<?> whole = result.getSecondaryResults().get(label);
            return whole == null ? Double.NaN : whole.getScore();
        }
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private static String format(double value) {
        return Math.abs(value) >= 100 ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
