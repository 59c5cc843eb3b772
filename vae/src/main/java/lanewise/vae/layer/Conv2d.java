package lanewise.vae.layer;

import java.util.List;

import lanewise.vae.check.Require;

/// Convolution (cross-correlation, as the field has it): `t[o,y,x] = b[o] + sum over c, i, j of W[o,c,i,j] x[c, y
/// stride + i - padding, x stride + j - padding]`, the image being zero outside. Weights `[out, in, kernel,
/// kernel]`, one bias for each channel of the output, whose height is `floor((height + 2
/// padding - kernel) / stride) + 1`, its width alike.
///
/// @param channels of the output, at least 1
/// @param kernel height and width of the kernel, at least 1
/// @param stride at least 1
/// @param padding rows and columns of zeros on each side, at least 0, below the kernel
public record Conv2d(int channels, int kernel, int stride, int padding) implements LinearMap {

    /// Refuses what is no convolution.
    ///
    /// @throws IllegalArgumentException naming the component that is out of its range
    public Conv2d {
        requireKernel("conv2d", channels, kernel, stride, padding);
    }

    static void requireKernel(String map, int channels, int kernel, int stride, int padding) {
        Require.atLeast(1, map + ": channels", channels);
        Require.atLeast(1, map + ": kernel", kernel);
        Require.atLeast(1, map + ": stride", stride);
        if (padding < 0 || padding >= kernel) {
            throw new IllegalArgumentException(map + ": padding: " + padding + ", expected 0 to " + (kernel - 1)
                    + ": less than the kernel");
        }
    }

    @Override
    public String name() {
        return "conv2d";
    }

    @Override
    public Shape output(Shape in) {
        return new Shape(channels, extent("height", in.height(), in), extent("width", in.width(), in));
    }

    private int extent(String name, int before, Shape in) {
        long padded = before + 2L * padding;
        if (kernel > padded) {
            throw new IllegalArgumentException("conv2d: its kernel of " + kernel + " is larger than the " + name
                    + " of its input " + in + " with padding " + padding + ", expected at most " + padded);
        }
        return (int) ((padded - kernel) / stride + 1);
    }

    @Override
    public List<Integer> weight(Shape in) {
        return List.of(channels, in.channels(), kernel, kernel);
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
    public Conv2d sized(int outputs, Shape in) {
        return new Conv2d(channels(outputs, output(in)), kernel, stride, padding);
    }

    /// As many channels of an output of this height and width as give a number of outputs.
    static int channels(int outputs, Shape out) {
        if (outputs % out.pixels() != 0) {
            throw new IllegalArgumentException("outputs: " + outputs + " are no whole number of channels of "
                    + out.height() + "x" + out.width() + " pixels, which the convolution gives");
        }
        return outputs / out.pixels();
    }
}
