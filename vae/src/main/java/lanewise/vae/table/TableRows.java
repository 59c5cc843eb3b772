package lanewise.vae.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// Rows of a table, one after the other: [#next()] goes to the next, the other methods ask for its cells by number of
/// the column.
///
/// A cell is missing, a number or a text; a number can be read as the text that it is written as. Nothing is allocated
/// for a cell unless its text is asked for. Not thread-safe.
public abstract sealed class TableRows implements AutoCloseable permits DelimitedRows, CellRows {

    private final List<String> columns;

    TableRows(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    /// Rows that are in memory, for the same treatment as those of a file.
    ///
    /// @param source what to call them in messages
    /// @param columns the names of the columns
    /// @param rows one array for each row with a cell for each column: null or NaN where it is missing, a [Number], or
    /// anything else with its text
    /// @return the rows, before the first
    /// @throws IllegalArgumentException if a row has not as many cells as there are columns
    public static TableRows of(String source, List<String> columns, List<Object[]> rows) {
        return new ObjectRows(source, columns, rows);
    }

    /// The names of the columns.
    ///
    /// @return the names, all different
    public final List<String> columns() {
        return columns;
    }

    /// Goes to the next row, before the first call to the first one.
    ///
    /// @return whether there is one
    /// @throws FormatException if the row is not what the format says or has another number of cells than the first
    /// @throws IOException if the file cannot be read
    public abstract boolean next() throws IOException;

    /// Number of the row.
    ///
    /// @return 1 for the first
    public abstract long row();

    /// Whether a cell is missing.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return true if so
    public abstract boolean isMissing(int column);

    /// The number in a cell, correctly rounded to double.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return the number, which may be infinite; NaN if the cell is missing or no number
    public abstract double number(int column);

    /// How the number that [#number(int)] gave last is written.
    ///
    /// @return digits after the point; -1 if there are as many as the number needs, with an exponent perhaps
    public abstract int decimals();

    /// Significant digits of the number that [#number(int)] gave last, as it is written.
    ///
    /// @return the digits from the first that is not 0 on; 0 where [#decimals()] is -1
    public abstract int digits();

    /// What stands before the fraction of a number.
    ///
    /// @return `.` or `,`
    public char point() {
        return '.';
    }

    /// An array that holds the bytes of a cell, UTF-8 without quotes, from [#from(int)] to before [#to(int)]. Valid
    /// until the next call for another cell or row.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return the array, not to be changed
    public abstract byte[] bytes(int column);

    /// Where the cell begins in the array that [#bytes(int)] gave last.
    ///
    /// @param column the same column
    /// @return the index of its first byte
    public abstract int from(int column);

    /// Where the cell ends in the array that [#bytes(int)] gave last.
    ///
    /// @param column the same column
    /// @return the index after its last byte
    public abstract int to(int column);

    /// Where a cell begins in the text that it is part of, its quote included.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return bytes from the begin of the text, after a byte order mark; -1 if the rows are no text
    public long offset(int column) {
        return -1;
    }

    /// Where a cell ends in the text that it is part of, its quote included.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return bytes from the begin of the text, after a byte order mark; -1 if the rows are no text
    public long end(int column) {
        return -1;
    }

    /// The text of a cell.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return the text without quotes; empty if there is none
    /// @throws FormatException if its bytes are not UTF-8
    public final String text(int column) throws FormatException {
        byte[] bytes = bytes(column);
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from(column), to(column) - from(column))).toString();
        } catch (CharacterCodingException e) {
            String shown = new String(bytes, from(column), to(column) - from(column), StandardCharsets.ISO_8859_1);
            throw new FormatException(place(column), "is not UTF-8 (as Latin-1 it reads \"" + Texts.abridged(shown)
                    + "\"), expected text in UTF-8", e);
        }
    }

    /// Where a cell is, for messages.
    ///
    /// @param column 0 to the number of columns - 1
    /// @return such as `people.csv: line 17, column age`
    public final String place(int column) {
        return place() + ", column " + Texts.abridged(columns.get(column));
    }

    /// Where the row is, for messages.
    ///
    /// @return such as `people.csv: line 17`
    public abstract String place();

    @Override
    public abstract void close() throws IOException;
}
