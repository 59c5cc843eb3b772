package lanewise.vae.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;

/// What an encoder knows of the cells of a column that it was fitted to.
///
/// @param observed cells that have a value of the schema
/// @param missing cells that have none, by the file or by policy
/// @param mean of the numbers after their scaling, of the days of dates; 0 for other columns
/// @param deviation population standard deviation of these; 1 where it is 0 and for other columns
/// @param counts cells of each category, in the order of the schema, the other one last; empty for other columns
/// @param least the least number as it stands in the table, the first day of dates since 1970-01-01; NaN where there is
/// none, or it is not known
/// @param most the largest one, the last day
public record ColumnStatistics(long observed, long missing, double mean, double deviation, List<Long> counts,
        double least, double most) {

    /// Refuses what no cells give.
    ///
    /// @throws IllegalArgumentException naming the component
    public ColumnStatistics {
        counts = List.copyOf(counts);
        if (!Double.isFinite(mean) || observed < 0 || missing < 0) {
            throw new IllegalArgumentException("statistics: mean " + mean + " of " + observed + " cells, " + missing
                    + " missing, expected"
                    + " finite numbers and counts from 0 on");
        }
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            throw new IllegalArgumentException("deviation: " + deviation + ", expected a positive finite number");
        }
        if (Double.isNaN(least) != Double.isNaN(most) || least > most || Double.isInfinite(least)
                || Double.isInfinite(most)) {
            throw new IllegalArgumentException("least, most: " + least + ", " + most + ", expected finite numbers in"
                    + " this order, or none");
        }
    }

    boolean hasRange() {
        return !Double.isNaN(least);
    }

    /// The nearest number that is not beyond those that were fitted.
    double within(double x) {
        return hasRange() ? Math.clamp(x, least, most) : x;
    }

    Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("observed", observed);
        fields.put("missing", missing);
        if (counts.isEmpty()) {
            fields.put("mean", mean);
            fields.put("deviation", deviation);
            if (hasRange()) {
                fields.put("least", least);
                fields.put("most", most);
            }
        } else {
            fields.put("counts", counts);
        }
        return fields;
    }

    static ColumnStatistics read(JsonObject fields) throws FormatException {
        ColumnStatistics statistics = new ColumnStatistics(fields.integer("observed"), fields.integer("missing"),
                fields.has("mean") ? fields.real("mean") : 0, fields.has("deviation") ? fields.real("deviation") : 1,
                fields.has("counts") ? fields.integers("counts") : List.of(),
                fields.has("least") ? fields.real("least") : Double.NaN,
                fields.has("most") ? fields.real("most") : Double.NaN);
        fields.requireAllRead();
        return statistics;
    }
}
