package lanewise.vae.table;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// The type of the elements of a NumPy array.
///
/// @param kind `b` truth, `u` unsigned, `i` signed whole number, `f` floating point
/// @param bytes of an element
/// @param order of its bytes
record ElementType(char kind, int bytes, ByteOrder order) {

    private static final Pattern DESCRIPTION = Pattern.compile("([<>|=])([a-zA-Z])(\\d+)(\\[.*])?");
    private static final String EXPECTED = "expected numbers: |b1, u1, u2, u4, i1, i2, i4, i8, f2, f4 or f8 in either"
            + " byte order";

    /// Reads NumPy's description, such as `<f8`.
    static ElementType of(String description, String source) throws FormatException {
        if (description.matches("[|<>=]?O\\d*")) {
            throw new FormatException(source, "holds Python objects (dtype " + description
                    + "), which are pickles and are not read; " + EXPECTED);
        }
        Matcher matcher = DESCRIPTION.matcher(description);
        if (matcher.matches() && matcher.group(3).length() == 1) {
            char kind = matcher.group(2).charAt(0);
            int bytes = Integer.parseInt(matcher.group(3));
            boolean known = switch (kind) {
                case 'b' -> bytes == 1;
                case 'u', 'i' -> bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
                case 'f' -> bytes == 2 || bytes == 4 || bytes == 8;
                default -> false;
            };
            if (known) {
                ByteOrder order = switch (matcher.group(1)) {
                    case ">" -> ByteOrder.BIG_ENDIAN;
                    case "=" -> ByteOrder.nativeOrder();
                    default -> ByteOrder.LITTLE_ENDIAN;
                };
                return new ElementType(kind, bytes, order);
            }
        }
        throw new FormatException(source, "has elements of dtype " + Texts.abridged(description) + ", " + EXPECTED);
    }

    boolean isWhole() {
        return kind != 'f';
    }

    /// The element at an offset, exact but for whole numbers beyond 2^53, which are rounded.
    double number(MemorySegment data, long offset) {
        if (kind == 'f') {
            return switch (bytes) {
                case 2 -> Float.float16ToFloat(data.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset));
                case 4 -> data.get(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), offset);
                default -> data.get(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), offset);
            };
        }
        long whole = whole(data, offset);
        // an unsigned number of 64 bits: its half, with the last bit kept for the rounding, twice
        return kind == 'u' && whole < 0 ? (double) (whole >>> 1 | whole & 1) * 2 : whole;
    }

    /// The whole number at an offset; of an unsigned one of 64 bits its bits.
    private long whole(MemorySegment data, long offset) {
        long value = switch (bytes) {
            case 1 -> data.get(ValueLayout.JAVA_BYTE, offset);
            case 2 -> data.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset);
            case 4 -> data.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset);
            default -> data.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset);
        };
        return kind == 'i' || bytes == 8 ? value : value & (1L << 8 * bytes) - 1;
    }

    /// The element at an offset as it would be written.
    String text(MemorySegment data, long offset) {
        if (kind == 'f') {
            double value = number(data, offset);
            return bytes == 8 ? Double.toString(value) : Float.toString((float) value);
        }
        long whole = whole(data, offset);
        return kind == 'u' ? Long.toUnsignedString(whole) : Long.toString(whole);
    }
}
