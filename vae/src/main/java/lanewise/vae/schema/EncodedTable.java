package lanewise.vae.schema;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;

/// Rows as floats, with the cells that were observed.
///
/// The floats of a missing cell are 0: the mean of a number, no category, the centre of a cycle. The memory belongs to
/// the arena that the table was encoded into. Thread-safe as the matrix is.
public final class EncodedTable {

    private final Matrix values;
    private final int columns;
    private final long[] missing;
    private final long gaps;

    EncodedTable(Matrix values, int columns, long[] missing, long gaps) {
        this.values = values;
        this.columns = columns;
        this.missing = missing;
        this.gaps = gaps;
    }

    /// The floats.
    ///
    /// @return a row for each row of the table
    public Matrix values() {
        return values;
    }

    /// Number of rows.
    ///
    /// @return the number
    public int rows() {
        return values.rows();
    }

    /// Whether a cell was observed.
    ///
    /// @param row 0 to rows - 1
    /// @param column number of the column among those that the encoder keeps, see [TableEncoder#places()]
    /// @return false if it is missing
    /// @throws IndexOutOfBoundsException if there is no such cell
    public boolean isObserved(int row, int column) {
        long cell = (long) Objects.checkIndex(row, rows()) * columns + Objects.checkIndex(column, columns);
        return gaps == 0 || (missing[(int) (cell >>> 6)] >>> cell & 1) == 0;
    }

    /// The rows as examples to learn from, a view.
    ///
    /// @param name what to call them in messages
    /// @return the data set
    /// @throws IllegalStateException if a cell is missing: a likelihood would describe its zeros as if they were
    /// observed
    public Dataset dataset(String name) {
        return dataset(name, null);
    }

    /// The rows as labelled examples to learn from, a view.
    ///
    /// @param name what to call them in messages
    /// @param labels one unsigned byte per row, native memory, or null
    /// @return the data set
    /// @throws IllegalStateException if a cell is missing, as above
    /// @throws IllegalArgumentException if there are not as many labels as rows
    public Dataset dataset(String name, MemorySegment labels) {
        if (gaps > 0) {
            throw new IllegalStateException(name + ": " + gaps + " cells are missing, expected none in rows to learn"
                    + " from");
        }
        return Dataset.of(name, values, labels);
    }

    /// Number of missing cells.
    ///
    /// @return the number
    public long gaps() {
        return gaps;
    }
}
