package lanewise.vae.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.util.Objects;
import lanewise.core.Matrix;

/// Rows of unsigned bytes b with the value b / 255.
final class ByteRows extends Dataset {

    private static final float[] VALUE = new float[256];

    static {
        for (int b = 0; b < 256; b++) {
            VALUE[b] = b / 255f;
        }
    }

    private final MemorySegment values;
    private final ByteLabels labels;

    ByteRows(String name, MemorySegment values, MemorySegment labels, int rows, int width) {
        super(name, rows, width);
        this.values = values;
        this.labels = new ByteLabels(labels, rows);
        if (values.byteSize() != (long) rows * width) {
            throw new IllegalArgumentException("values: has " + values.byteSize() + " bytes, expected " + rows
                    + " x " + width);
        }
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
        Objects.checkIndex(row, size());
        Objects.checkIndex(column, width());
        return VALUE[Byte.toUnsignedInt(values.get(ValueLayout.JAVA_BYTE, (long) row * width() + column))];
    }

    @Override
    public Cell firstOutside(float low, float high) {
        return low <= 0 && high >= 1 ? null : super.firstOutside(low, high);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        MemorySegment target = out.segment();
        long from = (long) row * width();
        long to = out.byteOffset(outRow, outColumn);
        for (int c = 0; c < width(); c++) {
            target.set(Matrix.FLOAT, to + 4L * c,
                    VALUE[Byte.toUnsignedInt(values.get(ValueLayout.JAVA_BYTE, from + c))]);
        }
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        digest.update(values.asSlice((long) row * width(), width()).asByteBuffer());
    }

    @Override
    String kind() {
        return "bytes";
    }
}
