package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.kernel.Transposing;

/// Rows of the padded input of one image with the positions side by side: for each channel a plane, row after row
/// without gaps, so that positions of several rows stand in one vector.
final class Planes {

    private int height;
    private int width;
    private int channels;
    private int top;
    private int left;
    /// What the planes hold: with another number of rows, or from another row on, other rows are zeros.
    private int filledRows;
    private int filledFirst;

    /// Floats from one row to the next.
    int pitch;

    /// Floats from one plane to the next.
    int step;

    /// The planes; a tile of the kernel may be read from the last position.
    float[] floats = new float[0];

    /// The geometry: an input of this size with so many rows and columns of zeros before it, read `columns` columns
    /// wide, at most so many rows at a time.
    void geometry(int height, int width, int channels, int top, int left, int columns, int rows) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.top = top;
        this.left = left;
        pitch = columns;
        // An odd number of vectors: planes that lie a power of two apart would contend for the same lines of the cache.
        step = ((rows * pitch + Shapes.LANES - 1) / Shapes.LANES | 1) * Shapes.LANES;
        int size = channels * step + PlanesKernel.VECTORS * Shapes.LANES;
        if (floats.length < size) {
            floats = new float[size];
        }
        filledRows = 0;
    }

    /// Fills planes from row `first`, zeros before the input counted.
    ///
    /// @param near room for those rows, which are fetched in one sweep: tiles of a transpose would wait for memory
    void fill(Matrix in, int image, int first, int rows, MemorySegment near) {
        if (filledRows != rows || filledFirst != first) {
            Arrays.fill(floats, 0, channels * step, 0);
            filledRows = rows;
            filledFirst = first;
        }
        int from = Math.max(first, top);
        int to = Math.min(first + rows, top + height);
        int run = Math.min(width, pitch - left);
        long row = 4L * width * channels;
        if (from < to && run > 0) {
            MemorySegment.copy(in.segment(), in.byteOffset(image, (from - top) * width * channels), near, 0,
                    (to - from) * row);
        }
        for (int y = from; y < to && run > 0; y++) {
            Transposing.transpose(run, channels, near, (y - from) * row, 4L * channels, floats,
                    (y - first) * pitch + left, step);
        }
    }
}
