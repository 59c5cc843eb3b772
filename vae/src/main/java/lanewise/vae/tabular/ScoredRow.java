package lanewise.vae.tabular;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyThresholds;

/// How strange a row of a table is, and why:
///
/// ```
/// scores(RECONSTRUCTION) = ((terms_1 + terms_2) + terms_3) + ...        to the last bit, from the first column on
/// ```
///
/// Immutable and thread-safe.
///
/// @param row number of the row in its file, from 0
/// @param scores each anomaly score in nats, higher meaning stranger
/// @param terms by name of each column that the model describes, in the table's order, what the column adds to the
/// reconstruction, in nats; 0 for a missing cell, or what the gap adds where gaps are modelled
public record ScoredRow(long row, Map<AnomalyScore, Double> scores, Map<String, Double> terms) {

    /// Copies the maps.
    public ScoredRow {
        scores = Collections.unmodifiableMap(new EnumMap<>(scores));
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /// The score that is recommended for tables, [Recipe#BEST_SCORE].
    ///
    /// @return nats
    public double total() {
        return scores.get(Recipe.BEST_SCORE);
    }

    /// The columns that add most to the reconstruction, the first one first; of equal ones the first in the table.
    ///
    /// @param count how many, at most
    /// @return their names
    public List<String> reasons(int count) {
        return terms.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue().reversed()).limit(count)
                .map(Map.Entry::getKey).toList();
    }

    /// Whether the row is an anomaly by its [#total()].
    ///
    /// @param thresholds those of the model
    /// @return true above the threshold
    public boolean isAnomaly(AnomalyThresholds thresholds) {
        return Objects.requireNonNull(thresholds, "thresholds").isAnomaly(Recipe.BEST_SCORE, total());
    }
}
