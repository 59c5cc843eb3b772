package lanewise.vae.data;

import java.security.MessageDigest;

import lanewise.core.Matrix;

/// Two data sets of as many rows side by side: the columns of the first, then those of the second; the labels are
/// those of the first.
final class BesideRows extends Dataset {

    private final Dataset left;
    private final Dataset right;

    BesideRows(Dataset left, Dataset right) {
        super(left.name(), left.size(), Math.addExact(left.width(), right.width()));
        if (right.size() != left.size()) {
            throw new IllegalArgumentException("columns: " + right.name() + " has " + right.size() + " rows, "
                    + left.name() + " has " + left.size());
        }
        this.left = left;
        this.right = right;
    }

    @Override
    public boolean hasLabels() {
        return left.hasLabels();
    }

    @Override
    public int label(int row) {
        return left.label(row);
    }

    @Override
    public int origin(int row) {
        return left.origin(row);
    }

    @Override
    public float value(int row, int column) {
        return column < left.width() ? left.value(row, column) : right.value(row, column - left.width());
    }

    @Override
    public Dataset subset(int[] rows) {
        return new BesideRows(left.subset(rows), right.subset(rows));
    }

    @Override
    public Dataset columns(int from, int to) {
        if (from == 0 && to == left.width()) {
            return left;
        }
        return from == left.width() && to == width() ? right : super.columns(from, to);
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        left.copyRow(row, out, outRow, outColumn);
        right.copyRow(row, out, outRow, outColumn + left.width());
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        left.digestRow(row, digest);
        right.digestRow(row, digest);
    }

    @Override
    String kind() {
        return left.kind() + " " + left.width() + " and " + right.kind();
    }
}
