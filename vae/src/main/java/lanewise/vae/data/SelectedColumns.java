package lanewise.vae.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Objects;

import lanewise.core.Matrix;

/// Chosen columns of a data set.
final class SelectedColumns extends Dataset {

    private final Dataset source;
    private final int[] columns;

    SelectedColumns(Dataset source, int[] columns) {
        super(source.name(), source.size(), columns.length);
        this.source = source;
        this.columns = columns;
        for (int column : columns) {
            Objects.checkIndex(column, source.width());
        }
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
        return source.value(row, columns[column]);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        long at = out.byteOffset(outRow, outColumn);
        for (int c = 0; c < columns.length; c++) {
            out.segment().set(Matrix.FLOAT, at + 4L * c, source.value(row, columns[c]));
        }
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * columns.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int column : columns) {
            bytes.putFloat(source.value(row, column));
        }
        digest.update(bytes.array());
    }

    @Override
    String kind() {
        return "columns";
    }
}
