package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import lanewise.vae.report.Part;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.ColumnStatistics;
import lanewise.vae.schema.Scaling;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.tabular.TableForm;

/// The columns of a table as a report shows them.
final class ReportSchema {

    private static final int CATEGORIES = 4;

    private ReportSchema() {
    }

    static Part.Table of(TableForm form) {
        TableEncoder encoder = form.encoder();
        List<TableEncoder.Place> places = encoder.places();
        Map<String, ColumnStatistics> statistics = IntStream.range(0, places.size()).boxed().collect(Collectors.toMap(
                c -> places.get(c).column().name(), (Function<Integer, ColumnStatistics>) encoder.statistics()::get));
        List<List<String>> rows = new ArrayList<>();
        for (Column column : encoder.schema().columns()) {
            ColumnStatistics of = statistics.get(column.name());
            boolean gaps = encoder.schema().gaps().contains(column.name());
            rows.add(List.of(ReportFacts.shortened(column.name()), column.kind() + (gaps ? ", gaps modelled" : ""),
                    Integer.toString(column.width() + (gaps ? 1 : 0)), of == null ? "" : count(of.observed()),
                    of == null ? "" : count(of.missing()), described(column, of)));
        }
        return new Part.Table(String.format(Locale.ROOT, "Columns of the table; a row is encoded as %,d values. Counts"
                + " are of the rows that were learned from", encoder.width()), List.of("column", "kind", "values",
                "cells", "missing", "what it holds"), rows, null, false);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String described(Column column, ColumnStatistics of) {
        return switch (column) {
            case Column.Omitted omitted -> omitted.reason();
            case Column.Real real -> range(of) + scaled(real.scaling());
            case Column.Count whole -> range(of) + scaled(whole.scaling());
            case Column.Binary binary -> categories(binary.categories(), null, of);
            case Column.Category category -> categories(category.categories(), category.other(), of);
            case Column.Date date -> date.pattern() + ": " + date.parts().stream()
                    .map(part -> part.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        };
    }

    private static String range(ColumnStatistics of) {
        return of == null || Double.isNaN(of.least()) ? "numbers" : number(of.least()) + " to " + number(of.most());
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }

    private static String scaled(Scaling scaling) {
        return switch (scaling) {
            case Scaling.Standard _ -> "";
            case Scaling.Log _ -> ", on a logarithmic scale";
            case Scaling.Quantile _ -> ", by quantiles";
        };
    }

    /// The most frequent categories with their shares.
    private static String categories(List<String> names, String other, ColumnStatistics of) {
        List<String> all = new ArrayList<>(names);
        if (other != null) {
            all.add(other);
        }
        boolean counted = of != null && of.counts().size() == all.size() && of.observed() > 0;
        List<String> shown = IntStream.range(0, all.size()).boxed()
                .sorted(Comparator.comparingLong((Integer c) -> counted ? -of.counts().get(c) : 0)).limit(CATEGORIES)
                .map(c -> ReportFacts.shortened(all.get(c)) + (counted
                        ? String.format(Locale.ROOT, " %.1f%%", 100.0 * of.counts().get(c) / of.observed()) : ""))
                .toList();
        return String.join(", ", shown) + (all.size() > CATEGORIES ? " and " + (all.size() - CATEGORIES) + " more"
                : "");
    }
}
