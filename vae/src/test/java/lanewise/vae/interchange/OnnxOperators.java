package lanewise.vae.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

import lanewise.vae.interchange.OnnxInterpreter.Value;
import lanewise.vae.reference.SpecialFunctions;

/// ONNX operators as their specification says, in double.
final class OnnxOperators {

    private OnnxOperators() {
    }

    static List<Value> apply(String type, Map<String, Object> attributes, Value[] in) {
        Value x = in[0];
        if (type.equals("Split")) {
            requireColumns(attributes);
            List<Value> parts = new ArrayList<>();
            int from = 0;
            for (double size : in[1].data()) {
                parts.add(columns(x, from, from + (int) size));
                from += (int) size;
            }
            return parts;
        }
        return List.of(switch (type) {
            case "Concat" -> concat(attributes, in);
            case "Softmax" -> softmax(attributes, x);
            case "LogSoftmax" -> map(softmax(attributes, x), Math::log);
            case "ReduceSum" -> sums(attributes, in);
            case "Cast" -> (Long) attributes.get("to") == 1 ? map(x, v -> (float) v) : x;
            case "Log" -> map(x, Math::log);
            case "Neg" -> map(x, v -> -v);
            case "IsNaN" -> map(x, v -> Double.isNaN(v) ? 1 : 0);
            case "Abs" -> map(x, Math::abs);
            case "Reciprocal" -> map(x, v -> 1 / v);
            case "Sub" -> x.data().length == 1 ? zip(in[1], x, (b, a) -> a - b) : zip(x, in[1], (a, b) -> a - b);
            case "Less" -> zip(x, in[1], (a, b) -> a < b ? 1 : 0);
            case "Where" -> where(in);
            case "Gemm" -> gemm(attributes, in);
            case "Conv" -> OnnxImages.conv(attributes, in);
            case "ConvTranspose" -> OnnxImages.convTranspose(attributes, in);
            case "Transpose" -> OnnxImages.transpose(attributes, x);
            case "Reshape" -> OnnxImages.reshape(attributes, in);
            case "Flatten" -> OnnxImages.flatten(attributes, x);
            case "LayerNormalization" -> layerNormalization(attributes, in);
            case "Identity" -> x;
            case "Relu" -> map(x, v -> Math.max(0, v));
            case "LeakyRelu" -> map(x, v -> v < 0 ? v * (Float) attributes.get("alpha") : v);
            case "Elu" -> map(x, v -> v < 0 ? Math.expm1(v) * (Float) attributes.get("alpha") : v);
            case "Sigmoid" -> map(x, SpecialFunctions::sigmoid);
            case "Tanh" -> map(x, Math::tanh);
            case "Softplus" -> map(x, SpecialFunctions::logOnePlusExp);
            case "Erf" -> map(x, SpecialFunctions::erf);
            case "Exp" -> map(x, Math::exp);
            case "Add" -> zip(x, in[1], Double::sum);
            case "Div" -> zip(x, in[1], (a, b) -> a / b);
            case "Mul" -> x.data().length == 1 ? zip(in[1], x, (a, b) -> a * b) : zip(x, in[1], (a, b) -> a * b);
            default -> throw new AssertionError("operator " + type);
        });
    }

    static void requireColumns(Map<String, Object> attributes) {
        if (!attributes.equals(Map.of("axis", 1L))) {
            throw new AssertionError("axis");
        }
    }

    private static Value columns(Value x, int from, int to) {
        int rows = x.shape()[0];
        double[] data = new double[rows * (to - from)];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(x.data(), r * x.columns() + from, data, r * (to - from), to - from);
        }
        return new Value(data, rows, to - from);
    }

    private static Value concat(Map<String, Object> attributes, Value[] in) {
        requireColumns(attributes);
        if (Arrays.stream(in).anyMatch(part -> part.shape().length != 2 || part.shape()[0] != in[0].shape()[0])) {
            throw new AssertionError("Concat");
        }
        int rows = in[0].shape()[0];
        int width = Arrays.stream(in).mapToInt(Value::columns).sum();
        double[] data = new double[rows * width];
        for (int r = 0; r < rows; r++) {
            int at = r * width;
            for (Value part : in) {
                System.arraycopy(part.data(), r * part.columns(), data, at, part.columns());
                at += part.columns();
            }
        }
        return new Value(data, rows, width);
    }

    private static Value softmax(Map<String, Object> attributes, Value x) {
        requireColumns(attributes);
        double[] data = new double[x.data().length];
        for (int from = 0; from < data.length; from += x.columns()) {
            double all = SpecialFunctions.logSumExp(x.data(), from, 1, x.columns());
            for (int i = from; i < from + x.columns(); i++) {
                data[i] = Math.exp(x.data()[i] - all);
            }
        }
        return new Value(data, x.shape());
    }

    private static Value sums(Map<String, Object> attributes, Value[] in) {
        if (!attributes.equals(Map.of("keepdims", 1L)) || !Arrays.equals(in[1].data(), new double[] {1})) {
            throw new AssertionError("ReduceSum");
        }
        int n = in[0].columns();
        double[] data = new double[in[0].shape()[0]];
        for (int r = 0; r < data.length; r++) {
            data[r] = Arrays.stream(in[0].data(), r * n, (r + 1) * n).sum();
        }
        return new Value(data, data.length, 1);
    }

    private static Value where(Value[] in) {
        double[] data = new double[in[0].data().length];
        for (int i = 0; i < data.length; i++) {
            double[] chosen = in[in[0].data()[i] != 0 ? 1 : 2].data();
            data[i] = chosen[chosen.length == 1 ? 0 : i];
        }
        return new Value(data, in[0].shape());
    }

    private static Value map(Value x, DoubleUnaryOperator f) {
        double[] data = new double[x.data().length];
        for (int i = 0; i < data.length; i++) {
            data[i] = f.applyAsDouble(x.data()[i]);
        }
        return new Value(data, x.shape());
    }

    /// b is of the shape of a, a row of it, a column of it, or a number.
    private static Value zip(Value a, Value b, DoubleBinaryOperator f) {
        double[] data = new double[a.data().length];
        boolean column = b.shape().length == 2 && b.columns() == 1 && a.columns() > 1;
        for (int i = 0; i < data.length; i++) {
            data[i] = f.applyAsDouble(a.data()[i], b.data()[column ? i / a.columns() : i % b.data().length]);
        }
        return new Value(data, a.shape());
    }

    private static Value layerNormalization(Map<String, Object> attributes, Value[] in) {
        if (!attributes.equals(Map.of("axis", in[0].shape().length - 1L, "epsilon", 1e-5f)) || in.length != 3
                || in[1].shape().length != 1 || in[2].shape().length != 1) {
            throw new AssertionError("LayerNormalization");
        }
        int n = in[0].columns();
        double[] data = new double[in[0].data().length];
        for (int from = 0; from < data.length; from += n) {
            double mean = Arrays.stream(in[0].data(), from, from + n).sum() / n;
            double variance = Arrays.stream(in[0].data(), from, from + n).map(v -> (v - mean) * (v - mean)).sum() / n;
            for (int i = 0; i < n; i++) {
                data[from + i] = (in[0].data()[from + i] - mean) / Math.sqrt(variance + 1e-5f) * in[1].data()[i]
                        + in[2].data()[i];
            }
        }
        return new Value(data, in[0].shape());
    }

    private static Value gemm(Map<String, Object> attributes, Value[] in) {
        if (!attributes.equals(Map.of("transB", 1L)) || in.length != 3 || in[0].shape().length != 2
                || in[1].shape().length != 2 || in[1].shape()[1] != in[0].columns()) {
            throw new AssertionError("Gemm");
        }
        int rows = in[0].shape()[0];
        int inner = in[1].shape()[1];
        int columns = in[1].shape()[0];
        double[] data = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double sum = in[2].data()[c];
                for (int k = 0; k < inner; k++) {
                    sum += in[0].data()[r * inner + k] * in[1].data()[c * inner + k];
                }
                data[r * columns + c] = sum;
            }
        }
        return new Value(data, rows, columns);
    }
}
