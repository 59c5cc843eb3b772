package lanewise.vae.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import lanewise.core.Matrix;

/// A named array of a safetensors file: row-major, little-endian, without gaps. Shape `[]` is a scalar.
///
/// A view: the memory belongs to whoever opened or made it. Immutable as a view, thread-safe as far as its memory is.
public final class Tensor {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final Type type;
    private final long[] shape;
    private final MemorySegment data;

    /// The element types of the format, under its own names.
    public enum Type {
        /// 64-bit IEEE floating point.
        F64(8),
        /// Signed 64-bit integer.
        I64(8),
        /// Unsigned 64-bit integer.
        U64(8),
        /// 32-bit IEEE floating point.
        F32(4),
        /// Signed 32-bit integer.
        I32(4),
        /// Unsigned 32-bit integer.
        U32(4),
        /// 16-bit IEEE floating point.
        F16(2),
        /// The upper half of a 32-bit float.
        BF16(2),
        /// Signed 16-bit integer.
        I16(2),
        /// Unsigned 16-bit integer.
        U16(2),
        /// Signed byte.
        I8(1),
        /// Unsigned byte.
        U8(1),
        /// One byte, 0 or 1.
        BOOL(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /// Size of an element.
        ///
        /// @return bytes
        public int bytes() {
            return bytes;
        }
    }

    /// Names memory.
    ///
    /// @param name the name
    /// @param type the type of its elements
    /// @param shape the sizes, none negative
    /// @param data exactly the elements, row-major and little-endian
    /// @throws IllegalArgumentException if shape and memory do not agree
    public Tensor(String name, Type type, long[] shape, MemorySegment data) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.data = data;
        long bytes = bytes(shape, type);
        if (bytes != data.byteSize()) {
            throw new IllegalArgumentException("data: tensor \"" + name + "\" has " + data.byteSize() + " bytes, but "
                    + type + " " + shapeText(shape) + (bytes < 0 ? " is no valid shape" : " takes " + bytes));
        }
    }

    /// Bytes of a tensor of this shape; -1 if a size is negative or the product does not fit a long.
    static long bytes(long[] shape, Type type) {
        long bytes = type.bytes;
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                return -1;
            }
            empty |= size == 0;
        }
        if (empty) {
            return 0;
        }
        for (long size : shape) {
            if (Math.multiplyHigh(bytes, size) != 0 || bytes * size < 0) {
                return -1;
            }
            bytes *= size;
        }
        return bytes;
    }

    static String shapeText(long[] shape) {
        return Arrays.toString(shape);
    }

    /// Its name.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// The type of its elements.
    ///
    /// @return the type
    public Type type() {
        return type;
    }

    /// Its sizes, the slowest index first.
    ///
    /// @return a copy
    public long[] shape() {
        return shape.clone();
    }

    /// Its memory: exactly the elements, little-endian, perhaps unaligned and perhaps read-only.
    ///
    /// @return the segment
    public MemorySegment data() {
        return data;
    }

    /// Number of elements.
    ///
    /// @return the product of the shape
    public long count() {
        return data.byteSize() / type.bytes;
    }

    /// Element `index` in row-major order as a double; exact for all types but 64-bit integers beyond 2^53.
    ///
    /// @param index 0 to count - 1
    /// @return the value; BOOL gives 0 or 1
    /// @throws IndexOutOfBoundsException if there is no such element
    public double get(long index) {
        long at = Math.multiplyExact(index, (long) type.bytes);
        return switch (type) {
            case F64 -> data.get(DOUBLE, at);
            case F32 -> data.get(FLOAT, at);
            case F16 -> Float.float16ToFloat(data.get(SHORT, at));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, at) << 16);
            case I64 -> data.get(LONG, at);
            case U64 -> {
                long bits = data.get(LONG, at);
                yield bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
            }
            case I32 -> data.get(INT, at);
            case U32 -> Integer.toUnsignedLong(data.get(INT, at));
            case I16 -> data.get(SHORT, at);
            case U16 -> Short.toUnsignedInt(data.get(SHORT, at));
            case I8 -> data.get(ValueLayout.JAVA_BYTE, at);
            case U8, BOOL -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at));
        };
    }

    /// All elements as doubles, as [#get(long)] gives them.
    ///
    /// @return a new array
    public double[] toDoubles() {
        double[] out = new double[Math.toIntExact(count())];
        for (int i = 0; i < out.length; i++) {
            out[i] = get(i);
        }
        return out;
    }

    /// All elements, rounded to floats where they are wider.
    ///
    /// @return a new array
    public float[] toFloats() {
        float[] out = new float[Math.toIntExact(count())];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) get(i);
        }
        return out;
    }

    /// All elements of an I64 tensor, exactly.
    ///
    /// @return a new array
    /// @throws IllegalStateException if the type is another
    public long[] toLongs() {
        requireType(Type.I64);
        return data.toArray(LONG);
    }

    /// Copies an F32 tensor into memory in the machine's byte order.
    ///
    /// @param out where to
    /// @param offset bytes into `out`
    /// @throws IllegalStateException if the type is not F32
    /// @throws IndexOutOfBoundsException if it does not fit
    public void copyTo(MemorySegment out, long offset) {
        requireType(Type.F32);
        MemorySegment.copy(data, FLOAT, 0, out, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, count());
    }

    /// Copies an F32 tensor: the first dimension as rows, all others together as columns; of one dimension as a single
    /// row, of none as one element.
    ///
    /// @param out a matrix of so many rows and columns, of any stride
    /// @throws IllegalStateException if the type is not F32
    /// @throws IllegalArgumentException if the shapes differ
    public void copyTo(Matrix out) {
        requireType(Type.F32);
        long rows = shape.length >= 2 ? shape[0] : 1;
        long columns = rows == 0 ? out.columns() : count() / rows;
        if (rows != out.rows() || columns != out.columns()) {
            throw new IllegalArgumentException("out: is " + out.rows() + " x " + out.columns() + ", tensor \"" + name
                    + "\" is " + shapeText(shape));
        }
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(data, FLOAT, r * columns * Float.BYTES, out.segment(), Matrix.FLOAT,
                    out.byteOffset(r, 0), columns);
        }
    }

    private void requireType(Type expected) {
        if (type != expected) {
            throw new IllegalStateException("tensor \"" + name + "\" is " + type + ", expected " + expected);
        }
    }

    @Override
    public String toString() {
        return "Tensor[" + name + ", " + type + " " + shapeText(shape) + "]";
    }
}
