package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import lanewise.vae.file.Npy;
import lanewise.vae.schema.Column;
import lanewise.vae.tabular.RowSampler;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.writing.TableWriter;

/// Rows of a table as a file whose name says in which form: text with commas or tabs, gzipped or not, or an array of
/// numbers.
final class RowsFile {

    private static final List<String> TEXTS = List.of(".csv", ".tsv", ".csv.gz", ".tsv.gz");
    private static final String ARRAY = ".npy";
    static final String EXPECTED = "a name that ends with .csv, .tsv, .csv.gz, .tsv.gz or .npy";

    private RowsFile() {
    }

    private static boolean ends(Path file, List<String> endings) {
        return endings.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith);
    }

    static boolean takes(Path file) {
        return ends(file, TEXTS) || ends(file, List.of(ARRAY));
    }

    /// Refuses a name that says no form, and numbers of rows that hold others.
    static void require(Option<Path> option, Path file, RowSampler sampler, TableForm form) throws CommandException {
        if (!takes(file)) {
            throw new CommandException("--" + option.name() + ": '" + file + "', expected " + EXPECTED
                    + " for rows of a table");
        }
        for (String column : ends(file, TEXTS) ? List.<String>of() : sampler.columns()) {
            if (!isNumber(column, sampler, form)) {
                throw new CommandException("--" + option.name() + ": " + file + " would hold numbers, and the column "
                        + column + " holds others, expected a name that ends with .csv or .tsv");
            }
        }
    }

    private static boolean isNumber(String column, RowSampler sampler, TableForm form) {
        List<String> values = sampler.values(column);
        return values.isEmpty() ? !(form.encoder().schema().column(column) instanceof Column.Date)
                : values.stream().allMatch(value -> Option.number(value) != null);
    }

    /// Writes rows as they come.
    ///
    /// @param source gives each row to what it is handed
    static void write(Path file, RowSampler sampler, TableForm form, long count,
            Consumer<Consumer<List<String>>> source) throws IOException {
        if (ends(file, TEXTS)) {
            new TableWriter(sampler.columns(), delimiter(file, form), true).write(file, source);
            return;
        }
        int columns = sampler.columns().size();
        Npy.write(file, count, columns, out -> {
            double[] row = new double[columns];
            source.accept(cells -> {
                for (int c = 0; c < columns; c++) {
                    String cell = cells.get(c);
                    row[c] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell.replace(',', '.'));
                }
                out.accept(row);
            });
        });
    }

    /// A tab by the ending; else what was told of the table, or a comma, unless numbers have commas.
    private static char delimiter(Path file, TableForm form) {
        if (ends(file, List.of(".tsv", ".tsv.gz"))) {
            return '\t';
        }
        boolean commas = form.encoder().schema().columns().stream()
                .anyMatch(column -> column instanceof Column.Real real && real.form().comma());
        return form.reading().delimiter() != null ? form.reading().delimiter() : commas ? ';' : ',';
    }
}
