package lanewise.vae.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;

import lanewise.vae.format.FormatException;

/// Rows of a Parquet file. Pages are read and decoded as the rows need them, the next ones ahead.
final class ParquetRows extends TableRows {

    private final Path file;
    private final ParquetFileReader reader;
    private final RowReader rows;
    private final ParquetCell[] cells;
    private final MissingTexts missing;
    private final DecimalParser parser = new DecimalParser('.');
    private byte[] bytes = {};
    private int decimals;
    private int digits;
    private long row;

    private ParquetRows(Path file, List<String> columns, MissingTexts missing, ParquetFileReader reader,
            ParquetCell[] cells) {
        super(columns);
        this.file = file;
        this.missing = missing;
        this.reader = reader;
        this.cells = cells;
        this.rows = reader.rowReader();
    }

    /// Opens a file whose columns are known.
    ///
    /// @throws FormatException if it has changed, or as [ParquetTable#open]
    static ParquetRows open(Path file, List<String> columns, MissingTexts missing) throws IOException {
        try {
            ParquetFileReader reader = ParquetTable.reader(file);
            try {
                ParquetCell[] cells = ParquetTable.cells(reader.getFileSchema(), file).toArray(ParquetCell[]::new);
                if (cells.length != columns.size()) {
                    throw new FormatException(file.toString(), "has changed: it had " + columns.size()
                            + " columns and has " + cells.length);
                }
                return new ParquetRows(file, columns, missing, reader, cells);
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw ParquetTable.unreadable(file, e);
        }
    }

    @Override
    public boolean next() throws IOException {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
            for (ParquetCell cell : cells) {
                cell.take(rows);
            }
        } catch (RuntimeException e) {
            throw ParquetTable.unreadable(file, e);
        }
        row++;
        return true;
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
    public byte[] bytes(int column) {
        bytes = cells[column].isNull() ? new byte[0] : cells[column].text();
        return bytes;
    }

    @Override
    public int from(int column) {
        return 0;
    }

    @Override
    public int to(int column) {
        return bytes.length;
    }

    @Override
    public String place() {
        return file + ": row " + row;
    }

    @Override
    public void close() throws IOException {
        try (reader) {
            rows.close();
        }
    }
}
