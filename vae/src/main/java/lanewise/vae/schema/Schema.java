package lanewise.vae.schema;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Inputs;
import lanewise.vae.format.Json;

/// What the columns of a table mean, in the order of the table. Immutable.
///
/// A [Survey] finds it; its JSON form is made to be edited: a column can be given another kind, scaling, pattern or
/// policy, categories can be taken away, and a column is left out by the kind `omitted`.
///
/// @param columns all columns, those that are left out too
public record Schema(List<Column> columns) {

    /// The longest file that is read, in bytes.
    private static final int LONGEST = 1 << 26;

    /// Refuses columns of one name, and a table without any.
    ///
    /// @throws IllegalArgumentException naming the column
    public Schema {
        columns = List.copyOf(columns);
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
    }

    /// How many floats a row takes.
    ///
    /// @return the number, 0 if all columns are left out
    public int width() {
        return columns.stream().mapToInt(Column::width).reduce(0, Math::addExact);
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
                : column).toList());
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
