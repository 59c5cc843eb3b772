package lanewise.vae.data;

import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// Ones drawn with the values of other rows as their probabilities; the draw of a value hangs on its place alone, so
/// each look gives the same.
final class BinarizedRows extends BinaryRows {

    private final RandomStream stream;

    BinarizedRows(Dataset source, RandomStream stream) {
        super(source);
        this.stream = stream;
    }

    @Override
    public float value(int row, int column) {
        float probability = source.value(row, Objects.checkIndex(column, width()));
        return stream.uniform((long) row * width() + column) < probability ? 1 : 0;
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        source.copyRow(row, out, outRow, outColumn);
        Matrix drawn = out.block(outRow, outRow + 1, outColumn, outColumn + width());
        stream.fillBernoulli(drawn, drawn, (long) row * width());
    }
}
