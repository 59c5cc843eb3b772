package lanewise.vae.data;

import lanewise.core.Matrix;

/// 1 where a value of other rows is at least a threshold, else 0.
final class ThresholdedRows extends BinaryRows {

    private final float threshold;

    ThresholdedRows(Dataset source, float threshold) {
        super(source);
        this.threshold = threshold;
    }

    @Override
    public float value(int row, int column) {
        return source.value(row, column) >= threshold ? 1 : 0;
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        for (int column = 0; column < width(); column++) {
            out.set(outRow, outColumn + column, value(row, column));
        }
    }
}
