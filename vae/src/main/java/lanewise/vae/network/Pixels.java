package lanewise.vae.network;

import lanewise.core.Matrix;

/// Views of a batch of images, channels last, with a row for each pixel. The view of one of the last two matrices asked
/// for allocates nothing. Not thread-safe.
final class Pixels {

    private final int channels;
    private Matrix last;
    private Matrix lastView;
    private Matrix before;
    private Matrix viewBefore;

    Pixels(int channels) {
        this.channels = channels;
    }

    /// @param images without gaps between the rows; itself where a row has no more than one pixel
    Matrix of(Matrix images) {
        if (images.columns() == channels) {
            return images;
        }
        if (images == last) {
            return lastView;
        }
        Matrix view = images == before ? viewBefore
                : Matrix.of(images.segment(), images.rows() * (images.columns() / channels), channels, channels);
        before = last;
        viewBefore = lastView;
        last = images;
        lastView = view;
        return view;
    }
}
