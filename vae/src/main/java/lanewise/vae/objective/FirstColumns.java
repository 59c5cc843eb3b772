package lanewise.vae.objective;

import lanewise.core.Matrix;

/// Views of the first columns of matrices: x of rows `[x, c]`, z of rows `[z, c]`. The view of a matrix of which it was
/// among the last two asked for, or of one that has no more columns, allocates nothing.
final class FirstColumns {

    private final int columns;
    private Matrix last;
    private Matrix lastView;
    private Matrix before;
    private Matrix viewBefore;

    FirstColumns(int columns) {
        this.columns = columns;
    }

    Matrix of(Matrix whole) {
        if (whole.columns() == columns) {
            return whole;
        }
        if (whole == last) {
            return lastView;
        }
        Matrix view = whole == before ? viewBefore : whole.columns(0, columns);
        before = last;
        viewBefore = lastView;
        last = whole;
        lastView = view;
        return view;
    }
}
