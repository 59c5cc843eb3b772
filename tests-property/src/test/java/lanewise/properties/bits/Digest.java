package lanewise.properties.bits;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import lanewise.core.Matrix;

/// A SHA-256 over the bits of numbers; all NaN are one value.
final class Digest {
    private final MessageDigest sha;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);

    Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Digest add(long bits) {
        sha.update(word.putLong(0, bits).array());
        return this;
    }

    Digest add(double value) {
        return add(Double.doubleToLongBits(value));
    }

    Digest add(Matrix matrix) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                add(Float.floatToIntBits(matrix.get(r, c)));
            }
        }
        return this;
    }

    Digest add(byte[] bytes) {
        sha.update(bytes);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest(), 0, 12);
    }
}
