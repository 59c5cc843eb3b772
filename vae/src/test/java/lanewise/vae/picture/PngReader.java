package lanewise.vae.picture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/// Reads what [Png] writes, straight from the standard's text; for tests.
final class PngReader {

    private PngReader() {
    }

    static Picture read(byte[] file) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(file);
        require(in.getLong() == 0x89504e470d0a1a0aL, "signature");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer header = null;
        String type = "";
        while (!type.equals("IEND")) {
            byte[] content = new byte[in.getInt()];
            byte[] name = new byte[4];
            in.get(name).get(content);
            type = new String(name, "US-ASCII");
            CRC32 crc = new CRC32();
            crc.update(name);
            crc.update(content);
            require(in.getInt() == (int) crc.getValue(), "CRC of " + type);
            if (type.equals("IHDR")) {
                header = ByteBuffer.wrap(content);
            } else if (type.equals("IDAT")) {
                data.write(content);
            }
        }
        require(!in.hasRemaining() && header != null && header.remaining() == 13, "structure");
        int width = header.getInt();
        int height = header.getInt();
        int depth = header.get();
        int colour = header.get();
        require(depth == 8 && (colour == 0 || colour == 2) && header.get() == 0 && header.get() == 0
                && header.get() == 0, "header");
        byte[] rows = new InflaterInputStream(new ByteArrayInputStream(data.toByteArray())).readAllBytes();
        return unfilter(rows, width, height, colour == 0 ? 1 : 3);
    }

    private static Picture unfilter(byte[] rows, int width, int height, int pixel) {
        Picture picture = pixel == 1 ? Picture.grey(width, height) : Picture.rgb(width, height, 0);
        int row = width * pixel;
        require(rows.length == height * (row + 1), "number of bytes");
        int[] above = new int[row];
        for (int y = 0; y < height; y++) {
            int filter = rows[y * (row + 1)];
            int[] line = new int[row];
            for (int i = 0; i < row; i++) {
                int a = i < pixel ? 0 : line[i - pixel];
                int b = above[i];
                int c = i < pixel ? 0 : above[i - pixel];
                int pa = Math.abs(b - c);
                int pb = Math.abs(a - c);
                int pc = Math.abs(a + b - 2 * c);
                int[] predictors = {0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c};
                line[i] = rows[y * (row + 1) + 1 + i] + predictors[filter] & 0xff;
            }
            for (int x = 0; x < width; x++) {
                int[] rgb = Arrays.copyOfRange(line, x * pixel, x * pixel + pixel);
                picture.set(x, y, pixel == 1 ? rgb[0] * 0x010101 : rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
            }
            above = line;
        }
        return picture;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("PNG: wrong " + what);
        }
    }
}
