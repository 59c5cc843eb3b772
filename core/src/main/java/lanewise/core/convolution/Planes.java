package lanewise.core.convolution;

import lanewise.core.Matrix;

/// Rows of the padded input of one image with the positions side by side: for each channel a plane, row after row
/// without gaps, so that positions of several rows stand in one vector.
final class Planes {

    private final Input input = new Input();
    private int channels;

    /// Floats from one row to the next.
    int pitch;

    /// Floats from one plane to the next.
    int step;

    /// The planes; a tile of the kernel may be read from the last position.
    float[] floats = new float[0];

    /// The geometry: an input of this size with so many rows and columns of zeros before it, read `columns` columns
    /// wide, at most so many rows at a time.
    void geometry(int height, int width, int channels, int top, int left, int columns, int rows) {
        input.geometry(height, width, channels, top, left, columns);
        this.channels = channels;
        pitch = columns;
        // An odd number of vectors: planes that lie a power of two apart would contend for the same lines of the cache.
        step = ((rows * pitch + Shapes.LANES - 1) / Shapes.LANES | 1) * Shapes.LANES;
        int size = channels * step + PlanesKernel.VECTORS * Shapes.LANES;
        if (floats.length < size) {
            floats = new float[size];
        }
    }

    /// Fills planes from row `first`, zeros before the input counted. The last tile may overlap the one before.
    void fill(Matrix in, int image, int first, int rows) {
        input.clear(1, rows);
        input.copy(in, image, first, rows, 0);
        int positions = rows * pitch;
        if (positions < Shapes.LANES) {
            copy(positions, 0);
            return;
        }
        int tiles = channels / Shapes.LANES;
        for (int p = 0; p < positions; p += Shapes.LANES) {
            int at = Math.min(p, positions - Shapes.LANES);
            switch (Shapes.LANES) {
                case 16 -> Spread16.tiles(tiles, input.floats, at * channels, channels, floats, at, step);
                case 8 -> Spread8.tiles(tiles, input.floats, at * channels, channels, floats, at, step);
                default -> Spread4.tiles(tiles, input.floats, at * channels, channels, floats, at, step);
            }
        }
        if (tiles * Shapes.LANES < channels) {
            copy(positions, tiles * Shapes.LANES);
        }
    }

    /// Copies channels from c of so many positions one by one.
    private void copy(int positions, int c) {
        float[] source = input.floats;
        for (int p = 0; p < positions; p++) {
            for (int i = c; i < channels; i++) {
                floats[i * step + p] = source[p * channels + i];
            }
        }
    }
}
