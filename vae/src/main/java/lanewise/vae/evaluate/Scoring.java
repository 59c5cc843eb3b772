package lanewise.vae.evaluate;

import java.util.Objects;

import lanewise.vae.check.Require;

/// How rows are scored one by one: as a batch does it, so that scores of a service and of a batch are equal to the bit
/// where the noise of a row has the same key.
///
/// The key is the row's number for [AnomalyScores#of], and follows from the row's own values for
/// [AnomalyScores#byValues] and [AnomalyScores#byColumns]. Immutable and thread-safe.
public final class Scoring {

    private final int samples;
    private final long seed;
    private final int[] bounds;
    private final AnomalyThresholds thresholds;

    private Scoring(int samples, long seed, int[] bounds, AnomalyThresholds thresholds) {
        this.samples = samples;
        this.seed = seed;
        this.bounds = bounds;
        this.thresholds = thresholds;
    }

    /// Scores without terms of columns, without thresholds.
    ///
    /// @param samples L, draws of z for each row, at least 1
    /// @param seed where the noise starts
    /// @return the scoring
    /// @throws IllegalArgumentException if L is below 1
    public static Scoring of(int samples, long seed) {
        return new Scoring(Require.atLeast(1, "samples", samples), seed, null, null);
    }

    /// Scores with as many draws, and from the same seed, as the scores that the thresholds were taken from.
    ///
    /// @param thresholds what tells anomalies
    /// @return the scoring
    public static Scoring of(AnomalyThresholds thresholds) {
        return new Scoring(thresholds.samples(), thresholds.seed(), null, thresholds);
    }

    /// The same with the terms of each column of a table, as [AnomalyScores#byColumns] gives them.
    ///
    /// @param bounds for each column of the table its first value in a row, ascending from 0, then the row's width:
    /// [lanewise.vae.tabular.TableForm#bounds()]
    /// @return the scoring
    public Scoring withColumns(int[] bounds) {
        return new Scoring(samples, seed, bounds.clone(), thresholds);
    }

    /// The same with another start of the noise.
    ///
    /// @param from the seed
    /// @return the scoring
    public Scoring withSeed(long from) {
        return new Scoring(samples, from, bounds, thresholds);
    }

    /// The same with thresholds.
    ///
    /// @param of what tells anomalies
    /// @return the scoring
    /// @throws IllegalArgumentException if they are of scores with another number of draws
    public Scoring withThresholds(AnomalyThresholds of) {
        if (Objects.requireNonNull(of, "thresholds").samples() != samples) {
            throw new IllegalArgumentException("thresholds: are of scores of " + of.samples() + " draws, expected "
                    + samples);
        }
        return new Scoring(samples, seed, bounds, of);
    }

    /// Draws for each row.
    /// @return L
    public int samples() {
        return samples;
    }

    /// Where the noise starts.
    /// @return the seed
    public long seed() {
        return seed;
    }

    /// What tells anomalies.
    /// @return the thresholds, or null
    public AnomalyThresholds thresholds() {
        return thresholds;
    }

    /// Where columns of a table begin, or null.
    int[] bounds() {
        return bounds;
    }
}
