package lanewise.vae.layer;

import java.util.List;

/// Transposed convolution, the adjoint of a [Conv2d] from its output to its input: each input adds
/// `W[c,o,i,j] x[c,y,x]` to `t[o, y stride + i - padding, x stride + j - padding]`, where that is inside;
/// then `b[o]` is added. Weights `[in, out, kernel, kernel]`, one bias for each channel of the output, whose
/// height is `(height - 1) stride - 2 padding + kernel + outputPadding`, its width alike (Dumoulin and Visin
/// 2016, relationship 14).
///
/// @param channels of the output, at least 1
/// @param kernel height and width of the kernel, at least 1
/// @param stride at least 1
/// @param padding rows and columns taken off on each side, at least 0, below the kernel
/// @param outputPadding rows and columns more at the end, at least 0, below the stride
public record ConvTranspose2d(int channels, int kernel, int stride, int padding, int outputPadding)
        implements LinearMap {

    /// Refuses what is no transposed convolution.
    ///
    /// @throws IllegalArgumentException naming the component that is out of its range
    public ConvTranspose2d {
        Conv2d.requireKernel("conv_transpose2d", channels, kernel, stride, padding);
        if (outputPadding < 0 || outputPadding >= stride) {
            throw new IllegalArgumentException("conv_transpose2d: outputPadding: " + outputPadding + ", expected 0 to "
                    + (stride - 1) + ": less than the stride");
        }
    }

    @Override
    public String name() {
        return "conv_transpose2d";
    }

    @Override
    public Shape output(Shape in) {
        return new Shape(channels, extent("height", in.height(), in), extent("width", in.width(), in));
    }

    private int extent(String name, int before, Shape in) {
        long after = (before - 1L) * stride - 2L * padding + kernel + outputPadding;
        if (after < 1 || after > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("conv_transpose2d: gives its input " + in + " a " + name + " of " + after
                    + ", expected at least 1 and below 2^31");
        }
        return (int) after;
    }

    @Override
    public List<Integer> weight(Shape in) {
        return List.of(in.channels(), channels, kernel, kernel);
    }

    @Override
    public int biases(Shape in) {
        return channels;
    }

    @Override
    public boolean slides() {
        return true;
    }

    @Override
    public ConvTranspose2d sized(int outputs, Shape in) {
        return new ConvTranspose2d(Conv2d.channels(outputs, output(in)), kernel, stride, padding, outputPadding);
    }
}
