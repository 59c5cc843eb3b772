package lanewise.vae.data;

import java.security.MessageDigest;

import lanewise.core.Matrix;

/// The labels of a data set as columns: 1 in the column of a row's label, 0 in the others.
final class OneHotLabels extends Dataset {

    private final Dataset source;

    OneHotLabels(Dataset source, int classes) {
        super(source.name(), source.size(), classes);
        this.source = source;
        for (int r = 0; r < source.size(); r++) {
            if (source.label(r) >= classes) {
                throw new IllegalArgumentException("labels: row " + (source.origin(r) + 1L) + " of " + source.name()
                        + " has the label " + source.label(r) + ", expected 0 to " + (classes - 1));
            }
        }
    }

    @Override
    public boolean hasLabels() {
        return true;
    }

    @Override
    public int label(int row) {
        return source.label(row);
    }

    @Override
    public float value(int row, int column) {
        return source.label(row) == column ? 1f : 0f;
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        long at = out.byteOffset(outRow, outColumn);
        int label = source.label(row);
        for (int c = 0; c < width(); c++) {
            out.segment().set(Matrix.FLOAT, at + 4L * c, c == label ? 1f : 0f);
        }
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        digest.update((byte) source.label(row));
    }

    @Override
    String kind() {
        return "labels as columns";
    }
}
