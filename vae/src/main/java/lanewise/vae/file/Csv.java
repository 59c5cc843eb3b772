package lanewise.vae.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// A table with named columns as comma-separated values: RFC 4180 with a header line, UTF-8, lines ended by LF
/// (CRLF is read too).
///
/// Numbers are written as the shortest decimal that gives the same double or float back. A file is always written
/// whole, through [AtomicFile], so a killed process leaves the table as it was; a resumed run reads it, drops the rows
/// after its checkpoint ([#truncate(int)]) and goes on. Not thread-safe.
public final class Csv {

    /// The longest file that is read, in bytes.
    static final int MAX_BYTES = 1 << 28;

    private final String source;
    private final List<String> columns;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<List<String>> rows;

    private Csv(String source, List<String> columns, List<List<String>> rows) {
        this.source = source;
        this.columns = Collections.unmodifiableList(columns);
        this.rows = rows;
        for (int c = 0; c < columns.size(); c++) {
            indexes.putIfAbsent(columns.get(c), c);
        }
    }

    /// A table without rows.
    ///
    /// @param columns the names of its columns, at least one, all different
    /// @throws IllegalArgumentException if there are none or two are equal
    public Csv(String... columns) {
        this("table", List.of(columns), new ArrayList<>());
        if (columns.length == 0 || new HashSet<>(this.columns).size() < columns.length) {
            throw new IllegalArgumentException("columns: " + this.columns + ", expected one or more different names");
        }
    }

    /// Reads a file.
    ///
    /// @param file the file
    /// @return the table
    /// @throws FormatException naming the line and what was expected, if it is not such a table
    /// @throws IOException if it is missing or cannot be read
    public static Csv read(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            Budget.heap(file.toString()).takeProduct("a table of " + Files.size(file) + " bytes", 4, Files.size(file));
        }
        return parse(Inputs.text(file, MAX_BYTES, "a table of comma-separated values"), file.toString());
    }

    /// Reads a text.
    ///
    /// @param text the table
    /// @param source what to call it in messages
    /// @return the table
    /// @throws FormatException naming the line and what was expected, if it is not such a table
    public static Csv parse(String text, String source) throws FormatException {
        List<List<String>> records = new CsvParser(text, source).records();
        if (records.isEmpty()) {
            throw new FormatException(source, "line 1: the file ends, expected the names of the columns");
        }
        List<String> columns = records.removeFirst();
        Csv csv = new Csv(source, columns, records);
        for (int c = 0; c < columns.size(); c++) {
            int first = csv.indexes.get(columns.get(c));
            if (first < c) {
                throw new FormatException(source, "line 1: columns " + (first + 1) + " and " + (c + 1)
                        + " have the same name: " + Texts.abridged(columns.get(c)));
            }
        }
        return csv;
    }

    /// The names of the columns.
    ///
    /// @return the names, unmodifiable
    public List<String> columns() {
        return columns;
    }

    /// Number of rows.
    ///
    /// @return the number, without the header
    public int size() {
        return rows.size();
    }

    /// Adds a row.
    ///
    /// @param cells one per column: numbers, strings, or null for an empty cell
    /// @return this
    /// @throws IllegalArgumentException if their number is wrong
    public Csv add(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " for the columns " + columns);
        }
        List<String> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(cell == null ? "" : cell.toString());
        }
        rows.add(row);
        return this;
    }

    /// Keeps the first rows only.
    ///
    /// @param size how many; no effect if there are not more
    /// @return this
    public Csv truncate(int size) {
        if (size < rows.size()) {
            rows.subList(size, rows.size()).clear();
        }
        return this;
    }

    /// The text of a cell.
    ///
    /// @param row 0 to size - 1
    /// @param column the name of its column
    /// @return the text, empty for an empty cell
    /// @throws FormatException if there is no such column
    /// @throws IndexOutOfBoundsException if there is no such row
    public String cell(int row, String column) throws FormatException {
        return rows.get(row).get(index(column));
    }

    /// The number in a cell.
    ///
    /// @param row 0 to size - 1
    /// @param column the name of its column
    /// @return the number; NaN for an empty cell
    /// @throws FormatException if there is no such column or its text is no number
    /// @throws IndexOutOfBoundsException if there is no such row
    public double number(int row, String column) throws FormatException {
        String cell = cell(row, column);
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new FormatException(source,
                    "row " + (row + 1) + ", column " + Texts.abridged(column) + ": \"" + Texts.abridged(cell)
                    + "\", expected a number", e);
        }
    }

    /// The numbers of a column.
    ///
    /// @param column its name
    /// @return one per row; NaN for an empty cell
    /// @throws FormatException if there is no such column or a text is no number
    public double[] numbers(String column) throws FormatException {
        double[] numbers = new double[rows.size()];
        for (int r = 0; r < numbers.length; r++) {
            numbers[r] = number(r, column);
        }
        return numbers;
    }

    private int index(String column) throws FormatException {
        Integer index = indexes.get(column);
        if (index == null) {
            throw new FormatException(source, "has no column " + Texts.abridged(column) + ", only "
                    + Texts.abridged(columns));
        }
        return index;
    }

    /// Writes the whole table; it replaces the file in one step.
    ///
    /// @param file the file
    /// @throws IOException if it cannot be written; the file is then as it was
    public void write(Path file) throws IOException {
        AtomicFile.write(file, toString());
    }

    /// The text of the file.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        line(columns, out);
        rows.forEach(row -> line(row, out));
        return out.toString();
    }

    private static void line(List<String> cells, StringBuilder out) {
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean quoted = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                    || cell.isEmpty() && cells.size() == 1;
            out.append(i == 0 ? "" : ",").append(quoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
        }
        out.append('\n');
    }
}
