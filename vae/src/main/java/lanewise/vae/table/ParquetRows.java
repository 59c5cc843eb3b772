package lanewise.vae.table;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;

import lanewise.vae.format.FormatException;

/// Rows of a Parquet file. Pages are read and decoded as the rows need them, the next ones ahead, by threads of the
/// library, which may leave the reading one waiting for ever where a page is damaged: a [Watch] ends that.
final class ParquetRows extends CellRows {

    /// The longest wait for a row, in seconds, where the property `lanewise.parquet.wait` says no other: a page takes
    /// milliseconds.
    static final int LONGEST_WAIT = 60;

    private static final int WAIT = Math.max(1, Integer.getInteger("lanewise.parquet.wait", LONGEST_WAIT));

    private final Path file;
    private final Watch watch;
    private final ParquetFileReader reader;
    private final RowReader rows;
    private final ParquetCell[] cells;
    private final MissingTexts missing;
    private final DecimalParser parser = new DecimalParser('.');
    private int decimals;
    private int digits;
    private long row;

    private ParquetRows(Path file, List<String> columns, MissingTexts missing, ParquetFileReader reader,
            ParquetCell[] cells, Watch watch) {
        super(columns);
        this.file = file;
        this.watch = watch;
        this.missing = missing;
        this.reader = reader;
        this.cells = cells;
        this.rows = reader.rowReader();
    }

    /// Opens a file whose columns are known.
    ///
    /// @throws FormatException if it has changed, or as [ParquetTable#open]
    static ParquetRows open(Path file, List<String> columns, MissingTexts missing) throws IOException {
        Watch watch = new Watch(Duration.ofSeconds(WAIT));
        try {
            watch.begin();
            ParquetFileReader reader = ParquetTable.reader(file);
            try {
                ParquetCell[] cells = ParquetTable.cells(reader.getFileSchema(), file).toArray(ParquetCell[]::new);
                if (cells.length != columns.size()) {
                    throw new FormatException(file.toString(), "has changed: it had " + columns.size()
                            + " columns and has " + cells.length);
                }
                return new ParquetRows(file, columns, missing, reader, cells, watch);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!watch.isLate()) {
                    reader.close();
                }
                throw e;
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            watch.close();
            throw unreadable(file, watch, e);
        } finally {
            watch.end();
        }
    }

    private static FormatException unreadable(Path file, Watch watch, Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return new FormatException(file.toString(), String.format(Locale.ROOT, "hardwood-core needs more heap for"
                    + " its pages than there is, expected more than -Xmx%dm", Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
        return watch.isLate() ? new FormatException(file.toString(), "hardwood-core found no next row in it within "
                + WAIT + " seconds: it is no whole Parquet file, or its pages need more heap than -Xmx allows", e)
                : ParquetTable.unreadable(file, e);
    }

    @Override
    public boolean next() throws IOException {
        watch.begin();
        try {
            boolean more = rows.hasNext();
            if (more) {
                rows.next();
                for (ParquetCell cell : cells) {
                    cell.take(rows);
                }
                row++;
            }
            // The library may take an interrupt for the end of the rows.
            if (watch.isLate()) {
                throw unreadable(file, watch, null);
            }
            return more;
        } catch (RuntimeException | OutOfMemoryError e) {
            throw unreadable(file, watch, e);
        } finally {
            watch.end();
        }
    }

    @Override
    public long row() {
        return row;
    }

    @Override
    public boolean isMissing(int column) {
        ParquetCell cell = cells[column];
        if (cell.isNull()) {
            return true;
        }
        if (!cell.isText()) {
            return Double.isNaN(cell.number());
        }
        return missing.contains(cell.text(), 0, cell.text().length);
    }

    @Override
    public double number(int column) {
        ParquetCell cell = cells[column];
        if (cell.isNull()) {
            return Double.NaN;
        }
        if (!cell.isText()) {
            decimals = cell.decimals();
            digits = cell.digits();
            return cell.number();
        }
        double number = parser.parse(cell.text(), 0, cell.text().length);
        decimals = parser.decimals();
        digits = parser.digits();
        return number;
    }

    @Override
    public int decimals() {
        return decimals;
    }

    @Override
    public int digits() {
        return decimals < 0 ? 0 : digits;
    }

    @Override
    byte[] utf8(int column) {
        return cells[column].isNull() ? new byte[0] : cells[column].text();
    }

    @Override
    public String place() {
        return file + ": row " + row;
    }

    @Override
    public void close() throws IOException {
        // Threads of the library that do not end are left alone: closing would wait for them.
        try (watch) {
            watch.begin();
            if (!watch.isLate()) {
                try (reader) {
                    rows.close();
                }
            }
        } finally {
            watch.end();
        }
    }
}
