package lanewise.vae.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/// Makes IDX files for tests.
final class IdxBytes {

    private IdxBytes() {
    }

    static byte[] images(int count, int height, int width) {
        ByteBuffer file = ByteBuffer.allocate(16 + count * height * width).putInt(0x803).putInt(count).putInt(height)
                .putInt(width);
        for (int i = 0; file.hasRemaining(); i++) {
            file.put((byte) (i * 37));
        }
        return file.array();
    }

    static byte[] floats(int count, int height, int width, float... values) {
        ByteBuffer file = ByteBuffer.allocate(16 + 4 * values.length).putInt(0xd03).putInt(count).putInt(height)
                .putInt(width);
        for (float value : values) {
            file.putFloat(value);
        }
        return file.array();
    }

    static byte[] labels(int count) {
        ByteBuffer file = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            file.put((byte) (i % 10));
        }
        return file.array();
    }

    static byte[] header(int... words) {
        ByteBuffer file = ByteBuffer.allocate(4 * words.length);
        for (int word : words) {
            file.putInt(word);
        }
        return file.array();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
