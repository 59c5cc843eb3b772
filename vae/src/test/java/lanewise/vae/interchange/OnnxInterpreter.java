package lanewise.vae.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads an ONNX file from its bytes, knowing of the writer nothing but protobuf's wire format and `onnx.proto3`, and
/// runs it in double. For tests.
final class OnnxInterpreter {

    /// Row-major.
    record Value(double[] data, int... shape) {

        int columns() {
            return shape.length == 0 ? 1 : shape[shape.length - 1];
        }
    }

    private final OnnxFields model;
    private final OnnxFields graph;
    private final Map<String, Value> constants = new LinkedHashMap<>();

    OnnxInterpreter(byte[] file) {
        model = OnnxFields.read(file);
        graph = model.message(7);
        for (OnnxFields tensor : graph.messages(5)) {
            int[] shape = tensor.all(1).stream().mapToInt(size -> ((Long) size).intValue()).toArray();
            ByteBuffer raw = ByteBuffer.wrap((byte[]) tensor.all(9).getFirst()).order(ByteOrder.LITTLE_ENDIAN);
            int type = (int) tensor.number(2);
            double[] data = new double[raw.remaining() / (type == 1 ? 4 : 8)];
            for (int i = 0; i < data.length; i++) {
                data[i] = switch (type) {
                    case 1 -> raw.getFloat();
                    case 7 -> raw.getLong();
                    case 11 -> raw.getDouble();
                    default -> throw new AssertionError("initializer of type " + type);
                };
            }
            int count = 1;
            for (int size : shape) {
                count *= size;
            }
            if (count != data.length || constants.put(tensor.text(8), new Value(data, shape)) != null) {
                throw new AssertionError("initializer " + tensor.text(8));
            }
        }
    }

    long irVersion() {
        return model.number(1);
    }

    long opset() {
        OnnxFields opset = model.message(8);
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
            OnnxFields tensor = info.message(2).message(1);
            List<OnnxFields> dims = tensor.message(2).messages(1);
            return info.text(1) + "[" + dims.get(0).text(2) + ", " + dims.get(1).number(1) + "]";
        }).toList();
    }

    /// Runs the nodes in their order.
    Map<String, Value> run(String input, Value value) {
        return run(Map.of(input, value));
    }

    Map<String, Value> run(Map<String, Value> inputs) {
        Map<String, Value> values = new LinkedHashMap<>(constants);
        values.putAll(inputs);
        Set<String> names = new HashSet<>();
        for (OnnxFields node : graph.messages(1)) {
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
            for (OnnxFields attribute : node.messages(5)) {
                attributes.put(attribute.text(1), switch ((int) attribute.number(20)) {
                    case 1 -> attribute.all(2).getFirst();
                    case 2 -> attribute.number(3);
                    case 7 -> attribute.all(8);
                    default -> throw new AssertionError("attribute " + attribute.text(1));
                });
            }
            List<Value> results = OnnxOperators.apply(node.text(4), attributes, in);
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
}
