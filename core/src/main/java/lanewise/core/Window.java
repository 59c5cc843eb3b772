package lanewise.core;

/// The geometry of a two-dimensional convolution, from an *image* side to a *map* side.
///
/// The map has `mapHeight = floor((height + 2 padding - kernelHeight) / stride) + 1` rows and as many columns by the
/// widths; position (y, x) of the map sees the image rows `y stride - padding + ky` and columns `x stride - padding +
/// kx` for the taps (ky, kx) of the kernel. A convolution goes from the image to the map, its adjoint, the transposed
/// convolution, from the map to the image.
///
/// **Layouts.** A row of a matrix holds one image as `[height, width, channels]` or one map as `[mapHeight, mapWidth,
/// filters]`, channels last. Weights are a matrix `filters x channels * kernelHeight * kernelWidth` whose rows are
/// `[channels, kernelHeight, kernelWidth]`: for a convolution and for its adjoint the order of PyTorch's `Conv2d` and
/// `ConvTranspose2d`.
///
/// Immutable and thread-safe.
///
/// @param channels channels of the image
/// @param height rows of the image
/// @param width columns of the image
/// @param filters channels of the map
/// @param kernelHeight rows of the kernel
/// @param kernelWidth columns of the kernel
/// @param stride image positions from one map position to the next, down and across
/// @param padding rows and columns of zeros on each side of the image, fewer than the kernel has
public record Window(int channels, int height, int width, int filters, int kernelHeight, int kernelWidth, int stride,
        int padding) {

    /// Checks that the map has a position and that every size fits an int.
    ///
    /// @throws IllegalArgumentException naming what is wrong and what was expected
    public Window {
        requirePositive("channels", channels);
        requirePositive("height", height);
        requirePositive("width", width);
        requirePositive("filters", filters);
        requirePositive("kernelHeight", kernelHeight);
        requirePositive("kernelWidth", kernelWidth);
        requirePositive("stride", stride);
        if (padding < 0 || padding >= Math.min(kernelHeight, kernelWidth)) {
            throw new IllegalArgumentException("padding: " + padding
                    + ", expected at least 0 and less than the kernel, which is " + kernelHeight + " x "
                    + kernelWidth);
        }
        if (kernelHeight > height + 2L * padding || kernelWidth > width + 2L * padding) {
            throw new IllegalArgumentException("kernelHeight x kernelWidth: " + kernelHeight + " x " + kernelWidth
                    + " is larger than the image, which is "
                    + height + " x " + width + " with padding " + padding + " on each side");
        }
        requireInt("image", height + 2L * padding, width + 2L * padding, channels);
        requireInt("map", positions(height, kernelHeight, stride, padding) + 2L * kernelHeight,
                positions(width, kernelWidth, stride, padding) + 2L * kernelWidth, filters);
        requireInt("kernel", kernelHeight, kernelWidth, channels);
        // As the kernels read them: one side of channels filled up to whole vectors.
        long pairs = Math.max((filters + 31L) * channels, (channels + 31L) * filters);
        if (pairs > Integer.MAX_VALUE / 4 / ((long) kernelHeight * kernelWidth)) {
            throw new IllegalArgumentException("filters x channels: " + filters + " x " + channels + " kernels of "
                    + kernelHeight + " x " + kernelWidth + " are more than " + Integer.MAX_VALUE / 4 + " weights");
        }
    }

    private static void requirePositive(String argument, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least 1");
        }
    }

    /// Sizes are at most 2^33, so their product is looked at step by step.
    private static void requireInt(String what, long rows, long columns, long depth) {
        if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE || rows * columns > Integer.MAX_VALUE / depth) {
            throw new IllegalArgumentException(what + ": " + rows + " x " + columns
                    + " positions, zeros around it included, of " + depth
                    + " channels are more than " + Integer.MAX_VALUE + " elements");
        }
    }

    private static int positions(int size, int kernel, int stride, int padding) {
        return (int) ((size + 2L * padding - kernel) / stride) + 1;
    }

    /// Rows of the map.
    /// @return the number, at least 1
    public int mapHeight() {
        return positions(height, kernelHeight, stride, padding);
    }

    /// Columns of the map.
    /// @return the number, at least 1
    public int mapWidth() {
        return positions(width, kernelWidth, stride, padding);
    }

    /// Elements of an image: `height * width * channels`.
    /// @return the number
    public int imageSize() {
        return height * width * channels;
    }

    /// Elements of a map: `mapHeight * mapWidth * filters`.
    /// @return the number
    public int mapSize() {
        return mapHeight() * mapWidth() * filters;
    }

    /// Weights of one filter: `kernelHeight * kernelWidth * channels`.
    /// @return the number
    public int taps() {
        return kernelHeight * kernelWidth * channels;
    }

    /// The geometry in a few words, for messages.
    /// @return such as `3 x 3 stride 2 padding 1 from 28 x 28 x 1 to 14 x 14 x 32`
    @Override
    public String toString() {
        return kernelHeight + " x " + kernelWidth + " stride " + stride + " padding " + padding + " from " + height
                + " x " + width + " x " + channels
                + " to " + mapHeight() + " x " + mapWidth() + " x " + filters;
    }
}
