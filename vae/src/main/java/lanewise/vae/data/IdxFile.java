package lanewise.vae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import lanewise.core.Matrix;
import lanewise.vae.format.FormatException;

/// A file in the IDX format of the MNIST database: images of bytes or floats, or labels; gzipped or
/// not, told by content.
///
/// The format (LeCun, Cortes and Burges, the MNIST database): big-endian; the magic number 0x00000803 (images of
/// bytes), 0x00000d03 (images of floats) or 0x00000801 (labels); one 32-bit size per dimension, then the data without
/// gaps. The file must hold exactly what its header says; that is checked before memory is taken. The data belong to
/// the arena that was passed. Immutable.
final class IdxFile {

    private static final int IMAGES = 0x00000803;
    private static final int FLOAT_IMAGES = 0x00000d03;
    private static final int LABELS = 0x00000801;
    private static final int COLOUR_IMAGES = 0x00000804;

    private final int count;
    private final int height;
    private final int width;
    private final boolean floats;
    private final MemorySegment data;

    private IdxFile(int count, int height, int width, boolean floats, MemorySegment data) {
        this.count = count;
        this.height = height;
        this.width = width;
        this.floats = floats;
        this.data = data;
    }

    /// Reads a file of images.
    ///
    /// @param file the file
    /// @param arena owns the memory
    /// @return the images; floats are finite
    /// @throws FormatException if the file is cut, damaged, too long, of another kind, or holds NaN or infinities
    /// @throws IOException if it is missing or cannot be read
    static IdxFile images(Path file, Arena arena) throws IOException {
        try (IdxInput in = IdxInput.open(file)) {
            int magic = in.readInt("magic number");
            if (magic != IMAGES && magic != FLOAT_IMAGES) {
                throw wrongMagic(in, magic, "0x00000803 (images of bytes) or 0x00000d03 (images of floats)");
            }
            int count = in.readSize("images");
            int height = in.readSize("rows per image");
            int width = in.readSize("columns per image");
            if ((long) height * width > Integer.MAX_VALUE) {
                throw new FormatException(in.source(),
                        "offset 8: images of " + height + " x " + width + " values, expected fewer than 2^31");
            }
            boolean floats = magic == FLOAT_IMAGES;
            long bytes = in.product("images", count, height, width, floats ? Float.BYTES : 1);
            MemorySegment data = in.readData(bytes, arena);
            if (floats) {
                toNativeFloats(data, in.source(), height * width);
            }
            return new IdxFile(count, height, width, floats, data);
        }
    }

    /// Reads a file of labels.
    ///
    /// @param file the file
    /// @param arena owns the memory
    /// @return the labels, as images of one byte
    /// @throws FormatException if the file is cut, damaged, too long, or of another kind
    /// @throws IOException if it is missing or cannot be read
    static IdxFile labels(Path file, Arena arena) throws IOException {
        try (IdxInput in = IdxInput.open(file)) {
            int magic = in.readInt("magic number");
            if (magic != LABELS) {
                throw wrongMagic(in, magic, "0x00000801 (labels)");
            }
            int count = in.readSize("labels");
            return new IdxFile(count, 1, 1, false, in.readData(count, arena));
        }
    }

    private static FormatException wrongMagic(IdxInput in, int magic, String expected) {
        String kind = switch (magic) {
            case IMAGES, FLOAT_IMAGES -> " (images)";
            case LABELS -> " (labels)";
            case COLOUR_IMAGES -> " (bytes in 4 dimensions; colour images are read from folders of PNG files)";
            default -> "";
        };
        return new FormatException(in.source(),
                "offset 0: magic number 0x%08x%s, expected %s".formatted(magic, kind, expected));
    }

    /// From big-endian to the machine's order in place.
    private static void toNativeFloats(MemorySegment data, String source, int width) throws FormatException {
        ValueLayout.OfFloat bigEndian = Matrix.FLOAT.withOrder(ByteOrder.BIG_ENDIAN);
        for (long i = 0; i < data.byteSize() / Float.BYTES; i++) {
            float value = data.getAtIndex(bigEndian, i);
            if (!Float.isFinite(value)) {
                throw new FormatException(source,
                        "offset " + (16 + 4 * i) + ": image " + i / width + ", value " + i % width + " is " + value
                        + ", expected a finite number");
            }
            data.setAtIndex(Matrix.FLOAT, i, value);
        }
    }

    /// Number of images or labels.
    ///
    /// @return the number
    int count() {
        return count;
    }

    /// Rows of an image.
    ///
    /// @return the number
    int height() {
        return height;
    }

    /// Values per row of an image.
    ///
    /// @return the number
    int width() {
        return width;
    }

    /// The data without the header: unsigned bytes, or floats in the machine's byte order.
    ///
    /// @return the memory
    MemorySegment data() {
        return data;
    }

    /// The images as a data set, one image per row.
    ///
    /// @param name what to call it in messages
    /// @param labels as many labels as there are images, or null
    /// @return the data set, a view
    /// @throws IllegalArgumentException if the number of labels is another
    Dataset dataset(String name, IdxFile labels) {
        MemorySegment bytes = labels == null ? null : labels.data;
        return floats ? Dataset.of(name, Matrix.of(data, count, height * width, height * width), bytes)
                : Dataset.ofBytes(name, data, bytes, count, height * width);
    }
}
