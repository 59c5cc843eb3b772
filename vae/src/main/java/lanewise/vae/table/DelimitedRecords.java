package lanewise.vae.table;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;

/// Records of a text, one after the other, as slices of a buffer that holds one record at least.
///
/// A record ends with LF, CRLF, CR or the text; a cell ends with the delimiter. Blanks and tabs around a cell do not
/// belong to it. A cell that begins with a quote goes on to the next single quote, line ends included; two quotes are
/// one of its text. Each byte is looked at once, moved at most once for each doubling of the buffer, and unescaped in
/// place. Not thread-safe.
final class DelimitedRecords implements AutoCloseable {

    /// Bytes of the longest record: of a longer one a quote is open before it, or the file is no text.
    static final int MAX_RECORD = 1 << 24;
    /// Cells of the widest record, and columns of the widest array, where the heap is large enough for their names.
    static final int MAX_CELLS = 1 << 20;
    /// Heap for the name of a column, the cell that it comes from, and the place that it is found at.
    static final int HEAP_PER_CELL = 256;

    private static final int BUFFER = 1 << 17;
    private static final byte QUOTE = '"';

    private final String source;
    private final InputStream in;
    private final byte delimiter;
    private final boolean[] ends = new boolean[256];
    private byte[] buffer = new byte[BUFFER];
    /// Where the buffer begins in the text.
    private long base;
    private int start;
    private int position;
    private int limit;
    private boolean ended;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int cells;
    private boolean quotes;
    private long line;
    private long nextLine = 1;

    DelimitedRecords(String source, InputStream in, char delimiter) {
        this.source = source;
        this.in = in;
        this.delimiter = (byte) delimiter;
        ends[delimiter] = true;
        ends['\n'] = true;
        ends['\r'] = true;
    }

    /// The largest number of cells in a record, and of columns.
    static int mostCells() {
        return Math.clamp(Budget.heapBytes() / HEAP_PER_CELL, 1 << 10, MAX_CELLS);
    }

    /// The buffer with the current record.
    byte[] buffer() {
        return buffer;
    }

    /// Number of cells of the current record.
    int cells() {
        return cells;
    }

    int from(int cell) {
        return from[cell];
    }

    int to(int cell) {
        return to[cell];
    }

    /// Where a cell begins in the text, its quote included.
    long offset(int cell) {
        return base + from[cell] - (isQuoted(cell) ? 1 : 0);
    }

    /// Where a cell ends in the text, its quote included. A quote in a quoted cell is two in the text.
    long end(int cell) {
        if (!isQuoted(cell)) {
            return base + to[cell];
        }
        int doubled = 0;
        for (int i = from[cell]; i < to[cell]; i++) {
            doubled += buffer[i] == QUOTE ? 1 : 0;
        }
        return base + to[cell] + doubled + 1;
    }

    /// No cell without quotes has one before it.
    private boolean isQuoted(int cell) {
        return from[cell] > start && buffer[from[cell] - 1] == QUOTE;
    }

    /// The line on which the current record begins, 1 for the first.
    long line() {
        return line;
    }

    /// Goes to the next record that is no blank line.
    boolean next() throws IOException {
        do {
            start = position;
            cells = 0;
            quotes = false;
            line = nextLine;
            if (position == limit && !more()) {
                return false;
            }
            boolean another = true;
            while (another) {
                another = cell();
            }
        } while (cells == 1 && from[0] == to[0] && !quotes);
        return true;
    }

    /// Skips empty lines, and to the end of the first that is not empty.
    void skipLine() throws IOException {
        cells = 0;
        boolean empty = true;
        while (position < limit || more()) {
            byte c = buffer[position++];
            start = position;
            if (c == '\n' || c == '\r') {
                lineEnd(c);
                if (!empty) {
                    return;
                }
            } else {
                empty = false;
            }
        }
    }

    /// Reads one cell; true if a delimiter follows it.
    private boolean cell() throws IOException {
        while (true) {
            if (position == limit && !more()) {
                add(position, position);
                return false;
            }
            byte c = buffer[position];
            if (c != ' ' && c != '\t' || c == delimiter) {
                return c == QUOTE ? quoted() : plain();
            }
            position++;
        }
    }

    private boolean plain() throws IOException {
        int begin = position - start;
        int i = position;
        while (true) {
            byte[] b = buffer;
            int end = limit;
            while (i < end && !ends[b[i] & 0xFF]) {
                i++;
            }
            if (i < end) {
                break;
            }
            position = i;
            if (!more()) {
                add(start + begin, position);
                return false;
            }
            i = position;
        }
        add(start + begin, i);
        return after(i);
    }

    private boolean quoted() throws IOException {
        long opened = nextLine;
        quotes = true;
        int begin = ++position - start;
        int written = begin;
        while (true) {
            if (position == limit && !more()) {
                throw new FormatException(source, "line " + opened + ", cell " + (cells + 1)
                        + ": its quote is not closed before the end of the file, expected another \"");
            }
            byte c = buffer[position++];
            if (c == QUOTE) {
                if (position == limit && !more() || buffer[position] != QUOTE) {
                    break;
                }
                position++;
            } else if (c == '\n') {
                nextLine++;
            }
            buffer[start + written++] = c;
        }
        put(start + begin, start + written);
        while (position < limit || more()) {
            byte c = buffer[position];
            if (ends[c & 0xFF]) {
                return after(position);
            }
            if (c != ' ' && c != '\t') {
                throw new FormatException(source, "line " + nextLine + ", cell " + cells
                        + ": goes on after its closing quote, expected "
                        + (delimiter == '\t' ? "a tab" : "'" + (char) delimiter + "'")
                                + " or the end of the line (a quote inside is doubled)");
            }
            position++;
        }
        return false;
    }

    /// The delimiter or line end at i is read; true if it is a delimiter.
    private boolean after(int i) throws IOException {
        byte c = buffer[i];
        position = i + 1;
        if (c == delimiter) {
            return true;
        }
        lineEnd(c);
        return false;
    }

    private void lineEnd(byte c) throws IOException {
        nextLine++;
        if (c == '\r' && (position < limit || more()) && buffer[position] == '\n') {
            position++;
        }
    }

    /// A plain cell, without the blanks that follow it.
    private void add(int begin, int end) throws FormatException {
        int last = end;
        while (last > begin && (buffer[last - 1] == ' ' || buffer[last - 1] == '\t')) {
            last--;
        }
        put(begin, last);
    }

    private void put(int begin, int end) throws FormatException {
        if (cells == from.length) {
            if (cells == mostCells()) {
                throw new FormatException(source, "line " + line + ": has more than " + cells
                        + " cells, expected at most as many (" + MAX_CELLS + ", or one for " + HEAP_PER_CELL
                        + " bytes of half of -Xmx)");
            }
            from = Arrays.copyOf(from, Math.min(2 * cells, mostCells()));
            to = Arrays.copyOf(to, from.length);
        }
        from[cells] = begin;
        to[cells++] = end;
    }

    /// Reads on, behind the current record, which comes to the begin of the buffer. False at the end of the text.
    private boolean more() throws IOException {
        if (ended) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            for (int c = 0; c < cells; c++) {
                from[c] -= start;
                to[c] -= start;
            }
            base += start;
            position -= start;
            limit -= start;
            start = 0;
        }
        if (limit == buffer.length) {
            if (limit >= MAX_RECORD) {
                throw new FormatException(source, "line " + line + ": is longer than " + MAX_RECORD
                        + " bytes, expected lines of cells; a quote may be open");
            }
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
        try {
            int count = in.read(buffer, limit, buffer.length - limit);
            ended = count < 0;
            limit += Math.max(0, count);
        } catch (EOFException | ZipException e) {
            throw new FormatException(source, "line " + nextLine + ": the compressed data end or are damaged here ("
                    + e.getMessage() + ")", e);
        }
        return !ended;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
