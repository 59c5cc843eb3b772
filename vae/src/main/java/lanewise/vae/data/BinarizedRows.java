package lanewise.vae.data;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Objects;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// Ones drawn with the values of other rows as their probabilities; the draw of a value hangs on its place alone, so
/// each look gives the same.
final class BinarizedRows extends Dataset {

    private final Dataset source;
    private final RandomStream stream;

    BinarizedRows(Dataset source, RandomStream stream) {
        super(source.name(), source.size(), source.width());
        this.source = source;
        this.stream = stream;
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
        float probability = source.value(row, Objects.checkIndex(column, width()));
        return stream.uniform((long) row * width() + column) < probability ? 1 : 0;
    }

    @Override
    public Cell firstOutside(float low, float high) {
        return low <= 0 && high >= 1 ? null : super.firstOutside(low, high);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        source.copyRow(row, out, outRow, outColumn);
        Matrix drawn = out.block(outRow, outRow + 1, outColumn, outColumn + width());
        stream.fillBernoulli(drawn, drawn, (long) row * width());
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        byte[] bytes = new byte[width()];
        for (int column = 0; column < bytes.length; column++) {
            bytes[column] = (byte) (255 * value(row, column));
        }
        digest.update(MemorySegment.ofArray(bytes).asByteBuffer());
    }

    @Override
    String kind() {
        return "bytes";
    }
}
