package lanewise.vae.data;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.IntStream;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// Examples: rows of equal width, each value a float, with or without a label per row.
///
/// Two kinds: bytes (value = b / 255, one correctly rounded fp32 division) and floats (a view of a [Matrix]); and views
/// of these: chosen rows or columns, labels as columns, two data sets side by side or one above the other, ones drawn
/// with the values as probabilities or told by a threshold.
/// The memory is off-heap and belongs to the arena that allocated it; it is never copied into floats as a whole.
/// Values must not change while the data set is in use. Thread-safe as far as the arena is (a confined one serves
/// its own thread only).
///
/// ```java
/// Matrix rows = Matrix.allocate(arena, 1000, 12);
/// Dataset data = Dataset.of("measured", rows, null);
/// Dataset first = data.head(100);              // a view; nothing is copied
/// ```
public abstract sealed class Dataset permits ByteRows, FloatRows, SelectedRows, SelectedColumns, BesideRows,
        OneHotLabels, BinaryRows, StackedRows {

    private final String name;
    private final int size;
    private final int width;

    Dataset(String name, int size, int width) {
        this.name = Objects.requireNonNull(name, "name");
        if (size < 0 || width < 1) {
            throw new IllegalArgumentException("rows x width: " + size + " x " + width
                    + ", expected 0 or more rows of 1 or more values");
        }
        this.size = size;
        this.width = width;
    }

    /// One value and where it is.
    ///
    /// @param row its row
    /// @param column its column
    /// @param value the value
    public record Cell(int row, int column, float value) {
    }

    /// Bytes as values in [0, 1].
    ///
    /// @param name what to call the data in messages
    /// @param values rows x width unsigned bytes, row by row, native memory
    /// @param labels one unsigned byte per row, native memory, or null
    /// @param rows number of rows
    /// @param width values per row
    /// @return the data set, a view
    /// @throws IllegalArgumentException if the sizes do not agree
    public static Dataset ofBytes(String name, MemorySegment values, MemorySegment labels, int rows, int width) {
        return new ByteRows(name, values, labels, rows, width);
    }

    /// Floats as they are.
    ///
    /// @param name what to call the data in messages
    /// @param values one row per example
    /// @param labels one unsigned byte per row, native memory, or null
    /// @return the data set, a view
    /// @throws IllegalArgumentException if the sizes do not agree
    public static Dataset of(String name, Matrix values, MemorySegment labels) {
        return new FloatRows(name, values, labels);
    }

    /// What to call the data in messages.
    ///
    /// @return the name
    public final String name() {
        return name;
    }

    /// Number of rows.
    ///
    /// @return the number
    public final int size() {
        return size;
    }

    /// Values per row.
    ///
    /// @return the number
    public final int width() {
        return width;
    }

    /// Whether each row has a label.
    ///
    /// @return true if so
    public abstract boolean hasLabels();

    /// The label of a row.
    ///
    /// @param row 0 to size - 1
    /// @return 0 to 255
    /// @throws IllegalStateException if there are no labels
    /// @throws IndexOutOfBoundsException if there is no such row
    public abstract int label(int row);

    /// One value.
    ///
    /// @param row 0 to size - 1
    /// @param column 0 to width - 1
    /// @return the value
    /// @throws IndexOutOfBoundsException if there is no such value
    public abstract float value(int row, int column);

    /// Which row of the data set that this one is a view of a row is; of one that is no view the row itself.
    /// What messages name.
    ///
    /// @param row 0 to size - 1
    /// @return its number where it was read
    public int origin(int row) {
        return Objects.checkIndex(row, size);
    }

    /// Where a value is, as messages say it: rows where they were read and counted from 1, as lines and table rows are;
    /// columns from 0, as likelihoods of columns count them.
    ///
    /// @param cell the value
    /// @return such as `row 12, column 3`
    public final String place(Cell cell) {
        return "row " + (origin(cell.row) + 1L) + ", column " + cell.column;
    }

    /// Writes row `row` of the data into row `outRow` of the matrix, from its column `outColumn` on, all
    /// checked by the caller.
    abstract void copyRow(int row, Matrix out, int outRow, int outColumn);

    /// Adds the bytes of a row, in the file order of its kind, to a digest.
    abstract void digestRow(int row, MessageDigest digest);

    /// The kind of memory behind it, for the hash.
    abstract String kind();

    /// The first value, row by row, that is not in [low, high]; NaN never is.
    ///
    /// @param low the smallest allowed
    /// @param high the largest allowed
    /// @return the value and its place, or null if all are inside
    public Cell firstOutside(float low, float high) {
        for (int r = 0; r < size; r++) {
            for (int c = 0; c < width; c++) {
                float v = value(r, c);
                if (!(v >= low && v <= high)) {
                    return new Cell(r, c, v);
                }
            }
        }
        return null;
    }

    /// Row i of the result is row `rows[from + i]` of the data, for i from 0 to count - 1. Allocates nothing.
    ///
    /// @param rows row numbers
    /// @param from the first to take
    /// @param count how many to take
    /// @param out count or more rows of width columns; further rows are left alone
    /// @throws IndexOutOfBoundsException if a row number or the range is outside
    /// @throws IllegalArgumentException if the matrix has another width or too few rows
    public final void gather(int[] rows, int from, int count, Matrix out) {
        Objects.checkFromIndexSize(from, count, rows.length);
        requireRoom(count, out);
        for (int i = 0; i < count; i++) {
            copyRow(Objects.checkIndex(rows[from + i], size), out, i, 0);
        }
    }

    /// Row i of the result is row `from + i` of the data, for i from 0 to count - 1. Allocates nothing.
    ///
    /// @param from the first row
    /// @param count how many
    /// @param out count or more rows of width columns; further rows are left alone
    /// @throws IndexOutOfBoundsException if the range is outside
    /// @throws IllegalArgumentException if the matrix has another width or too few rows
    public final void copy(int from, int count, Matrix out) {
        Objects.checkFromIndexSize(from, count, size);
        requireRoom(count, out);
        for (int i = 0; i < count; i++) {
            copyRow(from + i, out, i, 0);
        }
    }

    private void requireRoom(int count, Matrix out) {
        if (out.columns() != width || out.rows() < count) {
            throw new IllegalArgumentException(
                    "out: is " + out.rows() + " x " + out.columns() + ", expected at least " + count + " x " + width);
        }
    }

    /// The first rows.
    ///
    /// @param n how many, or more than there are for all
    /// @return a view
    /// @throws IllegalArgumentException if n is negative
    public final Dataset head(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + ", expected 0 or more rows");
        }
        return n >= size ? this : range(0, n);
    }

    /// The rows `from` (inclusive) to `to` (exclusive).
    ///
    /// @param from first row
    /// @param to row after the last
    /// @return a view
    /// @throws IndexOutOfBoundsException if the range is outside
    public final Dataset range(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = from + i;
        }
        return subset(rows);
    }

    /// The rows whose labels are none of the given ones, in their order.
    ///
    /// @param labels the labels to leave out
    /// @return a view
    /// @throws IllegalStateException if there are no labels
    public final Dataset withoutLabels(Collection<Integer> labels) {
        return subset(IntStream.range(0, size).filter(row -> !labels.contains(label(row))).toArray());
    }

    /// The given rows, in the given order; a row may occur more than once.
    ///
    /// @param rows row numbers
    /// @return a view
    /// @throws IndexOutOfBoundsException if a row number is outside
    public Dataset subset(int[] rows) {
        for (int row : rows) {
            Objects.checkIndex(row, size);
        }
        return new SelectedRows(this, rows.clone());
    }

    /// The columns `from` (inclusive) to `to` (exclusive).
    ///
    /// @param from first column
    /// @param to column after the last
    /// @return a view with the same labels
    /// @throws IndexOutOfBoundsException if the range is outside
    public Dataset columns(int from, int to) {
        Objects.checkFromToIndex(from, to, width);
        if (from == 0 && to == width) {
            return this;
        }
        int[] columns = new int[to - from];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = from + i;
        }
        return columns(columns);
    }

    /// The given columns, in the given order.
    ///
    /// @param columns column numbers
    /// @return a view with the same labels
    /// @throws IndexOutOfBoundsException if a column number is outside
    public final Dataset columns(int[] columns) {
        return new SelectedColumns(this, columns.clone());
    }

    /// The labels as columns: 1 in the column of a row's label, 0 in the others.
    ///
    /// @param classes number of columns
    /// @return a view with the same labels
    /// @throws IllegalStateException if there are no labels
    /// @throws IllegalArgumentException naming the first row whose label is `classes` or more
    public final Dataset oneHotLabels(int classes) {
        return new OneHotLabels(this, classes);
    }

    /// The columns of this data set, then those of another, as a conditional model takes its data:
    /// `data.beside(data.oneHotLabels(10))`.
    ///
    /// @param other as many rows
    /// @return a view with the labels of this data set
    /// @throws IllegalArgumentException if the numbers of rows differ
    public final Dataset beside(Dataset other) {
        return new BesideRows(this, other);
    }

    /// The rows of this data set, then those of another.
    ///
    /// @param other as many values per row
    /// @return a view, labelled where both are
    /// @throws IllegalArgumentException if the widths differ
    public final Dataset above(Dataset other) {
        return new StackedRows(this, other);
    }

    /// `value >= threshold ? 1 : 0`.
    ///
    /// @param threshold the smallest value that becomes 1
    /// @return a view with the same labels
    /// @throws IllegalArgumentException naming row and column of the first that is no number
    public final Dataset thresholded(float threshold) {
        Cell cell = firstOutside(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        if (cell != null) {
            throw new IllegalArgumentException("data " + name + ": " + place(cell)
                    + " is " + cell.value() + ", a threshold needs numbers");
        }
        return new ThresholdedRows(this, threshold);
    }

    /// Ones drawn once, with the values as their probabilities: value (row, column) is 1 if element
    /// `row * width + column` of the stream's uniform numbers is below the value, else 0. Copying rows makes a
    /// small view for each.
    ///
    /// @param stream the random numbers
    /// @return a view
    /// @throws IllegalArgumentException naming row, column and value of the first that is no probability
    public final Dataset binarized(RandomStream stream) {
        Cell cell = firstOutside(0, 1);
        if (cell != null) {
            throw new IllegalArgumentException("data " + name + ": " + place(cell)
                    + " is " + cell.value() + ", binarised rows need probabilities from 0 to 1");
        }
        return new BinarizedRows(this, Objects.requireNonNull(stream, "stream"));
    }

    /// A SHA-256 of kind, sizes, values and labels, whatever the name: equal for a selection and for the same rows
    /// stored by themselves.
    ///
    /// Reads all values: about 50 ms for 60,000 digits.
    ///
    /// @return 64 hexadecimal digits
    public final String sha256() {
        return DataDigest.sha256(this);
    }

    @Override
    public String toString() {
        return name + " (" + size + " x " + width + (hasLabels() ? ", labelled)" : ")");
    }
}
