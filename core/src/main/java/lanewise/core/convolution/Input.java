package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.Matrix;

/// The input of a convolution with zeros around it, so far as it is read: a float array of `[rows, columns, channels]`,
/// image after image.
final class Input {

    private int height;
    private int width;
    private int channels;
    private int top;
    private int left;

    /// Columns with zeros around them.
    int columns;

    /// Floats from one row to the next.
    int pitch;

    /// The input; a vector may be read from where it ends.
    float[] floats = new float[0];

    /// The geometry: `top` and `left` are the zeros before the input, `columns` is how many are read in all.
    void geometry(int height, int width, int channels, int top, int left, int columns) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.top = top;
        this.left = left;
        this.columns = columns;
        pitch = columns * channels;
    }

    /// Makes room for some images of so many rows, all zeros.
    void clear(int images, int rows) {
        int size = images * rows * pitch;
        if (floats.length < size + Shapes.LANES) {
            floats = new float[size + Shapes.LANES];
        } else {
            Arrays.fill(floats, 0, size, 0);
        }
    }

    /// Copies one image from row `first`, zeros before the input counted, to where the image `at` lies; only what is
    /// inside the input is written.
    void copy(Matrix in, int image, int first, int rows, int at) {
        int from = Math.max(first, top);
        int to = Math.min(first + rows, top + height);
        int run = Math.min(width, columns - left) * channels;
        int target = (at * rows + from - first) * pitch + left * channels;
        MemorySegment s = in.segment();
        if (run == pitch && run == width * channels && to > from) {
            MemorySegment.copy(s, ScalarConvolution.FLOAT, in.byteOffset(image, (from - top) * run), floats, target,
                    (to - from) * run);
            return;
        }
        for (int y = from; y < to && run > 0; y++) {
            MemorySegment.copy(s, ScalarConvolution.FLOAT, in.byteOffset(image, (y - top) * width * channels), floats,
                    target, run);
            target += pitch;
        }
    }
}
