package lanewise.spark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

import lanewise.vae.schema.Schema;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;

/// The form of a table that is a DataFrame: that of a file with its first rows, by which `lanewise train` would go.
final class SurveyedForm {

    private SurveyedForm() {
    }

    /// Looks at rows.
    ///
    /// @param rows the rows, in their order
    /// @param most how many are looked at, from the first on
    /// @param orderCol a column that is none of the table's, or null
    /// @return the form; columns of arrays, structs, maps and bytes have no part in it
    /// @throws IllegalArgumentException if there is nothing to learn from
    static TableForm of(Dataset<Row> rows, int most, String orderCol) {
        List<String> names = Arrays.stream(rows.schema().fields())
                .filter(field -> InputColumns.isCell(field.dataType())).map(StructField::name)
                .filter(name -> !name.equals(orderCol)).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("dataset: has no column of numbers, texts, booleans, dates or"
                    + " timestamps, expected a table, or setInputCol");
        }
        try {
            Path file = Files.createTempFile("lanewise", ".csv");
            try {
                write(rows.select(names.stream().map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                        .toArray(Column[]::new)).limit(most), names, file);
                return read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TableForm read(Path file) throws IOException {
        TableFile table = TableFile.open(file, ReadOptions.usual().withDelimiter(',').withHeader(true)
                .withDecimal('.'));
        Schema schema = Recipe.schema(table, Map.of());
        if (schema.width() == 0) {
            throw new IllegalArgumentException("dataset: all columns are left out, expected one to learn from: "
                    + schema.columns());
        }
        return new TableForm(TableEncoder.fit(schema, table), ReadOptions.usual(), null, List.of());
    }

    private static void write(Dataset<Row> rows, List<String> names, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            line(names.toArray(), out);
            Object[] cells = new Object[names.size()];
            for (Iterator<Row> all = rows.toLocalIterator(); all.hasNext();) {
                Row row = all.next();
                Arrays.setAll(cells, c -> CellReader.cell(row.get(c)));
                line(cells, out);
            }
        }
    }

    private static void line(Object[] cells, BufferedWriter out) throws IOException {
        for (int c = 0; c < cells.length; c++) {
            String text = cells[c] == null ? "" : cells[c].toString();
            boolean isQuoted = text.chars().anyMatch(each -> ",\"\n\r".indexOf(each) >= 0);
            out.write(c == 0 ? "" : ",");
            out.write(isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        out.write('\n');
    }
}
