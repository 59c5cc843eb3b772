package lanewise.vae.network;

import java.util.function.UnaryOperator;

import lanewise.core.Matrix;

/// Views of matrices that are asked for again and again: some of their columns, or images by their pixels. The view of
/// one of the last two matrices asked for, or of one that is its own view, allocates nothing. Not thread-safe.
public final class Views {

    /// Columns of a matrix that is its own view.
    private final int whole;
    private final UnaryOperator<Matrix> view;
    private Matrix last;
    private Matrix lastView;
    private Matrix before;
    private Matrix viewBefore;

    private Views(int whole, UnaryOperator<Matrix> view) {
        this.whole = whole;
        this.view = view;
    }

    /// Views of the first columns.
    ///
    /// @param columns how many; a matrix that has no more is its own view
    /// @return the views
    public static Views ofFirst(int columns) {
        return ofColumns(0, columns);
    }

    static Views ofColumns(int from, int to) {
        return new Views(from == 0 ? to : -1, matrix -> matrix.columns(from, to));
    }

    /// Views of images, channels last and without gaps between the rows, with a row for each pixel.
    static Views ofPixels(int channels) {
        return new Views(channels, images -> Matrix.of(images.segment(),
                images.rows() * (images.columns() / channels), channels, channels));
    }

    /// The view of a matrix.
    ///
    /// @param matrix has the columns that are viewed
    /// @return its view
    public Matrix of(Matrix matrix) {
        if (matrix.columns() == whole) {
            return matrix;
        }
        if (matrix == last) {
            return lastView;
        }
        Matrix found = matrix == before ? viewBefore : view.apply(matrix);
        before = last;
        viewBefore = lastView;
        last = matrix;
        lastView = found;
        return found;
    }
}
