package lanewise.vae.interchange;

import java.util.List;
import java.util.Map;
import java.util.Set;

import lanewise.vae.interchange.OnnxInterpreter.Value;

/// ONNX operators on images `[batch, channels, height, width]` as their specification says, in double.
final class OnnxImages {

    private OnnxImages() {
    }

    private static int[] ints(Map<String, Object> attributes, String name, int count) {
        int[] values = ((List<?>) attributes.get(name)).stream().mapToInt(value -> ((Long) value).intValue()).toArray();
        if (values.length != count) {
            throw new AssertionError(name + " has " + values.length + " values, expected " + count);
        }
        return values;
    }

    /// A rank of 4, a bias for each channel of the output, and attributes that are all given.
    private static void require(String operator, Map<String, Object> attributes, Set<String> names, Value[] in,
            int channels, int outputs) {
        if (in.length != 3 || !attributes.keySet().equals(names) || in[0].shape().length != 4
                || in[1].shape().length != 4 || in[0].shape()[1] != in[1].shape()[channels] || in[2].shape().length != 1
                || in[2].shape()[0] != in[1].shape()[outputs]) {
            throw new AssertionError(operator + " " + attributes);
        }
        int[] kernel = ints(attributes, "kernel_shape", 2);
        if (kernel[0] != in[1].shape()[2] || kernel[1] != in[1].shape()[3]) {
            throw new AssertionError(operator + " kernel_shape");
        }
    }

    static Value conv(Map<String, Object> attributes, Value[] in) {
        require("Conv", attributes, Set.of("kernel_shape", "strides", "pads"), in, 1, 0);
        int[] x = in[0].shape();
        int[] w = in[1].shape();
        int[] strides = ints(attributes, "strides", 2);
        int[] pads = ints(attributes, "pads", 4);
        int height = (x[2] + pads[0] + pads[2] - w[2]) / strides[0] + 1;
        int width = (x[3] + pads[1] + pads[3] - w[3]) / strides[1] + 1;
        double[] y = new double[x[0] * w[0] * height * width];
        int at = 0;
        for (int n = 0; n < x[0]; n++) {
            for (int o = 0; o < w[0]; o++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        double sum = in[2].data()[o];
                        for (int c = 0; c < w[1]; c++) {
                            for (int u = 0; u < w[2]; u++) {
                                for (int v = 0; v < w[3]; v++) {
                                    int r = i * strides[0] + u - pads[0];
                                    int s = j * strides[1] + v - pads[1];
                                    if (r >= 0 && r < x[2] && s >= 0 && s < x[3]) {
                                        sum += in[0].data()[((n * x[1] + c) * x[2] + r) * x[3] + s]
                                                * in[1].data()[((o * w[1] + c) * w[2] + u) * w[3] + v];
                                    }
                                }
                            }
                        }
                        y[at++] = sum;
                    }
                }
            }
        }
        return new Value(y, x[0], w[0], height, width);
    }

    static Value convTranspose(Map<String, Object> attributes, Value[] in) {
        require("ConvTranspose", attributes, Set.of("kernel_shape", "strides", "pads", "output_padding"), in, 0, 1);
        int[] x = in[0].shape();
        int[] w = in[1].shape();
        int[] strides = ints(attributes, "strides", 2);
        int[] pads = ints(attributes, "pads", 4);
        int[] more = ints(attributes, "output_padding", 2);
        int height = strides[0] * (x[2] - 1) + more[0] + w[2] - pads[0] - pads[2];
        int width = strides[1] * (x[3] - 1) + more[1] + w[3] - pads[1] - pads[3];
        double[] y = new double[x[0] * w[1] * height * width];
        for (int i = 0; i < y.length; i++) {
            y[i] = in[2].data()[i / (height * width) % w[1]];
        }
        for (int i = 0; i < in[0].data().length; i++) {
            int s = i % x[3];
            int r = i / x[3] % x[2];
            int c = i / (x[3] * x[2]) % x[1];
            int n = i / (x[3] * x[2] * x[1]);
            for (int k = 0; k < w[1] * w[2] * w[3]; k++) {
                int v = k % w[3];
                int u = k / w[3] % w[2];
                int o = k / (w[3] * w[2]);
                int toRow = r * strides[0] + u - pads[0];
                int toColumn = s * strides[1] + v - pads[1];
                if (toRow >= 0 && toRow < height && toColumn >= 0 && toColumn < width) {
                    y[((n * w[1] + o) * height + toRow) * width + toColumn] += in[0].data()[i]
                            * in[1].data()[c * w[1] * w[2] * w[3] + k];
                }
            }
        }
        return new Value(y, x[0], w[1], height, width);
    }

    /// Axis i of the output is axis perm[i] of the input.
    static Value transpose(Map<String, Object> attributes, Value x) {
        int[] perm = ints(attributes, "perm", x.shape().length);
        int[] shape = new int[perm.length];
        int[] steps = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            shape[i] = x.shape()[perm[i]];
            steps[i] = 1;
            for (int j = perm[i] + 1; j < perm.length; j++) {
                steps[i] *= x.shape()[j];
            }
        }
        double[] data = new double[x.data().length];
        for (int at = 0; at < data.length; at++) {
            int rest = at;
            int from = 0;
            for (int i = perm.length - 1; i >= 0; i--) {
                from += rest % shape[i] * steps[i];
                rest /= shape[i];
            }
            data[at] = x.data()[from];
        }
        return new Value(data, shape);
    }

    /// 0 keeps an extent.
    static Value reshape(Map<String, Object> attributes, Value[] in) {
        int[] shape = new int[in[1].data().length];
        int count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in[1].data()[i] == 0 ? in[0].shape()[i] : (int) in[1].data()[i];
            count *= shape[i];
        }
        if (!attributes.isEmpty() || count != in[0].data().length) {
            throw new AssertionError("Reshape");
        }
        return new Value(in[0].data(), shape);
    }

    static Value flatten(Map<String, Object> attributes, Value x) {
        OnnxOperators.requireColumns(attributes);
        return new Value(x.data(), x.shape()[0], x.data().length / x.shape()[0]);
    }
}
