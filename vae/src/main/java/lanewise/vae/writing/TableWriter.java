package lanewise.vae.writing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import lanewise.vae.file.AtomicFile;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;

/// Writes delimited text in UTF-8, one line per row, as [TableFile] reads it back: a cell is quoted where it holds the
/// delimiter, a quote, a line end, or a blank at its begin or end, and quotes in it are doubled; the empty cell of a
/// table with one column is `""`. A file whose name ends with `.gz` is gzipped. Immutable and thread-safe.
public final class TableWriter {

    private final List<String> columns;
    private final char delimiter;
    private final boolean header;

    /// How to write.
    ///
    /// @param columns the names of the columns
    /// @param delimiter what stands between the cells
    /// @param header whether the first line holds the names
    /// @throws IllegalArgumentException if there is no column, or the delimiter is none as [ReadOptions] says
    public TableWriter(List<String> columns, char delimiter, boolean header) {
        this.columns = List.copyOf(columns);
        this.delimiter = ReadOptions.usual().withDelimiter(delimiter).delimiter();
        this.header = header;
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns: there are none, expected at least one");
        }
    }

    /// Writes a file; it appears under its name whole or not at all.
    ///
    /// @param file the file
    /// @param rows a text for each column, empty for a cell that is missing; closed by the caller
    /// @throws IOException if it cannot be written
    /// @throws IllegalArgumentException if a row has not as many cells as there are columns
    public void write(Path file, Stream<List<String>> rows) throws IOException {
        Objects.requireNonNull(rows, "rows");
        write(file, (Consumer<List<String>> line) -> rows.forEachOrdered(line));
    }

    /// Writes a file from rows that come one after the other; it appears under its name whole or not at all.
    ///
    /// @param file the file
    /// @param source gives each row to what it is handed: a text for each column, empty for a cell that is missing
    /// @throws IOException if it cannot be written
    /// @throws IllegalArgumentException if a row has not as many cells as there are columns
    public void write(Path file, Consumer<Consumer<List<String>>> source) throws IOException {
        Objects.requireNonNull(source, "source");
        try {
            AtomicFile.write(file, out -> {
                if (file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
                    GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
                    write(gzip, source);
                    gzip.finish();
                } else {
                    write(out, source);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(OutputStream out, Consumer<Consumer<List<String>>> source) throws IOException {
        BufferedWriter text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        if (header) {
            text.write(line(columns));
        }
        source.accept(row -> {
            try {
                text.write(line(row));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        text.flush();
    }

    /// The text of a row, with a line feed.
    ///
    /// @param cells a text for each column
    /// @return the line
    /// @throws IllegalArgumentException if there are not as many cells as columns
    public String line(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("row: has " + cells.size() + " cells, expected " + columns.size()
                    + ", one for each of " + columns);
        }
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            line.append(c == 0 ? "" : String.valueOf(delimiter)).append(cell(cells.get(c)));
        }
        return line.append('\n').toString();
    }

    /// The text of a cell, in quotes where it needs them.
    String cell(String cell) {
        return isPlain(cell) ? cell : quoted(cell);
    }

    static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    private boolean isPlain(String cell) {
        if (cell.isEmpty()) {
            return columns.size() > 1;
        }
        return cell.indexOf(delimiter) < 0 && cell.indexOf('"') < 0 && cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0
                && cell.strip().length() == cell.length();
    }
}
