package lanewise.bench.peers.run;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What was measured of one job.
///
/// @param section     the section's name
/// @param group       in which geometric mean it counts
/// @param job         the job's name
/// @param threads     on how many threads
/// @param series      the plot's line, empty if it is not on one
/// @param size        where on that line
/// @param unit        the unit
/// @param amount      what one call does
/// @param rows        the contenders that were timed, in order; the first is the base of the ratios
/// @param unavailable who was not, and why
public record Outcome(String section, String group, String job, int threads, String series, double size, Unit unit,
        double amount, List<Row> rows, Map<String, String> unavailable) {

    /// One contender.
    ///
    /// @param name   who
    /// @param rounds nanoseconds per call in each round; NaN in rounds that a slow contender sat out
    /// @param cores  cores really used
    /// @param p50    nanoseconds of a single call, NaN if not asked for
    /// @param p99    the same
    /// @param p999   the same, 99.9%
    public record Row(String name, double[] rounds, double cores, double p50, double p99, double p999) {

        public double median() {
            return Outcome.median(rounds);
        }

        /// Half the distance between the quartiles of the rounds, over the median.
        public double spread() {
            double[] sorted = sorted(rounds);
            return sorted.length < 4 ? Double.NaN
                    : (sorted[3 * sorted.length / 4] - sorted[sorted.length / 4]) / (2 * median());
        }

        public boolean own() {
            return name.startsWith("Lanewise");
        }
    }

    /// A contender's median in the job's unit.
    public double value(Row row) {
        return unit.of(row.median(), amount);
    }

    /// How many times as fast as `peer` the contender `base` is: the median over rounds of the ratio within a round.
    public static double ratio(Row base, Row peer) {
        double[] ratios = new double[Math.min(base.rounds.length, peer.rounds.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = peer.rounds[i] / base.rounds[i];
        }
        return median(ratios);
    }

    public static double median(double[] values) {
        double[] sorted = sorted(values);
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double[] sorted(double[] values) {
        return Arrays.stream(values).filter(x -> !Double.isNaN(x)).sorted().toArray();
    }
}
