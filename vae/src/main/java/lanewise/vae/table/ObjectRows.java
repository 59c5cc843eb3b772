package lanewise.vae.table;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Rows of objects.
final class ObjectRows extends CellRows {

    private static final MissingTexts MISSING = new MissingTexts(ReadOptions.usual().missing());

    private final String source;
    private final List<Object[]> rows;
    private final DecimalParser parser = new DecimalParser('.');
    private int row = -1;
    private int decimals;

    ObjectRows(String source, List<String> columns, List<Object[]> rows) {
        super(columns);
        this.source = source;
        this.rows = rows;
        for (int r = 0; r < rows.size(); r++) {
            if (rows.get(r).length != columns.size()) {
                throw new IllegalArgumentException(source + ": row " + (r + 1) + " has " + rows.get(r).length
                        + " cells, expected "
                        + columns.size() + ", one for each of " + columns);
            }
        }
    }

    @Override
    public boolean next() {
        return row < rows.size() && ++row < rows.size();
    }

    @Override
    public long row() {
        return Math.min(row + 1L, rows.size());
    }

    private Object cell(int column) {
        return rows.get(row)[column];
    }

    @Override
    public boolean isMissing(int column) {
        return switch (cell(column)) {
            case null -> true;
            case Double d -> d.isNaN();
            case Float f -> f.isNaN();
            case Number _, Boolean _ -> false;
            case Object other -> {
                byte[] text = other.toString().getBytes(StandardCharsets.UTF_8);
                yield MISSING.contains(text, 0, text.length);
            }
        };
    }

    @Override
    public double number(int column) {
        switch (cell(column)) {
            case null -> decimals = 0;
            case Byte _, Short _, Integer _, Long _ -> {
                decimals = 0;
                return ((Number) cell(column)).doubleValue();
            }
            case Boolean truth -> {
                decimals = 0;
                return truth ? 1 : 0;
            }
            case Number number -> {
                decimals = -1;
                return number.doubleValue();
            }
            case Object other -> {
                byte[] text = other.toString().getBytes(StandardCharsets.UTF_8);
                double value = parser.parse(text, 0, text.length);
                decimals = parser.decimals();
                return value;
            }
        }
        return Double.NaN;
    }

    @Override
    public int decimals() {
        return decimals;
    }

    @Override
    public int digits() {
        return decimals < 0 ? 0 : parser.digits();
    }

    @Override
    byte[] utf8(int column) {
        Object cell = cell(column);
        return cell == null ? new byte[0] : cell.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String place() {
        return rows.size() == 1 ? source : source + ": row " + (row + 1);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
