package lanewise.vae.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

import lanewise.vae.reference.SpecialFunctions;

/// Reads an ONNX file from its bytes, knowing of the writer nothing but protobuf's wire format and `onnx.proto3`, and runs it in double. For tests.
final class OnnxInterpreter {

    /// A field's values in order: Long for varints, Float, byte[].
    private static final class Fields extends TreeMap<Integer, List<Object>> {

        private static final long serialVersionUID = 1L;

        static Fields read(byte[] bytes) {
            Fields fields = new Fields();
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                long key = varint(in);
                Object value = switch ((int) key & 7) {
                    case 0 -> varint(in);
                    case 5 -> in.getFloat();
                    case 2 -> {
                        byte[] content = new byte[Math.toIntExact(varint(in))];
                        in.get(content);
                        yield content;
                    }
                    default -> throw new AssertionError("wire type " + (key & 7));
                };
                fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
            }
            return fields;
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0;; shift += 7) {
                byte b = in.get();
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        List<Object> all(int field) {
            return getOrDefault(field, List.of());
        }

        long number(int field) {
            return (Long) all(field).getFirst();
        }

        String text(int field) {
            return new String((byte[]) all(field).getFirst(), StandardCharsets.UTF_8);
        }

        List<String> texts(int field) {
            return all(field).stream().map(bytes -> new String((byte[]) bytes, StandardCharsets.UTF_8)).toList();
        }

        Fields message(int field) {
            return read((byte[]) all(field).getFirst());
        }

        List<Fields> messages(int field) {
            return all(field).stream().map(bytes -> read((byte[]) bytes)).toList();
        }
    }

    /// Row-major.
    record Value(double[] data, int... shape) {

        int columns() {
            return shape.length == 0 ? 1 : shape[shape.length - 1];
        }
    }

    private final Fields model;
    private final Fields graph;
    private final Map<String, Value> constants = new LinkedHashMap<>();

    OnnxInterpreter(byte[] file) {
        model = Fields.read(file);
        graph = model.message(7);
        for (Fields tensor : graph.messages(5)) {
            int[] shape = tensor.all(1).stream().mapToInt(size -> ((Long) size).intValue()).toArray();
            ByteBuffer raw = ByteBuffer.wrap((byte[]) tensor.all(9).getFirst()).order(ByteOrder.LITTLE_ENDIAN);
            boolean whole = tensor.number(2) == 7;
            double[] data = new double[raw.remaining() / (whole ? 8 : 4)];
            for (int i = 0; i < data.length; i++) {
                data[i] = whole ? raw.getLong() : raw.getFloat();
            }
            int count = 1;
            for (int size : shape) {
                count *= size;
            }
            if (!whole && tensor.number(2) != 1 || count != data.length || constants.put(tensor.text(8), new Value(data, shape)) != null) {
                throw new AssertionError("initializer " + tensor.text(8));
            }
        }
    }

    long irVersion() {
        return model.number(1);
    }

    long opset() {
        Fields opset = model.message(8);
        return opset.text(1).isEmpty() ? opset.number(2) : -1;
    }

    String metadata(String key) {
        return model.messages(14).stream().filter(entry -> entry.text(1).equals(key)).findFirst().orElseThrow().text(2);
    }

    Map<String, Value> constants() {
        return constants;
    }

    /// Names and widths, such as `x[batch, 5]`.
    List<String> inputs() {
        return infos(11);
    }

    List<String> outputs() {
        return infos(12);
    }

    private List<String> infos(int field) {
        return graph.messages(field).stream().map(info -> {
            Fields tensor = info.message(2).message(1);
            List<Fields> dims = tensor.message(2).messages(1);
            return info.text(1) + "[" + dims.get(0).text(2) + ", " + dims.get(1).number(1) + "]";
        }).toList();
    }

    /// Runs the nodes in their order.
    Map<String, Value> run(String input, Value value) {
        Map<String, Value> values = new LinkedHashMap<>(constants);
        values.put(input, value);
        Set<String> names = new HashSet<>();
        for (Fields node : graph.messages(1)) {
            if (!names.add(node.text(3))) {
                throw new AssertionError("two nodes are named " + node.text(3));
            }
            Value[] in = node.texts(1).stream().map(name -> {
                Value known = values.get(name);
                if (known == null) {
                    throw new AssertionError("nothing is called " + name + " yet");
                }
                return known;
            }).toArray(Value[]::new);
            Map<String, Object> attributes = new TreeMap<>();
            for (Fields attribute : node.messages(5)) {
                attributes.put(attribute.text(1), switch ((int) attribute.number(20)) {
                    case 1 -> attribute.all(2).getFirst();
                    case 2 -> attribute.number(3);
                    default -> throw new AssertionError("attribute " + attribute.text(1));
                });
            }
            List<Value> results = Operators.apply(node.text(4), attributes, in);
            if (results.size() != node.texts(2).size()) {
                throw new AssertionError(node.text(4) + " has " + results.size() + " outputs");
            }
            for (int i = 0; i < results.size(); i++) {
                if (values.put(node.texts(2).get(i), results.get(i)) != null) {
                    throw new AssertionError("two values are called " + node.texts(2).get(i));
                }
            }
        }
        return values;
    }

    /// The operators as their specification says, in double.
    private static final class Operators {

        static List<Value> apply(String type, Map<String, Object> attributes, Value[] in) {
            Value x = in[0];
            if (type.equals("Split")) {
                requireColumns(attributes);
                List<Value> parts = new ArrayList<>();
                int from = 0;
                for (double size : in[1].data) {
                    parts.add(columns(x, from, from + (int) size));
                    from += (int) size;
                }
                return parts;
            }
            return List.of(switch (type) {
                case "Concat" -> concat(attributes, in);
                case "Softmax" -> softmax(attributes, x);
                case "Neg" -> map(x, v -> -v);
                case "Abs" -> map(x, Math::abs);
                case "Reciprocal" -> map(x, v -> 1 / v);
                case "Sub" -> x.data.length == 1 ? zip(in[1], x, (b, a) -> a - b) : zip(x, in[1], (a, b) -> a - b);
                case "Less" -> zip(x, in[1], (a, b) -> a < b ? 1 : 0);
                case "Where" -> where(in);
                case "Gemm" -> gemm(attributes, in);
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
                case "Mul" -> x.data.length == 1 ? zip(in[1], x, (a, b) -> a * b) : zip(x, in[1], (a, b) -> a * b);
                default -> throw new AssertionError("operator " + type);
            });
        }

        private static void requireColumns(Map<String, Object> attributes) {
            if (!attributes.equals(Map.of("axis", 1L))) {
                throw new AssertionError("axis");
            }
        }

        private static Value columns(Value x, int from, int to) {
            int rows = x.shape[0];
            double[] data = new double[rows * (to - from)];
            for (int r = 0; r < rows; r++) {
                System.arraycopy(x.data, r * x.columns() + from, data, r * (to - from), to - from);
            }
            return new Value(data, rows, to - from);
        }

        private static Value concat(Map<String, Object> attributes, Value[] in) {
            requireColumns(attributes);
            int rows = in[0].shape[0];
            int width = Arrays.stream(in).mapToInt(Value::columns).sum();
            double[] data = new double[rows * width];
            for (int r = 0; r < rows; r++) {
                int at = r * width;
                for (Value part : in) {
                    System.arraycopy(part.data, r * part.columns(), data, at, part.columns());
                    at += part.columns();
                }
            }
            return new Value(data, rows, width);
        }

        private static Value softmax(Map<String, Object> attributes, Value x) {
            requireColumns(attributes);
            double[] data = new double[x.data.length];
            for (int from = 0; from < data.length; from += x.columns()) {
                double all = SpecialFunctions.logSumExp(x.data, from, 1, x.columns());
                for (int i = from; i < from + x.columns(); i++) {
                    data[i] = Math.exp(x.data[i] - all);
                }
            }
            return new Value(data, x.shape);
        }

        private static Value where(Value[] in) {
            double[] data = new double[in[0].data.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = in[0].data[i] != 0 ? in[1].data[i] : in[2].data[i];
            }
            return new Value(data, in[0].shape);
        }

        private static Value map(Value x, DoubleUnaryOperator f) {
            double[] data = new double[x.data.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = f.applyAsDouble(x.data[i]);
            }
            return new Value(data, x.shape);
        }

        /// b is of the shape of a, a row of it, or a number.
        private static Value zip(Value a, Value b, DoubleBinaryOperator f) {
            double[] data = new double[a.data.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = f.applyAsDouble(a.data[i], b.data[i % b.data.length]);
            }
            return new Value(data, a.shape);
        }

        private static Value layerNormalization(Map<String, Object> attributes, Value[] in) {
            if (!attributes.equals(Map.of("axis", 1L, "epsilon", 1e-5f)) || in.length != 3 || in[1].shape.length != 1 || in[2].shape.length != 1) {
                throw new AssertionError("LayerNormalization");
            }
            int n = in[0].columns();
            double[] data = new double[in[0].data.length];
            for (int from = 0; from < data.length; from += n) {
                double mean = Arrays.stream(in[0].data, from, from + n).sum() / n;
                double variance = Arrays.stream(in[0].data, from, from + n).map(v -> (v - mean) * (v - mean)).sum() / n;
                for (int i = 0; i < n; i++) {
                    data[from + i] = (in[0].data[from + i] - mean) / Math.sqrt(variance + 1e-5f) * in[1].data[i] + in[2].data[i];
                }
            }
            return new Value(data, in[0].shape);
        }

        private static Value gemm(Map<String, Object> attributes, Value[] in) {
            if (!attributes.equals(Map.of("transB", 1L)) || in.length != 3 || in[1].shape.length != 2 || in[1].shape[1] != in[0].columns()) {
                throw new AssertionError("Gemm");
            }
            int rows = in[0].shape[0];
            int inner = in[1].shape[1];
            int columns = in[1].shape[0];
            double[] data = new double[rows * columns];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    double sum = in[2].data[c];
                    for (int k = 0; k < inner; k++) {
                        sum += in[0].data[r * inner + k] * in[1].data[c * inner + k];
                    }
                    data[r * columns + c] = sum;
                }
            }
            return new Value(data, rows, columns);
        }
    }
}
