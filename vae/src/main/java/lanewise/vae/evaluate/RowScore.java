package lanewise.vae.evaluate;

import java.util.Objects;

/// What one row scored: every [AnomalyScore], and what the columns of a table add to [AnomalyScore#RECONSTRUCTION], in
/// nats, higher meaning stranger.
///
/// Made once and passed to [ScoringSession#score] for row after row, which overwrites it. Not thread-safe: each thread
/// has its own, or hands it on when the call is over.
public final class RowScore {

    private final double[] values = new double[AnomalyScore.values().length];
    private double[] terms = {};
    private int columns;
    private long key;
    private AnomalyThresholds thresholds;

    /// Zeros, until it is passed to a session.
    public RowScore() {
    }

    /// Takes what a row's draws came to, all of it overwritten.
    ///
    /// @param samples draws of the row
    /// @param sums over the draws of the terms of each column; null where none are told apart
    void take(int samples, double[] logLikelihood, double[] logRatio, double divergence, double[] sums) {
        values[AnomalyScore.DIVERGENCE.ordinal()] = divergence;
        values[AnomalyScore.RECONSTRUCTION.ordinal()] = sums == null ? -(sum(logLikelihood, samples) / samples)
                : byColumns(samples, sums);
        values[AnomalyScore.RECONSTRUCTION_LOG_MEAN_EXP.ordinal()] = -LogMeanExp.of(logLikelihood, 0, samples);
        for (int l = 0; l < samples; l++) {
            logRatio[l] += logLikelihood[l];
        }
        values[AnomalyScore.LIKELIHOOD.ordinal()] = -LogMeanExp.of(logRatio, 0, samples);
        columns = sums == null ? 0 : sums.length;
    }

    private double byColumns(int samples, double[] sums) {
        if (terms.length < sums.length) {
            terms = new double[sums.length];
        }
        double sum = 0;
        for (int c = 0; c < sums.length; c++) {
            terms[c] = sums[c] / samples;
            sum += terms[c];
        }
        return sum;
    }

    private static double sum(double[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    void setKey(long number) {
        key = number;
    }

    void setThresholds(AnomalyThresholds of) {
        thresholds = of;
    }

    /// One score of the row.
    ///
    /// @param score which
    /// @return nats
    public double of(AnomalyScore score) {
        return values[score.ordinal()];
    }

    /// Whether the row is an anomaly: the verdict of the session's thresholds.
    ///
    /// @param score which score
    /// @return true above the threshold, and for NaN
    /// @throws IllegalStateException if the session has no thresholds
    public boolean isAnomaly(AnomalyScore score) {
        if (thresholds == null) {
            throw new IllegalStateException("thresholds: there are none, expected a scoring that has some");
        }
        return thresholds.isAnomaly(score, of(score));
    }

    /// How many columns have a term.
    /// @return their number; 0 where no columns are told apart
    public int columns() {
        return columns;
    }

    /// What a column of a table adds to [AnomalyScore#RECONSTRUCTION]; the terms from the first on add up to it, to the
    /// last bit.
    ///
    /// @param column 0 to columns - 1
    /// @return nats
    /// @throws IndexOutOfBoundsException if there is no such column
    public double term(int column) {
        return terms[Objects.checkIndex(column, columns)];
    }

    /// The number of the row's noise: what the caller said, or what its values gave.
    /// @return 0 to 2^56 - 1
    public long key() {
        return key;
    }
}
