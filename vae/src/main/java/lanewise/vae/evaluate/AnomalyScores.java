package lanewise.vae.evaluate;

import java.util.EnumMap;
import java.util.Map;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.VaeModel;

/// Every [AnomalyScore] of each row of a data set, all from the same draws: nats, higher meaning stranger.
///
/// The scores depend on the model, the data, the number of draws and the seed alone; a row's scores on its number and
/// not on the other rows. Immutable and thread-safe.
public final class AnomalyScores {

    private final int samples;
    private final long seed;
    private final int rows;
    private final Map<AnomalyScore, double[]> values = new EnumMap<>(AnomalyScore.class);

    private AnomalyScores(int rows, int samples, long seed) {
        this.rows = rows;
        this.samples = samples;
        this.seed = seed;
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
        return of(model, data, samples, seed, PosteriorSamples.TILE, team, progress);
    }

    /// With tiles of a given size, which changes no bit.
    static AnomalyScores of(VaeModel model, Dataset data, int samples, long seed, int tile, Team team,
            Progress progress) {
        AnomalyScores scores = new AnomalyScores(data.size(), samples, seed);
        PosteriorSamples.forEach(model, data, samples, seed, tile, team, scores::take, progress);
        return scores;
    }

    private void take(int row, double[] logLikelihood, double[] logRatio, double divergence) {
        double sum = 0;
        for (int l = 0; l < samples; l++) {
            sum += logLikelihood[l];
        }
        values.get(AnomalyScore.DIVERGENCE)[row] = divergence;
        values.get(AnomalyScore.RECONSTRUCTION)[row] = -(sum / samples);
        values.get(AnomalyScore.RECONSTRUCTION_LOG_MEAN_EXP)[row] = -LogMeanExp.of(logLikelihood, 0, samples);
        for (int l = 0; l < samples; l++) {
            logRatio[l] += logLikelihood[l];
        }
        values.get(AnomalyScore.LIKELIHOOD)[row] = -LogMeanExp.of(logRatio, 0, samples);
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
