package lanewise.vae.writing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import lanewise.vae.file.AtomicFile;
import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

/// A copy of a table in which some cells have other texts. Of a delimited text every other byte stays: other cells,
/// quotes, blanks, line ends, comments, blank lines, a byte order mark; an array becomes text, with its numbers as
/// [TableRows#text(int)] writes them. It is gzipped if its name ends with `.gz`.
///
/// The rows of the table go by once: [#row(TableRows)] for each of them, [#replace(Cell, String)] for cells of rows
/// that went by, in their order, [#flush()] now and then, [#commit()] at the end. Not thread-safe.
public final class TableCopy implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    /// The byte order mark of UTF-8.
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final TableFile file;
    private final TableWriter writer;
    private final AtomicFile target;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] chunk = new byte[CHUNK];
    private final ArrayDeque<List<String>> pending = new ArrayDeque<>();
    private long written;
    private long position;

    private TableCopy(TableFile file, AtomicFile target, InputStream in, boolean gzip) throws IOException {
        this.file = file;
        this.writer = new TableWriter(file.columns(), file.delimiter(), true);
        this.target = target;
        this.in = in;
        OutputStream buffered = new BufferedOutputStream(target.stream(), CHUNK);
        this.out = gzip ? new GZIPOutputStream(buffered, CHUNK) : buffered;
        if (in == null) {
            write(writer.line(file.columns()));
        } else {
            out.write(mark(in));
        }
    }

    /// A cell of a row that went by.
    ///
    /// @param row number of its row, 1 for the first
    /// @param column number of its column
    /// @param from as [TableRows#offset(int)]
    /// @param to as [TableRows#end(int)]
    public record Cell(long row, int column, long from, long to) {

        /// A cell of the row that rows are at.
        ///
        /// @param rows the rows
        /// @param column number of the column
        /// @return the cell
        public static Cell of(TableRows rows, int column) {
            return new Cell(rows.row(), column, rows.offset(column), rows.end(column));
        }
    }

    /// Begins a copy.
    ///
    /// @param file the table
    /// @param out the copy, which appears under its name at [#commit()]; it may be the table's own file
    /// @return the copy
    /// @throws IOException if the table cannot be read or the copy cannot be written
    public static TableCopy of(TableFile file, Path out) throws IOException {
        InputStream in = file.isText() ? new BufferedInputStream(file.whole(), CHUNK) : null;
        AtomicFile target = null;
        try {
            target = AtomicFile.open(out);
            return new TableCopy(file, target, in, out.toString().endsWith(".gz"));
        } catch (IOException | RuntimeException e) {
            if (target != null) {
                target.close();
            }
            if (in != null) {
                in.close();
            }
            throw e;
        }
    }

    /// The byte order mark at the begin of a text, or nothing.
    private static byte[] mark(InputStream in) throws IOException {
        in.mark(3);
        byte[] mark = in.readNBytes(3);
        if (Arrays.equals(mark, MARK)) {
            return mark;
        }
        in.reset();
        return new byte[0];
    }

    /// Takes a row.
    ///
    /// @param rows the rows of the table, at the next one
    /// @throws IOException if a cell has no text
    public void row(TableRows rows) throws IOException {
        if (in == null) {
            List<String> cells = new ArrayList<>();
            for (int c = 0; c < rows.columns().size(); c++) {
                cells.add(rows.text(c));
            }
            pending.add(cells);
        }
    }

    /// Writes another text in the place of a cell, quoted where it needs to be or the cell was.
    ///
    /// @param cell a cell after those that were replaced already
    /// @param other its text
    /// @throws IOException if the copy cannot be written or the table has changed
    public void replace(Cell cell, String other) throws IOException {
        if (in == null) {
            upTo(cell.row() - 1);
            pending.getFirst().set(cell.column(), other);
            return;
        }
        copy(cell.from());
        boolean quoted = false;
        for (; position < cell.to(); position++) {
            quoted |= read() == '"';
        }
        write(quoted ? TableWriter.quoted(other) : writer.cell(other));
    }

    /// Writes the rows that went by where they are kept for cells to be replaced, of which there are no further ones.
    ///
    /// @throws IOException if the copy cannot be written
    public void flush() throws IOException {
        upTo(written + pending.size());
    }

    private void upTo(long row) throws IOException {
        for (; written < row; written++) {
            write(writer.line(pending.removeFirst()));
        }
    }

    private void copy(long to) throws IOException {
        while (position < to) {
            int count = in.read(chunk, 0, (int) Math.min(chunk.length, to - position));
            if (count < 0) {
                throw changed();
            }
            out.write(chunk, 0, count);
            position += count;
        }
    }

    private int read() throws IOException {
        int one = in.read();
        if (one < 0) {
            throw changed();
        }
        return one;
    }

    private FormatException changed() {
        return new FormatException(file.file().toString(), "has fewer bytes than before, expected a file that does not"
                + " change");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes what follows the last replaced cell; the copy then appears under its name.
    ///
    /// @throws IOException if the copy cannot be written
    public void commit() throws IOException {
        flush();
        if (in != null) {
            in.transferTo(out);
        }
        if (out instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        out.flush();
        close(in);
        target.commit();
    }

    private static void close(InputStream in) throws IOException {
        if (in != null) {
            in.close();
        }
    }

    /// Ends the copy; without [#commit()] nothing is left of it.
    @Override
    public void close() throws IOException {
        close(in);
        target.close();
    }
}
