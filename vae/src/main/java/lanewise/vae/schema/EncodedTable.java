package lanewise.vae.schema;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;

/// Rows as floats, those of a missing cell as [TableEncoder] says.
///
/// The memory belongs to the arena that the table was encoded into. Thread-safe as the matrix is.
public final class EncodedTable {

    private final Matrix values;
    private final List<TableEncoder.Place> places;
    private final long gaps;

    EncodedTable(Matrix values, List<TableEncoder.Place> places, long gaps) {
        this.values = values;
        this.places = places;
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
        Objects.checkIndex(row, rows());
        return gaps == 0 || !Float.isNaN(values.get(row, places.get(column).from()));
    }

    /// The rows as examples to learn from, a view. Rows with gaps suit a likelihood of observed cells alone, such as
    /// [TableEncoder#likelihood()] gives; others refuse them.
    ///
    /// @param name what to call them in messages
    /// @return the data set
    public Dataset dataset(String name) {
        return dataset(name, null);
    }

    /// The rows as labelled examples to learn from, a view.
    ///
    /// @param name what to call them in messages
    /// @param labels one unsigned byte per row, native memory, or null
    /// @return the data set
    /// @throws IllegalArgumentException if there are not as many labels as rows
    public Dataset dataset(String name, MemorySegment labels) {
        return Dataset.of(name, values, labels);
    }

    /// Number of missing cells.
    ///
    /// @return the number
    public long gaps() {
        return gaps;
    }
}
