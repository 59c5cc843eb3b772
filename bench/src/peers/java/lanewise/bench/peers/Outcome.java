package lanewise.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What was measured of one job.
///
/// @param section     the section's name
/// @param job         the job's name
/// @param threads     on how many threads
/// @param unit        the unit
/// @param amount      what one call does
/// @param rows        the contenders that were timed, in order; the first is the base of the ratios
/// @param unavailable who was not, and why
record Outcome(String section, String job, int threads, Unit unit, double amount, List<Row> rows, Map<String, String> unavailable) {

    /// One contender.
    ///
    /// @param name   who
    /// @param rounds nanoseconds per call in each round; NaN in rounds that a slow contender sat out
    /// @param cores  cores really used
    /// @param p50    nanoseconds of a single call, NaN if not asked for
    /// @param p99    the same
    /// @param p999   the same, 99.9%
    record Row(String name, double[] rounds, double cores, double p50, double p99, double p999) {

        double median() {
            return Outcome.median(rounds);
        }
    }

    /// A contender's median in the job's unit.
    double value(Row row) {
        return unit.of(row.median(), amount);
    }

    /// How many times as fast as `peer` the contender `base` is: the median over rounds of the ratio within a round.
    static double ratio(Row base, Row peer) {
        double[] ratios = new double[base.rounds.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = peer.rounds[i] / base.rounds[i];
        }
        return median(ratios);
    }

    static double median(double[] values) {
        double[] sorted = Arrays.stream(values).filter(x -> !Double.isNaN(x)).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
