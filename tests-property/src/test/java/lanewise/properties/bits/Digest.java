package lanewise.properties.bits;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import lanewise.core.Matrix;

/// A SHA-256 over the bits of numbers; all NaN are one value.
final class Digest {
    private final MessageDigest sha;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 12);

    Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Digest add(long bits) {
        room(Long.BYTES).putLong(bits);
        return this;
    }

    Digest add(double value) {
        return add(Double.doubleToLongBits(value));
    }

    Digest add(Matrix matrix) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                room(Integer.BYTES).putInt(Float.floatToIntBits(matrix.get(r, c)));
            }
        }
        return this;
    }

    Digest add(byte[] bytes) {
        flush();
        sha.update(bytes);
        return this;
    }

    String hex() {
        flush();
        return HexFormat.of().formatHex(sha.digest(), 0, 12);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        sha.update(buffer.flip());
        buffer.clear();
    }
}
