package lanewise.vae.network;

import lanewise.core.Matrix;

/// Views of some columns of matrices. The view of one of the last two matrices asked for allocates
/// nothing. Not thread-safe.
final class Views {

    private final int from;
    private final int to;
    private Matrix last;
    private Matrix lastView;
    private Matrix before;
    private Matrix viewBefore;

    Views(int from, int to) {
        this.from = from;
        this.to = to;
    }

    Matrix of(Matrix whole) {
        if (from == 0 && to == whole.columns()) {
            return whole;
        }
        if (whole == last) {
            return lastView;
        }
        Matrix view = whole == before ? viewBefore : whole.columns(from, to);
        before = last;
        viewBefore = lastView;
        last = whole;
        lastView = view;
        return view;
    }
}
