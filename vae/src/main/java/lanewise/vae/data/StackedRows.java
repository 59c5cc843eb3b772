package lanewise.vae.data;

import java.security.MessageDigest;
import java.util.Objects;

import lanewise.core.Matrix;

/// The rows of one data set, then those of another of the same width; labels where both have them.
final class StackedRows extends Dataset {

    private final Dataset upper;
    private final Dataset lower;

    StackedRows(Dataset upper, Dataset lower) {
        super(upper.name() + " and " + lower.name(), Math.addExact(upper.size(), lower.size()), upper.width());
        if (lower.width() != upper.width()) {
            throw new IllegalArgumentException("rows: " + lower.name() + " has " + lower.width() + " values per row, "
                    + upper.name() + " has "
                    + upper.width());
        }
        this.upper = upper;
        this.lower = lower;
    }

    private boolean isUpper(int row) {
        return Objects.checkIndex(row, size()) < upper.size();
    }

    @Override
    public boolean hasLabels() {
        return upper.hasLabels() && lower.hasLabels();
    }

    @Override
    public int label(int row) {
        return isUpper(row) ? upper.label(row) : lower.label(row - upper.size());
    }

    @Override
    public float value(int row, int column) {
        return isUpper(row) ? upper.value(row, column) : lower.value(row - upper.size(), column);
    }

    @Override
    public Cell firstOutside(float low, float high) {
        Cell cell = upper.firstOutside(low, high);
        Cell below = cell == null ? lower.firstOutside(low, high) : null;
        return below == null ? cell : new Cell(below.row() + upper.size(), below.column(), below.value());
    }

    @Override
    void copyRow(int row, Matrix out, int outRow, int outColumn) {
        if (isUpper(row)) {
            upper.copyRow(row, out, outRow, outColumn);
        } else {
            lower.copyRow(row - upper.size(), out, outRow, outColumn);
        }
    }

    @Override
    void digestRow(int row, MessageDigest digest) {
        if (isUpper(row)) {
            upper.digestRow(row, digest);
        } else {
            lower.digestRow(row - upper.size(), digest);
        }
    }

    @Override
    String kind() {
        return upper.kind().equals(lower.kind()) ? upper.kind() : upper.kind() + " " + upper.size() + " over "
                + lower.kind();
    }
}
