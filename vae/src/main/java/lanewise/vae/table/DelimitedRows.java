package lanewise.vae.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

import lanewise.vae.format.FormatException;

/// Rows of a delimited text, after its comments and names.
final class DelimitedRows extends TableRows {

    private final String source;
    private final DelimitedRecords records;
    private final MissingTexts missing;
    private final DecimalParser parser;
    private final int width;
    private final LongConsumer atEnd;
    private long row;

    /// Rows of a stream.
    ///
    /// @param atEnd is told the number of rows when there is no further one
    DelimitedRows(String source, InputStream in, Dialect dialect, MissingTexts missing, LongConsumer atEnd)
            throws IOException {
        super(dialect.names());
        this.source = source;
        this.missing = missing;
        this.atEnd = atEnd;
        this.parser = new DecimalParser(dialect.decimal());
        this.width = dialect.names().size();
        this.records = new DelimitedRecords(source, in, dialect.delimiter());
        for (int c = 0; c < dialect.comments(); c++) {
            records.skipLine();
        }
        if (dialect.header()) {
            records.next();
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!records.next()) {
            atEnd.accept(row);
            return false;
        }
        row++;
        if (records.cells() != width) {
            throw new FormatException(source, "line " + records.line() + ": has " + records.cells()
                    + (records.cells() == 1 ? " cell" : " cells")
                    + ", expected " + width + " as in the first line");
        }
        return true;
    }

    @Override
    public long row() {
        return row;
    }

    @Override
    public boolean isMissing(int column) {
        return missing.contains(records.buffer(), records.from(column), records.to(column));
    }

    @Override
    public double number(int column) {
        return parser.parse(records.buffer(), records.from(column), records.to(column));
    }

    @Override
    public int decimals() {
        return parser.decimals();
    }

    @Override
    public int digits() {
        return parser.digits();
    }

    @Override
    public char point() {
        return parser.point();
    }

    @Override
    public byte[] bytes(int column) {
        return records.buffer();
    }

    @Override
    public int from(int column) {
        return records.from(column);
    }

    @Override
    public int to(int column) {
        return records.to(column);
    }

    @Override
    public long offset(int column) {
        return records.offset(column);
    }

    @Override
    public long end(int column) {
        return records.end(column);
    }

    @Override
    public String place() {
        return source + ": line " + records.line();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
