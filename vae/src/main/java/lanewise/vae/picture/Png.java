package lanewise.vae.picture;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;

/// PNG files (W3C, Portable Network Graphics, third edition): 8-bit grey or RGB, not interlaced, written without time
/// stamps or other marks.
///
/// Each row takes the filter whose result has the least sum of absolute signed bytes (the standard's own suggestion,
/// section 12.7). Thread-safe.
public final class Png {

    /// The longest file that is read, in bytes.
    static final int LONGEST_FILE = 1 << 28;

    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    static final int FILTERS = 5;

    private Png() {
    }

    /// Writes a file; it appears under its name whole or not at all.
    ///
    /// @param picture what to write
    /// @param file where to
    /// @throws IOException if it cannot be written
    public static void write(Picture picture, Path file) throws IOException {
        AtomicFile.write(file, encode(picture));
    }

    /// The bytes of the file.
    ///
    /// @param picture what to encode
    /// @return the whole file
    public static byte[] encode(Picture picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(picture.width());
            fields.writeInt(picture.height());
            fields.write(new byte[] {8, (byte) (picture.channels() == 1 ? 0 : 2), 0, 0, 0});
            chunk(out, "IHDR", header.toByteArray());
            chunk(out, "IDAT", deflate(filter(picture)));
            chunk(out, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Reads a file: 8 bits per sample, grey, RGB or palette, not interlaced. A palette's colours are RGB. Transparency
    /// is left out, as where other readers convert to RGB: a pixel has its colour however transparent it is.
    ///
    /// @param file the file
    /// @return the picture
    /// @throws FormatException naming the offset and what is damaged there or not read
    /// @throws IOException if the file cannot be read
    public static Picture read(Path file) throws IOException {
        return decode(Inputs.bytes(file, LONGEST_FILE, "a PNG file"), file.toString());
    }

    /// The picture that the bytes of a file are of, as [#read] has it.
    ///
    /// @param bytes the whole file
    /// @param source what to call it in messages
    /// @return the picture
    /// @throws FormatException naming the offset and what is damaged there or not read
    public static Picture decode(byte[] bytes, String source) throws FormatException {
        return new PngDecoder(bytes, source).decode();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    private static byte[] deflate(byte[] data) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 15];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static byte[] filter(Picture picture) {
        int pixel = picture.channels();
        int row = picture.width() * pixel;
        byte[] out = new byte[Math.multiplyExact(picture.height(), row + 1)];
        byte[] above = new byte[row];
        byte[] line = new byte[row];
        byte[] tried = new byte[row];
        for (int y = 0; y < picture.height(); y++) {
            System.arraycopy(picture.samples(), y * row, line, 0, row);
            long least = Long.MAX_VALUE;
            for (int type = 0; type < FILTERS; type++) {
                long sum = filter(type, line, above, pixel, tried);
                if (sum < least) {
                    least = sum;
                    out[y * (row + 1)] = (byte) type;
                    System.arraycopy(tried, 0, out, y * (row + 1) + 1, row);
                }
            }
            byte[] swap = above;
            above = line;
            line = swap;
        }
        return out;
    }

    /// Filters one row (section 9.2) and returns the sum of the absolute values.
    private static long filter(int type, byte[] line, byte[] above, int pixel, byte[] out) {
        long sum = 0;
        for (int i = 0; i < line.length; i++) {
            int left = i < pixel ? 0 : line[i - pixel] & 0xff;
            int up = above[i] & 0xff;
            int upLeft = i < pixel ? 0 : above[i - pixel] & 0xff;
            out[i] = (byte) (line[i] - predicted(type, left, up, upLeft));
            sum += Math.abs(out[i]);
        }
        return sum;
    }

    /// What a filter takes off a sample (section 9.2).
    static int predicted(int type, int left, int up, int upLeft) {
        return switch (type) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            default -> paeth(left, up, upLeft);
        };
    }

    /// Section 9.4: whichever of the three is nearest to left + up - upLeft.
    private static int paeth(int left, int up, int upLeft) {
        int estimate = left + up - upLeft;
        int a = Math.abs(estimate - left);
        int b = Math.abs(estimate - up);
        int c = Math.abs(estimate - upLeft);
        return a <= b && a <= c ? left : b <= c ? up : upLeft;
    }
}
