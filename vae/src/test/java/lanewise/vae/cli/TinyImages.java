package lanewise.vae.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// A directory in the form of MNIST with small pictures of bars, learned in no time.
final class TinyImages {

    static final int SIDE = 6;
    static final int TRAIN = 60;
    static final int TEST = 20;

    private TinyImages() {
    }

    static Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("train-images-idx3-ubyte"), images(TRAIN));
        Files.write(directory.resolve("train-labels-idx1-ubyte"), labels(TRAIN));
        Files.write(directory.resolve("t10k-images-idx3-ubyte.gz"), gzip(images(TEST)));
        Files.write(directory.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(TEST)));
        return directory;
    }

    static byte[] images(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * SIDE * SIDE).putInt(0x803).putInt(count).putInt(SIDE)
                .putInt(SIDE);
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < SIDE * SIDE; p++) {
                boolean bar = i % 2 == 0 ? p / SIDE == i % SIDE : p % SIDE == i % SIDE;
                bytes.put((byte) (bar ? 200 + i % 50 : 10));
            }
        }
        return bytes.array();
    }

    static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 2));
        }
        return bytes.array();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
