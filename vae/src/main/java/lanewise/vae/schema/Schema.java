package lanewise.vae.schema;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;

/// What the columns of a table mean, in the order of the table. Immutable.
///
/// A [Survey] finds it; its JSON form is made to be edited: a column can be given another kind, scaling, pattern or
/// policy, categories can be taken away, and a column is left out by the kind `omitted`. A column with `"gaps": true`
/// has its gaps modelled: one more value says of each cell whether it is missing, see [TableEncoder].
///
/// @param columns all columns, those that are left out too
/// @param gaps names of the columns whose gaps are modelled
public record Schema(List<Column> columns, Set<String> gaps) {

    /// The longest file that is read, in bytes.
    private static final int LONGEST = 1 << 26;

    /// Refuses columns of one name, a table without any, and gaps of columns that are left out.
    ///
    /// @throws IllegalArgumentException naming the column
    public Schema {
        columns = List.copyOf(columns);
        gaps = Set.copyOf(gaps);
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("columns: two are called " + column.name()
                        + ", expected different names");
            }
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns: there are none, expected at least one");
        }
        for (Column column : columns) {
            if (gaps.contains(column.name()) && column instanceof Column.Omitted omitted) {
                throw new IllegalArgumentException("gaps: those of column " + column.name() + " are to be modelled, but"
                        + " it is left out (" + omitted.reason() + "), expected columns that are kept");
            }
        }
        if (!names.containsAll(gaps)) {
            throw new IllegalArgumentException("gaps: those of " + gaps.stream().filter(name -> !names.contains(name))
                    .sorted().toList() + " are to be modelled, expected columns that there are");
        }
    }

    /// Columns whose gaps are not modelled.
    ///
    /// @param columns all columns, those that are left out too
    /// @throws IllegalArgumentException naming the column
    public Schema(List<Column> columns) {
        this(columns, Set.of());
    }

    /// The same with the gaps of certain columns modelled, those of no others.
    ///
    /// @param names their names
    /// @return the schema
    /// @throws IllegalArgumentException if there is no such column, or it is left out
    public Schema withGaps(Set<String> names) {
        return new Schema(columns, names);
    }

    /// How many floats a row takes.
    ///
    /// @return the number, 0 if all columns are left out
    public int width() {
        return Math.addExact(columns.stream().mapToInt(Column::width).reduce(0, Math::addExact), gaps.size());
    }

    /// A column by its name.
    ///
    /// @param name the name
    /// @return the column
    /// @throws IllegalArgumentException if there is no such
    public Column column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("column: there is no " + name + ", only "
                        + columns.stream().map(Column::name).toList()));
    }

    /// The same with a column left out, a label for instance.
    ///
    /// @param name its name
    /// @param reason why
    /// @return the schema
    /// @throws IllegalArgumentException if there is no such column
    public Schema without(String name, String reason) {
        column(name);
        return new Schema(columns.stream().map(column -> column.name().equals(name) ? new Column.Omitted(name, reason)
                : column).toList(), gaps.stream().filter(other -> !other.equals(name)).collect(Collectors.toSet()));
    }

    /// The JSON form.
    ///
    /// @return the text, for people
    public String toJson() {
        return Json.writePretty(SchemaJson.write(this));
    }

    /// Reads the JSON form.
    ///
    /// @param text the text
    /// @param source what to call it in messages
    /// @return the schema
    /// @throws FormatException naming the field and what was expected
    public static Schema fromJson(String text, String source) throws FormatException {
        return SchemaJson.read(Json.parseObject(text, source), source);
    }

    /// Reads a file with the JSON form.
    ///
    /// @param file the file
    /// @return the schema
    /// @throws FormatException naming the field and what was expected
    /// @throws IOException if it cannot be read
    public static Schema read(java.nio.file.Path file) throws IOException {
        return fromJson(Inputs.text(file, LONGEST, "a schema as JSON"), file.toString());
    }
}
