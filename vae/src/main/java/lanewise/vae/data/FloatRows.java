package lanewise.vae.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import lanewise.core.Matrix;

/// Rows of floats with the value that they have.
final class FloatRows extends Dataset {

    private final Matrix values;
    private final ByteLabels labels;

    FloatRows(String name, Matrix values, MemorySegment labels) {
        super(name, values.rows(), values.columns());
        this.values = values;
        this.labels = new ByteLabels(labels, values.rows());
    }

    @Override
    public boolean hasLabels() {
        return labels.areThere();
    }

    @Override
    public int label(int row) {
        return labels.of(row, name());
    }

    @Override
    public float value(int row, int column) {
        return values.get(row, column);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        MemorySegment.copy(values.segment(), values.byteOffset(row, 0), out.segment(),
                out.byteOffset(outRow, outColumn), 4L * width());
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        byte[] bytes = new byte[4 * width()];
        MemorySegment.copy(values.segment(), Matrix.FLOAT, values.byteOffset(row, 0), MemorySegment.ofArray(bytes),
                ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, width());
        digest.update(bytes);
    }

    @Override
    String kind() {
        return "floats";
    }
}
