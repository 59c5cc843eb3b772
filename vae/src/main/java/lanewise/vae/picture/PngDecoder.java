package lanewise.vae.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;

/// The bytes of a PNG file as a picture; what is damaged, or of a kind that is not read, is refused by the offset of
/// its chunk. No memory is taken for more pixels than the compressed data can hold.
final class PngDecoder {

    /// Deflate cannot shrink data by more than this: 258 bytes for 2 bits.
    private static final long LARGEST_RATIO = 1032;

    private static final int HEADER_SIZE = 13;
    private static final int CHUNK_FRAME = 12;
    private static final int PALETTE = 3;

    private final byte[] file;
    private final String source;
    private int at;
    private String type;
    private int begin;
    private int length;

    PngDecoder(byte[] file, String source) {
        this.file = file;
        this.source = source;
    }

    Picture decode() throws FormatException {
        requireSignature();
        next();
        if (!type.equals("IHDR") || length != HEADER_SIZE) {
            throw fault("chunk " + type + " of " + length + " bytes, expected IHDR of " + HEADER_SIZE);
        }
        int width = integer(begin);
        int height = integer(begin + 4);
        int colour = file[begin + 9];
        int samples = samples(colour);
        if (width < 1 || height < 1 || (long) width * height > Picture.MAX_PIXELS) {
            throw fault("an image of " + Integer.toUnsignedString(width) + " x " + Integer.toUnsignedString(height)
                    + " pixels, expected 1 x 1 up to " + Picture.MAX_PIXELS + " pixels");
        }
        byte[] palette = null;
        for (next(); !type.equals("IDAT"); next()) {
            if (type.equals("PLTE")) {
                palette = palette();
            } else if (isCritical()) {
                throw fault("chunk " + type + ", expected IDAT");
            }
        }
        if (colour == PALETTE && palette == null) {
            throw fault("an image of palette indices without a chunk PLTE before its data");
        }
        return image(width, height, samples, colour == PALETTE ? palette : null);
    }

    private void requireSignature() throws FormatException {
        for (int i = 0; i < Png.SIGNATURE.length; i++) {
            if (i >= file.length || file[i] != Png.SIGNATURE[i]) {
                throw new FormatException(source, "offset " + i + ": is no PNG file, which begins with 89 'PNG'");
            }
        }
        at = Png.SIGNATURE.length;
    }

    /// Samples of a pixel in the file.
    private int samples(int colour) throws FormatException {
        int depth = file[begin + 8];
        int samples = switch (colour) {
            case 0, PALETTE -> 1;
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> throw fault("colour type " + colour + ", expected 0, 2, 3, 4 or 6");
        };
        if (depth != Byte.SIZE) {
            throw fault(depth + " bits per sample, expected 8");
        }
        if (file[begin + 10] != 0 || file[begin + 11] != 0) {
            throw fault("compression " + file[begin + 10] + " and filter method " + file[begin + 11] + ", expected 0");
        }
        if (file[begin + 12] != 0) {
            throw fault("interlace method " + file[begin + 12] + ", expected an image that is not interlaced");
        }
        return samples;
    }

    private byte[] palette() throws FormatException {
        if (length == 0 || length % 3 != 0 || length > 3 * 256) {
            throw fault("a palette of " + length + " bytes, expected 3 for each of 1 to 256 colours");
        }
        return Arrays.copyOfRange(file, begin, begin + length);
    }

    /// The next chunk, whose checksum is right.
    private void next() throws FormatException {
        if (file.length - at < CHUNK_FRAME) {
            throw new FormatException(source, "offset " + at + ": the file ends, expected a chunk");
        }
        length = integer(at);
        if (length < 0 || length > file.length - at - CHUNK_FRAME) {
            throw new FormatException(source, "offset " + at + ": a chunk of " + Integer.toUnsignedString(length)
                    + " bytes, but the file has " + (file.length - at - CHUNK_FRAME) + " for it");
        }
        type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
        begin = at + 8;
        CRC32 crc = new CRC32();
        crc.update(file, at + 4, length + 4);
        if (integer(begin + length) != (int) crc.getValue()) {
            throw fault("the checksum of chunk " + type + " is wrong: the file is damaged");
        }
        at = begin + length + 4;
    }

    private boolean isCritical() {
        return Character.isUpperCase(type.charAt(0));
    }

    private int integer(int offset) {
        return (file[offset] & 0xff) << 24 | (file[offset + 1] & 0xff) << 16 | (file[offset + 2] & 0xff) << 8
                | file[offset + 3] & 0xff;
    }

    private FormatException fault(String what) {
        return new FormatException(source, "offset " + (begin - 8) + ": " + what);
    }

    private Picture image(int width, int height, int samples, byte[] palette) throws FormatException {
        long row = (long) width * samples;
        long bytes = height * (row + 1);
        if (bytes > file.length * LARGEST_RATIO || row > Integer.MAX_VALUE) {
            throw fault("the header promises " + bytes + " bytes of data, which a file of " + file.length
                    + " bytes cannot hold");
        }
        boolean grey = samples <= 2 && palette == null;
        // what a picture takes besides the file: an int for each pixel, and two rows
        Budget heap = Budget.heap(source);
        heap.take(file.length, "the file");
        heap.takeProduct("an image of " + width + " x " + height + " pixels", Integer.BYTES, width, height);
        heap.takeProduct("its rows", 2, row);
        Picture picture = grey ? Picture.grey(width, height) : Picture.rgb(width, height, 0);
        byte[] above = new byte[(int) row];
        byte[] line = new byte[(int) row];
        byte[] filter = new byte[1];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(file, begin, length);
            for (int y = 0; y < height; y++) {
                fill(inflater, filter, y);
                fill(inflater, line, y);
                unfilter(filter[0], line, above, samples, y);
                for (int x = 0; x < width; x++) {
                    picture.set(x, y, colour(line, x * samples, samples, palette, y));
                }
                byte[] swap = above;
                above = line;
                line = swap;
            }
            requireEnd(inflater);
        }
        return picture;
    }

    private void fill(Inflater inflater, byte[] out, int y) throws FormatException {
        try {
            for (int done = 0; done < out.length;) {
                int n = inflater.inflate(out, done, out.length - done);
                done += n;
                if (n == 0 && (inflater.finished() || inflater.needsDictionary() || !more(inflater))) {
                    throw fault("the data end in row " + (y + 1));
                }
            }
        } catch (DataFormatException e) {
            throw new FormatException(source, "offset " + (begin - 8) + ": the data are damaged in row " + (y + 1)
                    + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"), e);
        }
    }

    /// Gives the next chunk of data to the inflater, if there is one.
    private boolean more(Inflater inflater) throws FormatException {
        if (!inflater.needsInput()) {
            return true;
        }
        next();
        if (!type.equals("IDAT")) {
            return false;
        }
        inflater.setInput(file, begin, length);
        return true;
    }

    private void requireEnd(Inflater inflater) throws FormatException {
        byte[] rest = new byte[1];
        try {
            while (!inflater.finished()) {
                if (inflater.inflate(rest) > 0) {
                    throw fault("the data go on after the last row");
                }
                if (!inflater.finished() && !more(inflater)) {
                    throw fault("the data have no end");
                }
            }
        } catch (DataFormatException e) {
            throw new FormatException(source, "offset " + (begin - 8) + ": the data are damaged after the last row", e);
        }
        if (inflater.getRemaining() > 0) {
            throw fault("the data go on after the last row");
        }
        while (!type.equals("IEND")) {
            next();
            boolean empty = type.equals("IDAT") && length == 0;
            if (isCritical() && !type.equals("IEND") && !empty) {
                throw fault("chunk " + type + " after the data, expected IEND");
            }
        }
        if (at < file.length) {
            throw new FormatException(source, "offset " + at + ": the file goes on after its chunk IEND");
        }
    }

    /// Section 9.2, backwards.
    private void unfilter(int filter, byte[] line, byte[] above, int pixel, int y) throws FormatException {
        if (filter < 0 || filter >= Png.FILTERS) {
            throw fault("row " + (y + 1) + " has filter " + filter + ", expected 0 to " + (Png.FILTERS - 1));
        }
        for (int i = 0; i < line.length; i++) {
            int left = i < pixel ? 0 : line[i - pixel] & 0xff;
            int upLeft = i < pixel ? 0 : above[i - pixel] & 0xff;
            line[i] += (byte) Png.predicted(filter, left, above[i] & 0xff, upLeft);
        }
    }

    private int colour(byte[] line, int from, int samples, byte[] palette, int y) throws FormatException {
        int first = line[from] & 0xff;
        if (palette != null) {
            if (3 * first >= palette.length) {
                throw fault("row " + (y + 1) + " has the palette index " + first + ", but there are "
                        + palette.length / 3 + " colours");
            }
            return rgb(palette, 3 * first);
        }
        return samples <= 2 ? first * 0x010101 : rgb(line, from);
    }

    private static int rgb(byte[] bytes, int from) {
        return (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | bytes[from + 2] & 0xff;
    }
}
