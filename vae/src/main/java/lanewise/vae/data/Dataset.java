package lanewise.vae.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import lanewise.core.Matrix;

/// Examples: rows of equal width, each value a float, with or without a label per row.
///
/// Three kinds: bytes (value = b / 255, one correctly rounded fp32 division), floats (a view of a [Matrix]), and a selection of rows of one of these.
/// The memory is off-heap and belongs to the arena that allocated it; it is never copied into floats as a whole. Values must not change while the
/// data set is in use. Thread-safe as far as the arena is (a confined one serves its own thread only).
public abstract sealed class Dataset {

    private final String name;
    private final int size;
    private final int width;

    private Dataset(String name, int size, int width) {
        this.name = Objects.requireNonNull(name, "name");
        if (size < 0 || width < 1) {
            throw new IllegalArgumentException("rows x width: " + size + " x " + width + ", expected 0 or more rows of 1 or more values");
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
        return new Bytes(name, values, labels, rows, width);
    }

    /// Floats as they are.
    ///
    /// @param name what to call the data in messages
    /// @param values one row per example
    /// @param labels one unsigned byte per row, native memory, or null
    /// @return the data set, a view
    /// @throws IllegalArgumentException if the sizes do not agree
    public static Dataset of(String name, Matrix values, MemorySegment labels) {
        return new Floats(name, values, labels);
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

    /// Writes row `row` of the data into row `outRow` of the matrix, both checked by the caller.
    abstract void copyRow(int row, Matrix out, int outRow);

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
            copyRow(Objects.checkIndex(rows[from + i], size), out, i);
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
            copyRow(from + i, out, i);
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

    /// The given rows, in the given order; a row may occur more than once.
    ///
    /// @param rows row numbers
    /// @return a view
    /// @throws IndexOutOfBoundsException if a row number is outside
    public Dataset subset(int[] rows) {
        for (int row : rows) {
            Objects.checkIndex(row, size);
        }
        return new Selection(this, rows.clone());
    }

    /// A SHA-256 of kind, sizes, values and labels, whatever the name: equal for a selection and for the same rows stored by themselves.
    ///
    /// Reads all values: about 50 ms for 60,000 digits.
    ///
    /// @return 64 hexadecimal digits
    public final String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head = kind() + " " + size + " x " + width + (hasLabels() ? " labelled\n" : "\n");
            digest.update(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            for (int r = 0; r < size; r++) {
                digestRow(r, digest);
            }
            for (int r = 0; hasLabels() && r < size; r++) {
                digest.update((byte) label(r));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return name + " (" + size + " x " + width + (hasLabels() ? ", labelled)" : ")");
    }

    private static MemorySegment requireLabels(MemorySegment labels, int rows) {
        if (labels != null && labels.byteSize() != rows) {
            throw new IllegalArgumentException("labels: there are " + labels.byteSize() + " for " + rows + " rows");
        }
        return labels;
    }

    private static int label(MemorySegment labels, int row, Dataset data) {
        if (labels == null) {
            throw new IllegalStateException(data.name + " has no labels");
        }
        return Byte.toUnsignedInt(labels.get(ValueLayout.JAVA_BYTE, row));
    }

    private static final class Bytes extends Dataset {

        private static final float[] VALUE = new float[256];

        static {
            for (int b = 0; b < 256; b++) {
                VALUE[b] = b / 255f;
            }
        }

        private final MemorySegment values;
        private final MemorySegment labels;

        private Bytes(String name, MemorySegment values, MemorySegment labels, int rows, int width) {
            super(name, rows, width);
            this.values = values;
            this.labels = requireLabels(labels, rows);
            if (values.byteSize() != (long) rows * width) {
                throw new IllegalArgumentException("values: has " + values.byteSize() + " bytes, expected " + rows + " x " + width);
            }
        }

        @Override
        public boolean hasLabels() {
            return labels != null;
        }

        @Override
        public int label(int row) {
            return Dataset.label(labels, Objects.checkIndex(row, size()), this);
        }

        @Override
        public float value(int row, int column) {
            Objects.checkIndex(row, size());
            Objects.checkIndex(column, width());
            return VALUE[Byte.toUnsignedInt(values.get(ValueLayout.JAVA_BYTE, (long) row * width() + column))];
        }

        @Override
        public Cell firstOutside(float low, float high) {
            return low <= 0 && high >= 1 ? null : super.firstOutside(low, high);
        }

        @Override
        void copyRow(int row, Matrix out, int outRow) {
            MemorySegment target = out.segment();
            long from = (long) row * width();
            long to = out.byteOffset(outRow, 0);
            for (int c = 0; c < width(); c++) {
                target.set(Matrix.FLOAT, to + 4L * c, VALUE[Byte.toUnsignedInt(values.get(ValueLayout.JAVA_BYTE, from + c))]);
            }
        }

        @Override
        void digestRow(int row, MessageDigest digest) {
            digest.update(values.asSlice((long) row * width(), width()).asByteBuffer());
        }

        @Override
        String kind() {
            return "bytes";
        }
    }

    private static final class Floats extends Dataset {

        private final Matrix values;
        private final MemorySegment labels;

        private Floats(String name, Matrix values, MemorySegment labels) {
            super(name, values.rows(), values.columns());
            this.values = values;
            this.labels = requireLabels(labels, values.rows());
        }

        @Override
        public boolean hasLabels() {
            return labels != null;
        }

        @Override
        public int label(int row) {
            return Dataset.label(labels, Objects.checkIndex(row, size()), this);
        }

        @Override
        public float value(int row, int column) {
            return values.get(row, column);
        }

        @Override
        void copyRow(int row, Matrix out, int outRow) {
            MemorySegment.copy(values.segment(), values.byteOffset(row, 0), out.segment(), out.byteOffset(outRow, 0), 4L * width());
        }

        @Override
        void digestRow(int row, MessageDigest digest) {
            byte[] bytes = new byte[4 * width()];
            MemorySegment.copy(values.segment(), Matrix.FLOAT, values.byteOffset(row, 0), MemorySegment.ofArray(bytes),
                    ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, width());
            digest.update(bytes);
        }

        @Override
        String kind() {
            return "floats";
        }
    }

    private static final class Selection extends Dataset {

        private final Dataset source;
        private final int[] rows;

        private Selection(Dataset source, int[] rows) {
            super(source.name, rows.length, source.width);
            this.source = source;
            this.rows = rows;
        }

        @Override
        public boolean hasLabels() {
            return source.hasLabels();
        }

        @Override
        public int label(int row) {
            return source.label(rows[row]);
        }

        @Override
        public float value(int row, int column) {
            return source.value(rows[row], column);
        }

        @Override
        public Cell firstOutside(float low, float high) {
            return source instanceof Bytes && low <= 0 && high >= 1 ? null : super.firstOutside(low, high);
        }

        @Override
        public Dataset subset(int[] selected) {
            int[] chosen = new int[selected.length];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = rows[selected[i]];
            }
            return new Selection(source, chosen);
        }

        @Override
        void copyRow(int row, Matrix out, int outRow) {
            source.copyRow(rows[row], out, outRow);
        }

        @Override
        void digestRow(int row, MessageDigest digest) {
            source.digestRow(rows[row], digest);
        }

        @Override
        String kind() {
            return source.kind();
        }
    }
}
