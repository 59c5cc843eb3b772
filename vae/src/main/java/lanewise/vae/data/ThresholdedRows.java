package lanewise.vae.data;

import java.security.MessageDigest;

import lanewise.core.Matrix;

/// 1 where a value of other rows is at least a threshold, else 0.
final class ThresholdedRows extends Dataset {

    private final Dataset source;
    private final float threshold;

    ThresholdedRows(Dataset source, float threshold) {
        super(source.name(), source.size(), source.width());
        this.source = source;
        this.threshold = threshold;
    }

    @Override
    public boolean hasLabels() {
        return source.hasLabels();
    }

    @Override
    public int label(int row) {
        return source.label(row);
    }

    @Override
    public int origin(int row) {
        return source.origin(row);
    }

    @Override
    public float value(int row, int column) {
        return source.value(row, column) >= threshold ? 1 : 0;
    }

    @Override
    public Cell firstOutside(float low, float high) {
        return low <= 0 && high >= 1 ? null : super.firstOutside(low, high);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        for (int column = 0; column < width(); column++) {
            out.set(outRow, outColumn + column, value(row, column));
        }
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        byte[] bytes = new byte[width()];
        for (int column = 0; column < bytes.length; column++) {
            bytes[column] = (byte) (255 * value(row, column));
        }
        digest.update(bytes);
    }

    @Override
    String kind() {
        return "bytes";
    }
}
