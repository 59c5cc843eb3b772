package lanewise.vae.evaluate;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Team;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.VaeModel;

/// Every [AnomalyScore] of each row of a data set, all from the same draws: nats, higher meaning stranger.
///
/// The scores depend on the model, the data, the number of draws and the seed alone; a row's scores on its number
/// or its values and not on the other rows. A row whose numbers leave the range of float32 is scored in float64, from
/// the same noise: scores of such rows are finite and in order with those of others wherever float64 holds them.
/// Immutable and thread-safe.
///
/// ```java
/// AnomalyScores scores = AnomalyScores.of(model, data, 100, 1, team, Progress.NONE);
/// double strange = scores.score(AnomalyScore.LIKELIHOOD, 0);               // of row 0, in nats
/// ```
public final class AnomalyScores {

    private final int samples;
    private final long seed;
    private final int rows;
    /// The largest number of draws for a row, whoever asks for it: options, programs and files.
    public static final int MOST_SAMPLES = 1_000_000;

    private final Map<AnomalyScore, double[]> values = new EnumMap<>(AnomalyScore.class);
    private final double[][] terms;

    private AnomalyScores(int rows, int samples, long seed, boolean byColumns) {
        this.rows = rows;
        this.samples = samples;
        this.seed = seed;
        this.terms = byColumns ? new double[rows][] : null;
        for (AnomalyScore score : AnomalyScore.values()) {
            values.put(score, new double[rows]);
        }
    }

    /// Scores rows.
    ///
    /// @param model the model, which learned what is normal
    /// @param data the rows, at least one, of the width and the values that the model takes
    /// @param samples L, draws of z for each row, at least 1
    /// @param seed where the noise starts
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @return the scores
    /// @throws IllegalArgumentException if there are no rows, they do not suit the model, or L is below 1
    public static AnomalyScores of(VaeModel model, Dataset data, int samples, long seed, Team team, Progress progress) {
        return of(model, data, samples, seed, false, PosteriorDraws.TILE, null, team, progress);
    }

    /// Scores rows whose noise follows from their own values and the seed, so that a row has equal scores by itself, in
    /// a batch and in any place of any data.
    ///
    /// @param model the model, which learned what is normal
    /// @param data the rows, at least one, of the width and the values that the model takes
    /// @param samples L, draws of z for each row, at least 1
    /// @param seed where the noise starts
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @return the scores
    /// @throws IllegalArgumentException if there are no rows, they do not suit the model, or L is below 1
    public static AnomalyScores byValues(VaeModel model, Dataset data, int samples, long seed, Team team,
            Progress progress) {
        return of(model, data, samples, seed, true, PosteriorDraws.TILE, null, team, progress);
    }

    /// Scores rows of a table, and says of each what its columns add to [AnomalyScore#RECONSTRUCTION], in nats: the
    /// score is the sum of the terms from the first column on, to the last bit.
    ///
    /// The noise of a row follows from its own values and the seed, so that a row has equal scores by itself, in a
    /// batch and in any place of any file.
    ///
    /// @param model the model, which learned what is normal
    /// @param data the rows, at least one, of the width and the values that the model takes
    /// @param bounds for each column of the table its first value in a row, ascending from 0, then the row's width
    /// @param samples L, draws of z for each row, at least 1
    /// @param seed where the noise starts
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @return the scores, with [#terms(int)]
    /// @throws IllegalArgumentException if there are no rows, they do not suit the model, the bounds are none, or L is
    /// below 1
    public static AnomalyScores byColumns(VaeModel model, Dataset data, int[] bounds, int samples, long seed, Team team,
            Progress progress) {
        int[] checked = ColumnTerms.checked(bounds, model.architecture().inputs());
        return of(model, data, samples, seed, true, PosteriorDraws.TILE, checked, team, progress);
    }

    /// With tiles of a given size, which changes no bit.
    static AnomalyScores of(VaeModel model, Dataset data, int samples, long seed, boolean byValues, int tile,
            int[] bounds, Team team, Progress progress) {
        AnomalyScores scores = new AnomalyScores(data.size(), Require.within(1, MOST_SAMPLES, "samples", samples), seed,
                bounds != null);
        PosteriorSamples.forEach(model, data, samples, seed, byValues, tile, bounds, team, scores::take, progress);
        return scores;
    }

    private void take(int row, double[] logLikelihood, double[] logRatio, double divergence, double[] columns) {
        RowScore of = new RowScore();
        of.take(samples, logLikelihood, logRatio, divergence, columns);
        for (AnomalyScore score : AnomalyScore.values()) {
            values.get(score)[row] = of.of(score);
        }
        if (columns != null) {
            terms[row] = IntStream.range(0, columns.length).mapToDouble(of::term).toArray();
        }
    }

    /// What each column of the table adds to [AnomalyScore#RECONSTRUCTION] of a row: the mean over the draws of its
    /// term of `-log p(x|z)`.
    ///
    /// @param row 0 to rows - 1
    /// @return nats, one per column, a copy; null unless the scores are [#byColumns]
    public double[] terms(int row) {
        return terms == null ? null : terms[row].clone();
    }

    /// The rows that have a score which is no finite number, ascending: their values, or what the model makes of them,
    /// leave the range of float64 too.
    ///
    /// @return their numbers from 0; empty as a rule
    public int[] notFinite() {
        return IntStream.range(0, rows)
                .filter(row -> values.values().stream().anyMatch(score -> !Double.isFinite(score[row]))).toArray();
    }

    /// Number of rows.
    /// @return the number
    public int rows() {
        return rows;
    }

    /// Draws for each row.
    /// @return L
    public int samples() {
        return samples;
    }

    /// Where the noise started.
    /// @return the seed
    public long seed() {
        return seed;
    }

    /// One score of one row.
    ///
    /// @param score which
    /// @param row 0 to rows - 1
    /// @return nats
    public double score(AnomalyScore score, int row) {
        return values.get(score)[row];
    }

    /// One score of all rows.
    ///
    /// @param score which
    /// @return nats, one per row, a copy
    public double[] scores(AnomalyScore score) {
        return values.get(score).clone();
    }
}
