package lanewise.vae.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

import lanewise.vae.check.Require;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// Where each [AnomalyScore] begins to be an anomaly: the percentile of the scores of validation rows, which are normal
/// and which the model did not learn from. A row is an anomaly if its score is above; of further normal rows about
/// `100 - percentile` in a hundred are.
///
/// Scores depend a little on the number of draws, so the rows to be judged should be scored with as many.
/// Immutable and thread-safe.
///
/// @param percentile 0 to 100
/// @param samples draws of z for each row when the scores were made
/// @param seed where their noise started
/// @param rows number of validation rows
/// @param model what tells the model, such as the SHA-256 of its file; empty if nothing is to be told
/// @param values the threshold of each score, in nats
public record AnomalyThresholds(double percentile, int samples, long seed, int rows, String model,
        Map<AnomalyScore, Double> values) {

    private static final String FORMAT = "lanewise-anomaly-thresholds";
    private static final int VERSION = 1;
    private static final int LARGEST = 1 << 16;

    /// Refuses what is no threshold.
    ///
    /// @throws IllegalArgumentException naming the component
    public AnomalyThresholds {
        requirePercentile(percentile);
        Require.within(1, AnomalyScores.MOST_SAMPLES, "samples", samples);
        Require.atLeast(1, "rows", rows);
        Map<AnomalyScore, Double> own = new EnumMap<>(AnomalyScore.class);
        for (AnomalyScore score : AnomalyScore.values()) {
            if (values.get(score) == null || !Double.isFinite(values.get(score))) {
                throw new IllegalArgumentException("values: " + score.id() + " is " + values.get(score)
                        + ", expected a finite number");
            }
            own.put(score, values.get(score));
        }
        values = Collections.unmodifiableMap(own);
    }

    private static void requirePercentile(double percentile) {
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile: " + percentile + ", expected 0 to 100");
        }
    }

    /// Takes the percentile of each score.
    ///
    /// @param scores of validation rows
    /// @param percentile 0 to 100, such as 99
    /// @param model what tells the model, or an empty text
    /// @return the thresholds
    /// @throws IllegalArgumentException if the percentile is out of range, or naming the score that is not finite
    public static AnomalyThresholds calibrate(AnomalyScores scores, double percentile, String model) {
        Map<AnomalyScore, Double> values = new EnumMap<>(AnomalyScore.class);
        for (AnomalyScore score : AnomalyScore.values()) {
            values.put(score, percentile(scores.scores(score), percentile));
        }
        return new AnomalyThresholds(percentile, scores.samples(), scores.seed(), scores.rows(), model, values);
    }

    /// The p-th percentile: with the values ascending as v_0 to v_(n-1), the value at (n - 1) p / 100, interpolated
    /// linearly (Hyndman and Fan 1996, definition 7).
    ///
    /// @param values at least one; not changed
    /// @param percentile 0 to 100
    /// @return the percentile
    /// @throws IllegalArgumentException if there are no values or the percentile is out of range
    public static double percentile(double[] values, double percentile) {
        requirePercentile(percentile);
        if (values.length == 0) {
            throw new IllegalArgumentException("values: there are none, expected at least one");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = (sorted.length - 1) * percentile / 100;
        int below = (int) at;
        return below + 1 < sorted.length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below])
                : sorted[below];
    }

    /// The threshold of a score.
    ///
    /// @param score which
    /// @return nats
    public double of(AnomalyScore score) {
        return values.get(score);
    }

    /// Whether a row is an anomaly.
    ///
    /// @param score which score
    /// @param value its value
    /// @return true above the threshold, and for NaN
    public boolean isAnomaly(AnomalyScore score, double value) {
        return !(value <= of(score));
    }

    /// Writes a JSON file with the fields `format`, `version`, `percentile`, `samples`, `seed`, `rows`, `model` and
    /// `thresholds`, an object of the scores' names. It appears under its name whole or not at all.
    ///
    /// @param file the file
    /// @throws IOException if it cannot be written
    public void save(Path file) throws IOException {
        Map<String, Object> thresholds = new LinkedHashMap<>();
        for (AnomalyScore score : AnomalyScore.values()) {
            thresholds.put(score.id(), of(score));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("version", VERSION);
        fields.put("percentile", percentile);
        fields.put("samples", samples);
        fields.put("seed", seed);
        fields.put("rows", rows);
        fields.put("model", model);
        fields.put("thresholds", thresholds);
        AtomicFile.write(file, Json.writePretty(fields));
    }

    /// Reads what [#save(Path)] wrote.
    ///
    /// @param file the file
    /// @return the thresholds
    /// @throws FormatException naming the file and the field that is missing, unknown or out of range
    /// @throws IOException if it is missing or cannot be read
    public static AnomalyThresholds load(Path file) throws IOException {
        String source = file.toString();
        JsonObject fields = Json.parseObject(Inputs.text(file, LARGEST, "thresholds as JSON"), source);
        if (!fields.string("format").equals(FORMAT) || fields.integer("version") != VERSION) {
            throw new FormatException(source, "expected the format " + FORMAT + ", version " + VERSION);
        }
        double percentile = fields.real("percentile");
        int samples = fields.integer("samples", 1, Integer.MAX_VALUE);
        long seed = fields.integer("seed");
        int rows = fields.integer("rows", 1, Integer.MAX_VALUE);
        String model = fields.string("model");
        JsonObject thresholds = fields.object("thresholds");
        Map<AnomalyScore, Double> values = new EnumMap<>(AnomalyScore.class);
        for (AnomalyScore score : AnomalyScore.values()) {
            values.put(score, thresholds.real(score.id()));
        }
        thresholds.requireAllRead();
        fields.requireAllRead();
        try {
            return new AnomalyThresholds(percentile, samples, seed, rows, model, values);
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }
}
