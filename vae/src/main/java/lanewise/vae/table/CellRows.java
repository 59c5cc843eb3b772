package lanewise.vae.table;

import java.util.List;

/// Rows whose cells are no parts of a text: each asked for has bytes of its own.
abstract sealed class CellRows extends TableRows permits ArrayRows, ObjectRows, ParquetRows {

    private byte[] bytes = {};

    CellRows(List<String> columns) {
        super(columns);
    }

    /// The text of a cell in UTF-8, empty where it is missing.
    abstract byte[] utf8(int column);

    @Override
    public final byte[] bytes(int column) {
        bytes = utf8(column);
        return bytes;
    }

    @Override
    public final int from(int column) {
        return 0;
    }

    @Override
    public final int to(int column) {
        return bytes.length;
    }
}
