package lanewise.vae.interchange;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import lanewise.core.Matrix;

/// An ONNX graph while it is built: nodes, initializers, inputs and outputs in the order of the calls. Numbers in the
/// code are the field numbers of `onnx.proto3`.
///
/// Values of inputs and outputs are float32 matrices of a free number of rows, named `batch`. Not thread-safe.
final class OnnxGraph {

    /// The version of the operators: the first with LayerNormalization.
    static final int OPSET = 17;

    /// Types of elements.
    static final int FLOAT = 1;
    static final int DOUBLE = 11;

    private static final int IR_VERSION = 8;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final ProtobufMessage graph = new ProtobufMessage();
    private final ProtobufMessage values = new ProtobufMessage();
    private final ProtobufMessage constants = new ProtobufMessage();
    private final Set<String> names = new HashSet<>();
    private final String name;
    private boolean sealed;

    OnnxGraph(String name) {
        this.name = name;
    }

    /// An attribute of a node: a float, an int or a list of ints.
    record Attribute(String name, Object value) {

        ProtobufMessage message() {
            ProtobufMessage message = new ProtobufMessage().text(1, name);
            return switch (value) {
                case Float real -> message.real(2, real).number(20, ATTRIBUTE_FLOAT);
                case Integer number -> message.number(3, number).number(20, ATTRIBUTE_INT);
                case List<?> numbers -> {
                    numbers.forEach(number -> message.number(8, (Integer) number));
                    yield message.number(20, ATTRIBUTE_INTS);
                }
                default -> throw new IllegalArgumentException("attribute " + name + ": " + value
                        + ", expected a float, an int or ints");
            };
        }
    }

    void input(String value, int columns) {
        values.message(11, info(value, columns));
    }

    void output(String value, int columns) {
        values.message(12, info(value, columns));
    }

    private static ProtobufMessage info(String value, int columns) {
        ProtobufMessage shape = new ProtobufMessage().message(1, new ProtobufMessage().text(2, "batch"))
                .message(1, new ProtobufMessage().number(1, columns));
        ProtobufMessage tensor = new ProtobufMessage().number(1, FLOAT).message(2, shape);
        return new ProtobufMessage().text(1, value).message(2, new ProtobufMessage().message(1, tensor));
    }

    /// Adds a node of one output, which is given back.
    String node(String operator, String output, String[] inputs, Attribute... attributes) {
        ProtobufMessage node = new ProtobufMessage();
        for (String input : inputs) {
            node.text(1, input);
        }
        node.text(2, output).text(3, output).text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }
        graph.message(1, node);
        return output;
    }

    String node(String operator, String output, String... inputs) {
        return node(operator, output, inputs, new Attribute[0]);
    }

    /// Adds a node that parts columns, and gives back the parts.
    String[] split(String input, String output, List<Integer> columns) {
        String sizes = integers(output + ".sizes", columns.toArray(Integer[]::new));
        ProtobufMessage node = new ProtobufMessage().text(1, input).text(1, sizes);
        String[] parts = new String[columns.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = output + "_" + i;
            node.text(2, parts[i]);
        }
        graph.message(1, node.text(3, output).text(4, "Split").message(5, new Attribute("axis", 1).message()));
        return parts;
    }

    /// Adds a vector of whole numbers.
    String integers(String constant, Integer... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            raw.putLong(value);
        }
        names.add(constant);
        constants.message(5, new ProtobufMessage().number(1, values.length).number(2, INT64).text(8, constant).bytes(9,
                raw.array()));
        return constant;
    }

    /// Adds floats that lie without gaps, row-major.
    String tensor(String constant, MemorySegment floats, List<Integer> shape) {
        long[] sizes = shape.stream().mapToLong(Integer::longValue).toArray();
        long count = 1;
        for (long size : sizes) {
            count = Math.multiplyExact(count, size);
        }
        return constant(constant, floats.asSlice(0, count * Float.BYTES), sizes);
    }

    /// Adds a matrix, or a vector from a matrix of one row.
    String matrix(String constant, Matrix matrix, boolean vector) {
        MemorySegment floats = matrix.segment().asSlice(0, (long) matrix.rows() * matrix.columns() * Float.BYTES);
        return constant(constant, floats,
                vector ? new long[] {matrix.columns()} : new long[] {matrix.rows(), matrix.columns()});
    }

    /// Adds a number, once for each name.
    String number(String constant, float value) {
        return constant(constant, MemorySegment.ofArray(new float[] {value}));
    }

    /// Adds a float64 number, once for each name.
    String exact(String constant, double value) {
        if (names.add(constant)) {
            byte[] raw = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
            constants.message(5, new ProtobufMessage().number(2, DOUBLE).text(8, constant).bytes(9, raw));
        }
        return constant;
    }

    /// Whether there is such a constant.
    boolean has(String constant) {
        return names.contains(constant);
    }

    private String constant(String constant, MemorySegment floats, long... shape) {
        if (names.add(constant)) {
            ProtobufMessage tensor = new ProtobufMessage();
            for (long size : shape) {
                tensor.number(1, size);
            }
            constants.message(5, tensor.number(2, FLOAT).text(8, constant).floats(9, floats));
        }
        return constant;
    }

    /// The whole file, with strings under `metadata_props`: keys and values by turns. To be called once.
    ProtobufMessage model(String... metadata) {
        if (sealed) {
            throw new IllegalStateException("graph: was made into a model before");
        }
        sealed = true;
        graph.text(2, name);
        graph.append(constants).append(values);
        ProtobufMessage opset = new ProtobufMessage().text(1, "").number(2, OPSET);
        ProtobufMessage model = new ProtobufMessage().number(1, IR_VERSION).text(2, "lanewise").message(7, graph)
                .message(8, opset);
        for (int i = 0; i < metadata.length; i += 2) {
            model.message(14, new ProtobufMessage().text(1, metadata[i]).text(2, metadata[i + 1]));
        }
        return model;
    }
}
