package lanewise.vae.table;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// The header of a NumPy array file, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1).
///
/// @param type of the elements
/// @param columnsFirst whether the elements of a column follow each other (Fortran order)
/// @param rows number of rows
/// @param columns number of columns, 1 for an array of one dimension
/// @param dimensions 1 or 2
/// @param length bytes before the elements
record NpyHeader(ElementType type, boolean columnsFirst, long rows, int columns, int dimensions, int length) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final Pattern FORM = Pattern.compile("\\s*\\{(.*)}\\s*", Pattern.DOTALL);
    private static final Pattern DESCR =
            Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[.*?]))\\s*(?:,|$)", Pattern.DOTALL);
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    static boolean isNpy(byte[] begin, int length) {
        if (length < MAGIC.length) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (begin[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /// Reads it; the stream is then at the first element.
    static NpyHeader read(InputStream in, String source) throws IOException {
        byte[] begin = exactly(in, 10, source);
        int version = begin[6];
        if (!isNpy(begin, begin.length) || version < 1 || version > 3 || begin[7] != 0) {
            throw new FormatException(source, isNpy(begin, begin.length) ? "is NPY version " + version + "." + begin[7]
                    + ", expected 1.0, 2.0 or 3.0"
                    : "does not begin as an NPY array, expected the bytes 93 NUMPY");
        }
        long size = begin[8] & 0xFF | (begin[9] & 0xFF) << 8;
        int length = begin.length;
        if (version > 1) {
            byte[] rest = exactly(in, 2, source);
            size |= (rest[0] & 0xFFL) << 16 | (rest[1] & 0xFFL) << 24;
            length += rest.length;
        }
        if (size > LONGEST) {
            throw new FormatException(source, "has a header of " + size + " bytes, expected at most " + LONGEST);
        }
        String text = new String(exactly(in, (int) size, source), version == 3 ? StandardCharsets.UTF_8
                : StandardCharsets.ISO_8859_1);
        return parse(text, source, length + (int) size);
    }

    private static NpyHeader parse(String text, String source, int length) throws FormatException {
        Matcher form = FORM.matcher(text);
        String fields = form.matches() ? form.group(1) : "";
        Matcher descr = DESCR.matcher(fields);
        Matcher order = ORDER.matcher(fields);
        Matcher shape = SHAPE.matcher(fields);
        if (!descr.find() || !order.find() || !shape.find()) {
            throw new FormatException(source, "has the header " + Texts.abridged(text.strip())
                    + ", expected a dictionary of 'descr', 'fortran_order' and 'shape'");
        }
        ElementType type = ElementType.of(descr.group(1) == null ? descr.group(2) : descr.group(1), source);
        String[] extents = shape.group(1).isBlank() ? new String[0] : shape.group(1).strip().replaceFirst(",$",
                "").split("\\s*,\\s*");
        if (extents.length < 1 || extents.length > 2) {
            throw new FormatException(source, "has " + extents.length + " dimensions (" + shape.group(1).strip()
                    + "), expected 1 or 2: rows, or rows and columns");
        }
        long rows = extent(extents[0], Integer.MAX_VALUE - 8, source);
        int columns = extents.length == 1 ? 1 : (int) extent(extents[1], DelimitedRecords.mostCells(), source);
        if (columns == 0) {
            throw new FormatException(source, "has the shape (" + shape.group(1).strip()
                    + "), expected at least one column");
        }
        return new NpyHeader(type, order.group(1).equals("True") && columns > 1, rows, columns, extents.length, length);
    }

    private static long extent(String text, int most, String source) throws FormatException {
        if (!text.matches("\\d{1,18}L?") || Long.parseLong(text.replace("L", "")) > most) {
            throw new FormatException(source, "has the extent " + Texts.abridged(text)
                    + ", expected a whole number from 0 to " + most);
        }
        return Long.parseLong(text.replace("L", ""));
    }

    /// Bytes of all elements; rows, columns and bytes of an element are so small that the product is a long.
    long dataBytes() {
        return rows * columns * type.bytes();
    }

    /// As NumPy shows it.
    String shape() {
        return dimensions == 1 ? "(" + rows + ",)" : "(" + rows + ", " + columns + ")";
    }

    private static byte[] exactly(InputStream in, int count, String source) throws IOException {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new FormatException(source, "ends within its header, expected an NPY array");
            }
            return bytes;
        } catch (EOFException | ZipException e) {
            throw new FormatException(source, "its compressed data end or are damaged (" + e.getMessage() + ")", e);
        }
    }
}
