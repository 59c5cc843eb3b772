package lanewise.vae.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Rows of arrays side by side.
final class ArrayRows extends CellRows {

    private final String source;
    private final List<ArrayCursor> arrays;
    private final Closeable container;
    private final ArrayCursor[] cursor;
    private final int[] place;
    private int decimals;
    private long row;

    /// The rows of arrays with equally many of them.
    ///
    /// @param container what they are in, closed with them
    ArrayRows(String source, List<String> columns, List<ArrayCursor> arrays, Closeable container) {
        super(columns);
        this.source = source;
        this.arrays = arrays;
        this.container = container;
        this.cursor = new ArrayCursor[columns.size()];
        this.place = new int[columns.size()];
        int column = 0;
        for (ArrayCursor array : arrays) {
            for (int c = 0; c < array.header().columns(); c++) {
                cursor[column] = array;
                place[column++] = c;
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        boolean another = false;
        for (ArrayCursor array : arrays) {
            another = array.next();
        }
        row += another ? 1 : 0;
        return another;
    }

    /// Number of all rows.
    long count() {
        return arrays.getFirst().header().rows();
    }

    @Override
    public long row() {
        return row;
    }

    @Override
    public boolean isMissing(int column) {
        return Double.isNaN(number(column));
    }

    @Override
    public double number(int column) {
        decimals = cursor[column].header().type().isWhole() ? 0 : -1;
        return cursor[column].number(place[column]);
    }

    @Override
    public int decimals() {
        return decimals;
    }

    @Override
    public int digits() {
        return decimals < 0 ? 0 : 1;
    }

    @Override
    byte[] utf8(int column) {
        return isMissing(column) ? new byte[0]
                : cursor[column].text(place[column]).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String place() {
        return source + ": row " + row;
    }

    @Override
    public void close() throws IOException {
        for (ArrayCursor array : arrays) {
            array.close();
        }
        container.close();
    }
}
