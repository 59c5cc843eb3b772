package lanewise.vae.data;

import java.security.MessageDigest;

/// Zeros and ones made of other rows, value by value. Digested as the bytes 0 and 255 that images of them have.
abstract sealed class BinaryRows extends Dataset permits BinarizedRows, ThresholdedRows {

    final Dataset source;

    BinaryRows(Dataset source) {
        super(source.name(), source.size(), source.width());
        this.source = source;
    }

    @Override
    public final boolean hasLabels() {
        return source.hasLabels();
    }

    @Override
    public final int label(int row) {
        return source.label(row);
    }

    @Override
    public final int origin(int row) {
        return source.origin(row);
    }

    @Override
    public final Cell firstOutside(float low, float high) {
        return low <= 0 && high >= 1 ? null : super.firstOutside(low, high);
    }

    @Override
    final void digestRow(int row, MessageDigest digest) {
        byte[] bytes = new byte[width()];
        for (int column = 0; column < bytes.length; column++) {
            bytes[column] = (byte) (255 * value(row, column));
        }
        digest.update(bytes);
    }

    @Override
    final String kind() {
        return "bytes";
    }
}
