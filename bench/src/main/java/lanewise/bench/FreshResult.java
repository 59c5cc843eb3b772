package lanewise.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What one fresh process showed.
///
/// @param job what was measured
/// @param seed what came first
/// @param start milliseconds from the launch to the first call of the measured job
/// @param ready milliseconds from the launch until the rate over 200 ms first reached 90% of the steady rate
/// @param rate the steady rate, calls per second: the median over the slices of the steady part
/// @param bytes allocated per call in the steady part
/// @param machine turns per nanosecond of a scalar loop
record FreshResult(String job, long seed, double start, double ready, double rate, double bytes, double machine) {

    static final String HEADER = "| job | processes | to 90%, slowest (ms) | median | steady rate, slowest (1/s) |"
            + " median | slowest of median | B/call, most | median | scalar loop, slowest of median |\n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    private static final int WINDOW = 4;

    static FreshResult of(String job, long seed, List<String> lines) {
        double[] ends = column(lines, "slice", 1);
        double[] rates = column(lines, "slice", 2);
        double steady = median(Arrays.copyOfRange(rates, (int) (rates.length - 0.9 * FreshChild.STEADY * rates.length),
                rates.length));
        double ready = Double.NaN;
        for (int i = 0; i + WINDOW <= rates.length && Double.isNaN(ready); i++) {
            if (Arrays.stream(rates, i, i + WINDOW).average().orElseThrow() >= 0.9 * steady) {
                ready = i == 0 ? column(lines, "start", 1)[0] : ends[i - 1];
            }
        }
        return new FreshResult(job, seed, column(lines, "start", 1)[0], ready, steady, column(lines, "bytes", 1)[0],
                column(lines, "machine", 1)[0]);
    }

    private static double[] column(List<String> lines, String word, int column) {
        return lines.stream().map(line -> line.split(" ")).filter(words -> words[0].equals(word))
                .mapToDouble(words -> Double.parseDouble(words[column])).toArray();
    }

    static FreshResult parse(String line) {
        String[] v = line.split("\t");
        return new FreshResult(v[0], Long.parseLong(v[1]), Double.parseDouble(v[2]), Double.parseDouble(v[3]),
                Double.parseDouble(v[4]), Double.parseDouble(v[5]), Double.parseDouble(v[6]));
    }

    @Override
    public String toString() {
        return job + "\t" + seed + "\t" + start + "\t" + ready + "\t" + rate + "\t" + bytes + "\t" + machine;
    }

    /// One process in words.
    String line() {
        return job + ", seed " + seed + ": begins at " + FreshStarts.number(start) + " ms, 90% at "
                + FreshStarts.number(ready) + " ms, steady " + FreshStarts.number(rate) + "/s, "
                + FreshStarts.number(bytes) + " B/call, scalar loop " + FreshStarts.number(machine) + "/ns;";
    }

    /// All processes of a job as a row of the table.
    static String row(String job, List<FreshResult> results) {
        double rate = median(values(results, FreshResult::rate));
        double slowest = Arrays.stream(values(results, FreshResult::rate)).min().orElseThrow();
        double machine = Arrays.stream(values(results, FreshResult::machine)).min().orElseThrow()
                / median(values(results, FreshResult::machine));
        return "| " + job + " | " + results.size()
                + " | " + FreshStarts.number(Arrays.stream(values(results, FreshResult::ready)).max().orElseThrow())
                + " | " + FreshStarts.number(median(values(results, FreshResult::ready)))
                + " | " + FreshStarts.number(slowest) + " | " + FreshStarts.number(rate) + " | "
                + percent(slowest / rate) + " | "
                + FreshStarts.number(Arrays.stream(values(results, FreshResult::bytes)).max().orElseThrow()) + " | "
                + FreshStarts.number(median(values(results, FreshResult::bytes))) + " | " + percent(machine) + " |";
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    private static double[] values(List<FreshResult> results, ToDoubleFunction<FreshResult> value) {
        return results.stream().mapToDouble(value).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
