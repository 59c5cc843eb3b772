package lanewise.vae.layer;

import java.util.List;

/// The linear part of a layer: what takes the shape of a row to another, and the shapes of its weights and biases.
///
/// A description: the arithmetic of training, of inference and of the float64 reference reads it and stands elsewhere.
/// Rows are `[channels, height, width]`, row-major. Immutable and thread-safe.
public sealed interface LinearMap permits Dense, Conv2d, ConvTranspose2d {

    /// The name in files and on the command line.
    /// @return such as `conv2d`
    String name();

    /// What it makes of a row.
    ///
    /// @param in shape of its input
    /// @return shape of its output
    /// @throws IllegalArgumentException naming the map, the shape and what was expected
    Shape output(Shape in);

    /// The shape of its weights, as PyTorch and ONNX have them.
    ///
    /// @param in shape of its input
    /// @return `[out, in]`, `[out, in, height, width]` of a convolution, `[in, out, height, width]` of a transposed one
    List<Integer> weight(Shape in);

    /// Number of its biases.
    ///
    /// @param in shape of its input
    /// @return one for each output, or for each channel of the output
    int biases(Shape in);

    /// Whether it slides over images; otherwise it reads a row as a vector, to which a condition may be joined.
    /// @return true for convolutions
    boolean slides();

    /// The same map with another number of outputs: what a head is.
    ///
    /// @param outputs how many numbers it is to give
    /// @param in shape of its input
    /// @return the map
    /// @throws IllegalArgumentException if it cannot give so many
    LinearMap sized(int outputs, Shape in);

    /// Inputs of one output, by which initialisations scale: the product of all extents of the weights but the first.
    /// Of a transposed convolution this is the number of outputs that an input reaches, as in PyTorch and Keras.
    ///
    /// @param weight the shape of weights
    /// @return fan-in
    static long fanIn(List<Integer> weight) {
        return weight.stream().skip(1).mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// The counterpart of [#fanIn]: the product of all extents of the weights but the second.
    ///
    /// @param weight the shape of weights
    /// @return fan-out
    static long fanOut(List<Integer> weight) {
        return fanIn(weight) / weight.get(1) * weight.getFirst();
    }
}
