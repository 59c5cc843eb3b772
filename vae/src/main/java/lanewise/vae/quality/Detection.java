package lanewise.vae.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// How well scores tell anomalies from normal rows: every threshold at once. A row is called an anomaly if its
/// score is at or above the threshold; rows of equal score are always called alike, so ties cannot be broken
/// in anybody's favour.
///
/// Immutable and thread-safe.
public final class Detection {

    private final int anomalies;
    private final int normal;
    private final double[] thresholds;
    private final int[] found;
    private final int[] alarms;

    private Detection(int anomalies, int normal, double[] thresholds, int[] found, int[] alarms) {
        this.anomalies = anomalies;
        this.normal = normal;
        this.thresholds = thresholds;
        this.found = found;
        this.alarms = alarms;
    }

    /// Sorts the rows.
    ///
    /// @param scores of the rows, higher meaning stranger
    /// @param anomalous which rows are anomalies in truth, at least one and not all
    /// @return what can be told by the scores
    /// @throws IllegalArgumentException if the lengths differ, a score is NaN, or there are no
    /// anomalies or no normal rows
    public static Detection of(double[] scores, boolean[] anomalous) {
        if (scores.length != anomalous.length) {
            throw new IllegalArgumentException("anomalous: has " + anomalous.length + " values for " + scores.length
                    + " scores");
        }
        int anomalies = 0;
        for (int r = 0; r < scores.length; r++) {
            if (Double.isNaN(scores[r])) {
                throw new IllegalArgumentException("scores: row " + (r + 1) + " is NaN, expected a number");
            }
            anomalies += anomalous[r] ? 1 : 0;
        }
        if (anomalies == 0 || anomalies == scores.length) {
            throw new IllegalArgumentException("anomalous: " + anomalies + " of " + scores.length
                    + " rows, expected at least one and not all");
        }
        int[] order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(r -> -scores[r]))
                .mapToInt(Integer::intValue).toArray();
        double[] thresholds = new double[scores.length];
        int[] found = new int[scores.length];
        int[] alarms = new int[scores.length];
        int points = 0;
        int hits = 0;
        for (int i = 0; i < order.length; i++) {
            hits += anomalous[order[i]] ? 1 : 0;
            if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
                thresholds[points] = scores[order[i]];
                found[points] = hits;
                alarms[points++] = i + 1 - hits;
            }
        }
        return new Detection(anomalies, scores.length - anomalies, Arrays.copyOf(thresholds, points),
                Arrays.copyOf(found, points), Arrays.copyOf(alarms, points));
    }

    /// Anomalies in truth.
    /// @return the number
    public int anomalies() {
        return anomalies;
    }

    /// Normal rows in truth.
    /// @return the number
    public int normal() {
        return normal;
    }

    /// The area under the receiver operating characteristic: the probability that an anomaly has a higher score than a
    /// normal row, ties counting half (Hanley and McNeil 1982). 0.5 is guessing, 1 is perfect.
    ///
    /// @return 0 to 1
    public double auroc() {
        double twice = 0;
        for (int i = 0; i < thresholds.length; i++) {
            long hits = found[i] - (i == 0 ? 0 : found[i - 1]);
            long below = 2L * normal - alarms[i] - (i == 0 ? 0 : alarms[i - 1]);
            twice += (double) hits * below;
        }
        return twice / 2 / anomalies / normal;
    }

    /// The area under the precision-recall curve as the average precision,
    /// `sum_i (recall_i - recall_(i-1)) precision_i` over the thresholds from the highest on, without interpolation.
    /// Guessing gives the share of the anomalies.
    ///
    /// @return 0 to 1
    public double auprc() {
        double sum = 0;
        for (int i = 0; i < thresholds.length; i++) {
            int hits = found[i] - (i == 0 ? 0 : found[i - 1]);
            sum += (double) hits * found[i] / (found[i] + alarms[i]);
        }
        return sum / anomalies;
    }

    /// Number of different scores: points of the curves beside the one where nothing is called an anomaly.
    /// @return the number
    public int points() {
        return thresholds.length;
    }

    /// A threshold.
    ///
    /// @param point 0 to points - 1, thresholds falling
    /// @return the score
    public double threshold(int point) {
        return thresholds[point];
    }

    /// The share of the anomalies that a threshold finds, also called recall.
    ///
    /// @param point 0 to points - 1
    /// @return 0 to 1
    public double truePositiveRate(int point) {
        return (double) found[point] / anomalies;
    }

    /// The share of the normal rows that a threshold calls anomalies.
    ///
    /// @param point 0 to points - 1
    /// @return 0 to 1
    public double falsePositiveRate(int point) {
        return (double) alarms[point] / normal;
    }

    /// The share of anomalies among what a threshold calls so.
    ///
    /// @param point 0 to points - 1
    /// @return 0 to 1
    public double precision(int point) {
        return (double) found[point] / (found[point] + alarms[point]);
    }
}
