package lanewise.vae.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.data.Dataset;
import lanewise.vae.schema.Column;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;

/// What is said of a table before a model is trained on it, and the net that it gets.
final class TableNotes {

    private TableNotes() {
    }

    /// Columns by kind, and those that are left out.
    static String of(TableForm form) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        List<Column> columns = form.encoder().schema().columns();
        columns.forEach(column -> kinds.merge(column.kind(), 1, Integer::sum));
        List<String> counts = kinds.entrySet().stream().filter(kind -> !kind.getKey().equals("omitted"))
                .map(kind -> kind.getValue() + " " + kind.getKey()).toList();
        List<String> omitted = columns.stream().filter(Column.Omitted.class::isInstance).map(Column.Omitted.class::cast)
                .map(column -> column.name() + " (" + column.reason() + ")").toList();
        List<String> gaps = columns.stream().map(Column::name)
                .filter(form.encoder().schema().gaps()::contains).toList();
        return String.format(Locale.ROOT, "Columns: %s; encoded as %,d values per row%s%s", String.join(", ", counts),
                form.encoder().width(), listed("; gaps modelled: ", gaps), listed("; left out: ", omitted));
    }

    private static String listed(String before, List<String> names) {
        return names.isEmpty() ? "" : before + Texts.abridged(String.join(", ", names));
    }

    /// The net and the training for a table.
    static Base base(TableForm form, Dataset train) {
        return Base.of(Recipe.architecture(form.encoder()), Recipe.training(train.size()));
    }
}
