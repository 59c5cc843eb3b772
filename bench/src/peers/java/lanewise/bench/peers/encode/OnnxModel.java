package lanewise.bench.peers.encode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import lanewise.core.Matrix;

/// Writes an ONNX file of dense layers: the few messages of `onnx.proto` that it takes, in protobuf's wire format.
///
/// Numbers in the code are the field numbers of `onnx.proto3` (IR version 8, opset 17).
final class OnnxModel {

    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;

    private final Message nodes = new Message();
    private final Message initializers = new Message();
    private final Message input;
    private int count;

    /// Begins a graph.
    ///
    /// @param name    the input's name
    /// @param rows    its rows
    /// @param columns its columns
    OnnxModel(String name, int rows, int columns) {
        input = value(name, rows, columns);
    }

    /// Adds `out = x * weight^T + bias`.
    ///
    /// @param x      name of the input
    /// @param weight outputs x inputs
    /// @param bias   1 x outputs
    /// @param out    name of the output
    /// @return this
    OnnxModel gemm(String x, Matrix weight, Matrix bias, String out) {
        String w = out + ".weight";
        String b = out + ".bias";
        initializer(w, weight.toArray(), weight.rows(), weight.columns());
        initializer(b, bias.toArray(), bias.columns());
        Message transposed = new Message().text(1, "transB").number(3, 1).number(20, ATTRIBUTE_INT);
        node("Gemm", out, transposed, x, w, b);
        return this;
    }

    /// Adds `out = max(0, x)`.
    ///
    /// @param x   name of the input
    /// @param out name of the output
    /// @return this
    OnnxModel relu(String x, String out) {
        node("Relu", out, null, x);
        return this;
    }

    /// The whole model.
    ///
    /// @param output  name of the output
    /// @param rows    its rows
    /// @param columns its columns
    /// @return the file's bytes
    byte[] toBytes(String output, int rows, int columns) {
        Message graph = new Message().append(nodes).text(2, "encoder").append(initializers).message(11, input)
                .message(12, value(output, rows, columns));
        Message opset = new Message().text(1, "").number(2, 17);
        return new Message().number(1, 8).message(7, graph).message(8, opset).toBytes();
    }

    private void node(String operator, String out, Message attribute, String... inputs) {
        Message node = new Message();
        for (String name : inputs) {
            node.text(1, name);
        }
        node.text(2, out).text(3, "node" + count++).text(4, operator);
        if (attribute != null) {
            node.message(5, attribute);
        }
        nodes.message(1, node);
    }

    private void initializer(String name, float[] values, int... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        Message tensor = new Message();
        for (int dimension : dimensions) {
            tensor.number(1, dimension);
        }
        initializers.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array()));
    }

    private static Message value(String name, int rows, int columns) {
        Message shape = new Message().message(1, new Message().number(1, rows))
                .message(1, new Message().number(1, columns));
        Message tensor = new Message().number(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /// A protobuf message: fields of varints (wire type 0) and of bytes with their length before them (wire type 2).
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        Message append(Message other) {
            out.writeBytes(other.toBytes());
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
