package lanewise.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A row-major fp32 view of off-heap memory: element (r, c) lies `4 * (r * rowStride + c)` bytes into the segment.
///
/// A vector is a matrix of one row. A matrix with zero rows or columns is legal and empty. The view is immutable, the
/// contents are not; the memory belongs to the arena that allocated it. Thread-safe as a view; concurrent access to the
/// contents is the caller's affair.
///
/// ```java
/// try (Arena arena = Arena.ofShared()) {
///     Matrix a = Matrix.allocate(arena, 4, 3);
///     a.fill(0);
///     a.set(0, 2, 1.5f);
///     Matrix firstTwo = a.rows(0, 2);          // a view of the same memory
///     float[] values = firstTwo.toArray();     // a copy, row by row
/// }
/// ```
public final class Matrix {

    /// The layout of one element: fp32 in the machine's byte order.
    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    /// Alignment of allocated matrices and of each of their rows in bytes: one cache line, one 512-bit vector.
    public static final int ALIGNMENT = 64;

    private static final int ALIGNED_FLOATS = ALIGNMENT / Float.BYTES;

    private final MemorySegment segment;
    private final int rows;
    private final int columns;
    private final int rowStride;

    private Matrix(MemorySegment segment, int rows, int columns, int rowStride) {
        this.segment = segment;
        this.rows = rows;
        this.columns = columns;
        this.rowStride = rowStride;
    }

    /// Allocates a zeroed matrix whose rows each begin on a multiple of 64 bytes; the row stride is
    /// `columns` rounded up to 16.
    ///
    /// Best in a shared, automatic or the global arena: once an arena that is confined to a thread was used anywhere in
    /// the process, kernels that the JIT compiler has not compiled yet become slower, products by up to 30% (JDK 25).
    ///
    /// @param arena who owns the memory
    /// @param rows number of rows, at least 0
    /// @param columns number of columns, at least 0
    /// @return the matrix
    /// @throws IllegalArgumentException if a size is negative or the row stride does not fit an int
    public static Matrix allocate(Arena arena, int rows, int columns) {
        requireSizes(rows, columns);
        long stride = ((long) columns + ALIGNED_FLOATS - 1) / ALIGNED_FLOATS * ALIGNED_FLOATS;
        return allocate(arena, rows, columns, stride);
    }

    /// Allocates a zeroed matrix without gaps between its rows: the row stride is `columns`. The first row begins on a
    /// multiple of 64 bytes.
    ///
    /// @param arena who owns the memory
    /// @param rows number of rows, at least 0
    /// @param columns number of columns, at least 0
    /// @return the matrix
    /// @throws IllegalArgumentException if a size is negative
    public static Matrix allocateDense(Arena arena, int rows, int columns) {
        requireSizes(rows, columns);
        return allocate(arena, rows, columns, columns);
    }

    private static Matrix allocate(Arena arena, int rows, int columns, long stride) {
        Objects.requireNonNull(arena, "arena");
        if (stride > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("columns: " + columns + " is too wide for an aligned row stride");
        }
        long bytes = Math.multiplyExact(Math.multiplyExact((long) rows, stride), Float.BYTES);
        return new Matrix(arena.allocate(bytes, ALIGNMENT), rows, columns, (int) stride);
    }

    /// Views existing memory: element (r, c) lies `4 * (r * rowStride + c)` bytes into `segment`.
    ///
    /// @param segment native memory, aligned to 4 bytes; read-only memory gives a matrix that can only be read. Mapped
    /// files are better copied first: of another class than allocated memory, they make kernels that the JIT compiler
    /// has not compiled yet half as fast, for all segments (JDK 25)
    /// @param rows number of rows, at least 0
    /// @param columns number of columns, at least 0
    /// @param rowStride floats from one row to the next, at least `columns`
    /// @return the view
    /// @throws IllegalArgumentException if the segment is on the heap, misaligned or too small, or a size is negative
    public static Matrix of(MemorySegment segment, int rows, int columns, int rowStride) {
        Objects.requireNonNull(segment, "segment");
        requireSizes(rows, columns);
        if (!segment.isNative()) {
            throw new IllegalArgumentException("segment: is on the heap, expected native memory (Arena.allocate)");
        }
        if (segment.address() % Float.BYTES != 0) {
            throw new IllegalArgumentException("segment: address 0x" + Long.toHexString(segment.address())
                    + " is not a multiple of " + Float.BYTES);
        }
        if (rowStride < columns) {
            throw new IllegalArgumentException("rowStride: " + rowStride + " is below columns " + columns);
        }
        long bytes = extent(rows, columns, rowStride);
        if (segment.byteSize() < bytes) {
            throw new IllegalArgumentException("segment: has " + segment.byteSize() + " bytes, a " + rows + " x "
                    + columns + " matrix with row stride " + rowStride + " needs " + bytes);
        }
        return new Matrix(segment, rows, columns, rowStride);
    }

    private static void requireSizes(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("rows x columns: " + rows + " x " + columns
                    + ", expected no negative size");
        }
    }

    /// Bytes from the first element to the end of the last.
    private static long extent(long rows, long columns, long rowStride) {
        return rows == 0 || columns == 0 ? 0 : Math.multiplyExact((rows - 1) * rowStride + columns, (long) Float.BYTES);
    }

    /// Number of rows.
    /// @return the number
    public int rows() {
        return rows;
    }

    /// Number of columns.
    /// @return the number
    public int columns() {
        return columns;
    }

    /// Floats from one row to the next.
    /// @return the stride, at least `columns()`
    public int rowStride() {
        return rowStride;
    }

    /// The memory; element (0, 0) is at its start.
    /// @return the segment
    public MemorySegment segment() {
        return segment;
    }

    /// Where element (row, column) lies in [#segment()], unchecked.
    ///
    /// @param row the row
    /// @param column the column
    /// @return the offset in bytes
    public long byteOffset(int row, int column) {
        return ((long) row * rowStride + column) * Float.BYTES;
    }

    /// True if the elements follow each other without gaps.
    /// @return whether `rowStride() == columns()` or there is at most one row
    public boolean isDense() {
        return rowStride == columns || rows <= 1;
    }

    /// Reads one element.
    ///
    /// @param row the row, 0 to rows - 1
    /// @param column the column, 0 to columns - 1
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element
    public float get(int row, int column) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        return segment.get(FLOAT, byteOffset(row, column));
    }

    /// Writes one element.
    ///
    /// @param row the row, 0 to rows - 1
    /// @param column the column, 0 to columns - 1
    /// @param value what to write
    /// @throws IndexOutOfBoundsException if there is no such element
    public void set(int row, int column, float value) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        segment.set(FLOAT, byteOffset(row, column), value);
    }

    /// Views the rows `from` (inclusive) to `to` (exclusive).
    ///
    /// @param from first row
    /// @param to row after the last
    /// @return the view
    /// @throws IndexOutOfBoundsException if the range is not inside the matrix
    public Matrix rows(int from, int to) {
        return block(from, to, 0, columns);
    }

    /// Views the columns `from` (inclusive) to `to` (exclusive).
    ///
    /// @param from first column
    /// @param to column after the last
    /// @return the view
    /// @throws IndexOutOfBoundsException if the range is not inside the matrix
    public Matrix columns(int from, int to) {
        return block(0, rows, from, to);
    }

    /// Views a rectangle.
    ///
    /// @param fromRow first row
    /// @param toRow row after the last
    /// @param fromColumn first column
    /// @param toColumn column after the last
    /// @return the view
    /// @throws IndexOutOfBoundsException if the rectangle is not inside the matrix
    public Matrix block(int fromRow, int toRow, int fromColumn, int toColumn) {
        Objects.checkFromToIndex(fromRow, toRow, rows);
        Objects.checkFromToIndex(fromColumn, toColumn, columns);
        long extent = extent(toRow - fromRow, toColumn - fromColumn, rowStride);
        long offset = extent == 0 ? 0 : byteOffset(fromRow, fromColumn);
        return new Matrix(segment.asSlice(offset, extent), toRow - fromRow, toColumn - fromColumn, rowStride);
    }

    /// Sets every element to `value`; gaps between rows are left alone.
    ///
    /// @param value what to write
    public void fill(float value) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                segment.set(FLOAT, byteOffset(r, c), value);
            }
        }
    }

    /// Copies all elements of a matrix of the same shape.
    ///
    /// @param source what to copy
    /// @throws IllegalArgumentException if the shapes differ
    public void copyFrom(Matrix source) {
        source.requireShape("source", rows, columns);
        for (int r = 0; r < rowsWithElements(); r++) {
            MemorySegment.copy(source.segment, source.byteOffset(r, 0), segment, byteOffset(r, 0),
                    (long) columns * Float.BYTES);
        }
    }

    /// Copies `rows * columns` floats given row by row.
    ///
    /// @param rowMajor the elements, row by row
    /// @throws IllegalArgumentException if their number differs from `rows * columns`
    public void copyFrom(float[] rowMajor) {
        if (rowMajor.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "rowMajor: has " + rowMajor.length + " floats, expected " + rows + " x " + columns);
        }
        for (int r = 0; r < rowsWithElements(); r++) {
            MemorySegment.copy(rowMajor, r * columns, segment, FLOAT, byteOffset(r, 0), columns);
        }
    }

    /// All elements row by row, in a new array.
    ///
    /// @return `rows * columns` floats
    public float[] toArray() {
        float[] out = new float[Math.multiplyExact(rows, columns)];
        for (int r = 0; r < rowsWithElements(); r++) {
            MemorySegment.copy(segment, FLOAT, byteOffset(r, 0), out, r * columns, columns);
        }
        return out;
    }

    /// Rows of a matrix without columns have no place in its memory, which is empty.
    private int rowsWithElements() {
        return columns == 0 ? 0 : rows;
    }

    /// True if the memory of the two views, gaps between rows included, has a byte in common.
    ///
    /// @param other another matrix
    /// @return whether they overlap
    public boolean overlaps(Matrix other) {
        long begin = segment.address();
        long end = begin + extent(rows, columns, rowStride);
        long otherBegin = other.segment.address();
        long otherEnd = otherBegin + extent(other.rows, other.columns, other.rowStride);
        return begin < otherEnd && otherBegin < end;
    }

    /// Refuses another shape than the one expected.
    ///
    /// @param argument the name under which the caller knows this matrix
    /// @param expectedRows the rows expected
    /// @param expectedColumns the columns expected
    /// @return this
    /// @throws IllegalArgumentException naming the argument and both shapes
    public Matrix requireShape(String argument, int expectedRows, int expectedColumns) {
        if (rows != expectedRows || columns != expectedColumns) {
            throw new IllegalArgumentException(argument + ": is " + rows + " x " + columns + ", expected "
                    + expectedRows + " x " + expectedColumns);
        }
        return this;
    }

    /// Refuses another width; any number of rows will do.
    ///
    /// @param argument the name under which the caller knows this matrix
    /// @param expectedColumns the width it should have
    /// @return this
    /// @throws IllegalArgumentException naming the argument and both shapes, if the width is another
    public Matrix requireColumns(String argument, int expectedColumns) {
        if (columns != expectedColumns) {
            throw new IllegalArgumentException(
                    argument + ": is " + rows + " x " + columns + ", expected any number of rows x " + expectedColumns);
        }
        return this;
    }

    /// Refuses to receive, element by element, what is computed from another matrix, unless this one is that matrix or
    /// lies apart from it.
    ///
    /// @param argument the name under which the caller knows this matrix
    /// @param readArgument the name under which the caller knows the other
    /// @param read what is read while this matrix is written
    /// @return this
    /// @throws IllegalArgumentException if the shapes differ, this matrix is read-only, or the two overlap
    /// without being the same
    /// @throws IllegalStateException if an arena was closed
    public Matrix requireSameOrApart(String argument, String readArgument, Matrix read) {
        read.requireOpen(readArgument);
        requireShape(argument, read.rows, read.columns).requireWritable(argument);
        boolean same = segment.address() == read.segment.address() && rowStride == read.rowStride;
        if (!same && overlaps(read)) {
            throw new IllegalArgumentException(argument + ": overlaps " + readArgument
                    + ", expected the same memory or memory apart");
        }
        return this;
    }

    /// Refuses memory that cannot be written.
    ///
    /// @param argument the name under which the caller knows this matrix
    /// @return this
    /// @throws IllegalArgumentException if the segment is read-only
    /// @throws IllegalStateException if its arena was closed
    public Matrix requireWritable(String argument) {
        requireOpen(argument);
        if (segment.isReadOnly()) {
            throw new IllegalArgumentException(argument + ": is read-only, expected writable memory");
        }
        return this;
    }

    /// Refuses memory whose arena was closed.
    ///
    /// @param argument the name under which the caller knows this matrix
    /// @return this
    /// @throws IllegalStateException if the arena was closed
    public Matrix requireOpen(String argument) {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException(argument + ": the arena that owns this " + rows + " x " + columns
                    + " matrix was closed");
        }
        return this;
    }

    @Override
    public String toString() {
        return "Matrix[" + rows + " x " + columns + ", rowStride " + rowStride + "]";
    }
}
