package lanewise.vae.data;

import java.security.MessageDigest;
import lanewise.core.Matrix;

/// Chosen rows of bytes or floats.
final class SelectedRows extends Dataset {

    private final Dataset source;
    private final int[] rows;

    SelectedRows(Dataset source, int[] rows) {
        super(source.name(), rows.length, source.width());
        this.source = source;
        this.rows = rows;
    }

    @Override
    public boolean hasLabels() {
        return source.hasLabels();
    }

    @Override
    public int label(int row) {
        return source.label(rows[row]);
    }

    @Override
    public int origin(int row) {
        return source.origin(rows[row]);
    }

    @Override
    public float value(int row, int column) {
        return source.value(rows[row], column);
    }

    @Override
    public Cell firstOutside(float low, float high) {
        return (source instanceof ByteRows || source instanceof BinaryRows)
                && low <= 0 && high >= 1
                ? null : super.firstOutside(low, high);
    }

    @Override
    public Dataset subset(int[] selected) {
        int[] chosen = new int[selected.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = rows[selected[i]];
        }
        return new SelectedRows(source, chosen);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        source.copyRow(rows[row], out, outRow, outColumn);
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        source.digestRow(rows[row], digest);
    }

    @Override
    String kind() {
        return source.kind();
    }
}
