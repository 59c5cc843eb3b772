package lanewise.bench.peers.convolution;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Window;
import lanewise.core.random.RandomStream;

/// A layer, its batch and which of its three products is wanted; inputs with equal bits in each process.
///
/// @param layer   the layer
/// @param product what is computed
record LayerTask(Layer layer, Product product) {

    /// What a layer computes in training.
    enum Product {
        FORWARD("forward"), INPUT_GRADIENT("input gradient"), WEIGHT_GRADIENT("weight gradient");

        private final String label;

        Product(String label) {
            this.label = label;
        }
    }

    /// Which of image, map and weights is computed from the other two, whichever way the layer goes.
    enum Result { MAP, IMAGE, WEIGHT }

    /// A convolution, or its adjoint.
    ///
    /// @param name   for the table
    /// @param group  in which mean of ratios it counts
    /// @param turned whether transposed
    /// @param window from the larger side to the smaller
    /// @param batch  images
    record Layer(String name, String group, boolean turned, Window window, int batch) {

        /// Rows and columns that a transposed convolution adds to what its formula gives.
        int outputPadding() {
            return window.height() - ((window.mapHeight() - 1) * window.stride() - 2 * window.padding()
                    + window.kernelHeight());
        }
    }

    /// All layers that are measured.
    static final List<Layer> LAYERS = List.of(
            keras("conv1 1-32 s2, 28 to 14", false, new Window(1, 28, 28, 32, 3, 3, 2, 1)),
            keras("conv2 32-64 s2, 14 to 7", false, new Window(32, 14, 14, 64, 3, 3, 2, 1)),
            keras("tconv1 64-64 s2, 7 to 14", true, new Window(64, 14, 14, 64, 3, 3, 2, 1)),
            keras("tconv2 64-32 s2, 14 to 28", true, new Window(32, 28, 28, 64, 3, 3, 2, 1)),
            keras("tconv3 32-1 s1, 28", true, new Window(1, 28, 28, 32, 3, 3, 1, 1)),
            larger("conv 3x3 64-64 s1, 28", new Window(64, 28, 28, 64, 3, 3, 1, 1)),
            larger("conv 4x4 3-32 s2, 64 to 32", new Window(3, 64, 64, 32, 4, 4, 2, 1)),
            larger("conv 4x4 32-64 s2, 32 to 16", new Window(32, 32, 32, 64, 4, 4, 2, 1)));

    private static Layer keras(String name, boolean turned, Window window) {
        return new Layer(name, "layers of the Keras net", turned, window, 128);
    }

    private static Layer larger(String name, Window window) {
        return new Layer(name, "larger layers", false, window, 64);
    }

    static LayerTask parse(String name) {
        return LAYERS.stream().flatMap(layer -> Arrays.stream(Product.values()).map(product -> new LayerTask(layer,
                product)))
                .filter(task -> task.name().equals(name)).findFirst().orElseThrow();
    }

    String name() {
        return layer.name() + ", batch " + layer.batch() + ", " + product.label;
    }

    Window window() {
        return layer.window();
    }

    Result result() {
        return switch (product) {
            case WEIGHT_GRADIENT -> Result.WEIGHT;
            case FORWARD -> layer.turned() ? Result.IMAGE : Result.MAP;
            case INPUT_GRADIENT -> layer.turned() ? Result.MAP : Result.IMAGE;
        };
    }

    /// The taps of the border, which multiply zeros, are counted, as everywhere.
    double flop() {
        return 2.0 * layer.batch() * window().mapSize() * window().taps();
    }

    /// Images `[batch, channels, height, width]`.
    float[] image() {
        return gaussian(0, layer.batch() * window().imageSize());
    }

    /// Maps `[batch, filters, mapHeight, mapWidth]`.
    float[] map() {
        return gaussian(1, layer.batch() * window().mapSize());
    }

    /// Weights `[filters, channels, kernelHeight, kernelWidth]`.
    float[] weight() {
        return gaussian(2, window().filters() * window().taps());
    }

    private static float[] gaussian(int stream, int count) {
        try (Arena arena = Arena.ofShared()) {
            Matrix matrix = Matrix.allocateDense(arena, 1, count);
            new RandomStream(1, stream).fillGaussian(matrix, 0);
            return matrix.toArray();
        }
    }

    /// Planes of rows with the channels last, or the way back.
    static float[] turned(float[] values, int channels, int pixels, boolean channelsLast) {
        float[] moved = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int row = i / (channels * pixels);
            int c = i / pixels % channels;
            int p = i % pixels;
            int at = (row * pixels + p) * channels + c;
            moved[channelsLast ? at : i] = values[channelsLast ? i : at];
        }
        return moved;
    }
}
