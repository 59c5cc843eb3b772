package lanewise.bench.peers.encode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import lanewise.core.Matrix;

/// Writes an ONNX file of dense layers: the few messages of `onnx.proto` that it takes, in protobuf's wire format.
///
/// Numbers in the code are the field numbers of `onnx.proto3` (IR version 8, opset 17).
final class OnnxModel {

    private static final int FLOAT = 1;
    private static final int INT8 = 3;
    private static final int ATTRIBUTE_INT = 2;
    /// The largest magnitude of a symmetric int8 weight.
    private static final int LARGEST = 127;

    private final Message nodes = new Message();
    private final Message initializers = new Message();
    private final Message input;
    private int count;

    /// Begins a graph.
    ///
    /// @param name    the input's name
    /// @param rows    its rows; 0 for any number
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

    /// Adds the same by dynamic quantisation, as ONNX Runtime's `quantize_dynamic` writes it: x becomes uint8 with a
    /// scale of its own at each call, weights are int8 with one scale for all or one per output, sums are int32.
    ///
    /// @param x         name of the input
    /// @param weight    outputs x inputs
    /// @param bias      1 x outputs
    /// @param perOutput whether each output has its own scale
    /// @param out       name of the output
    /// @return this
    OnnxModel quantizedGemm(String x, Matrix weight, Matrix bias, boolean perOutput, String out) {
        int outputs = weight.rows();
        int inputs = weight.columns();
        float[] scales = new float[perOutput ? outputs : 1];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                int s = perOutput ? o : 0;
                scales[s] = Math.max(scales[s], Math.abs(weight.get(o, i)) / LARGEST);
            }
        }
        byte[] values = new byte[inputs * outputs];
        for (int i = 0; i < inputs; i++) {
            for (int o = 0; o < outputs; o++) {
                values[i * outputs + o] = (byte) Math.clamp(
                        Math.round(weight.get(o, i) / scales[perOutput ? o : 0]), -LARGEST, LARGEST);
            }
        }
        int[] shape = perOutput ? new int[] {outputs} : new int[0];
        initializer(out + ".weight", INT8, values, inputs, outputs);
        initializer(out + ".zero", INT8, new byte[scales.length], shape);
        initializer(out + ".scale", scales, shape);
        initializer(out + ".bias", bias.toArray(), outputs);
        Message cast = new Message().text(1, "to").number(3, FLOAT).number(20, ATTRIBUTE_INT);
        node("DynamicQuantizeLinear", List.of(out + ".x", out + ".xscale", out + ".xzero"), null, x);
        node("MatMulInteger", out + ".int", null, out + ".x", out + ".weight", out + ".xzero", out + ".zero");
        node("Cast", out + ".float", cast, out + ".int");
        node("Mul", out + ".factor", null, out + ".xscale", out + ".scale");
        node("Mul", out + ".product", null, out + ".float", out + ".factor");
        node("Add", out, null, out + ".product", out + ".bias");
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
        node(operator, List.of(out), attribute, inputs);
    }

    private void node(String operator, List<String> outs, Message attribute, String... inputs) {
        Message node = new Message();
        for (String name : inputs) {
            node.text(1, name);
        }
        for (String out : outs) {
            node.text(2, out);
        }
        node.text(3, "node" + count++).text(4, operator);
        if (attribute != null) {
            node.message(5, attribute);
        }
        nodes.message(1, node);
    }

    private void initializer(String name, float[] values, int... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        initializer(name, FLOAT, raw.array(), dimensions);
    }

    private void initializer(String name, int type, byte[] values, int... dimensions) {
        Message tensor = new Message();
        for (int dimension : dimensions) {
            tensor.number(1, dimension);
        }
        initializers.message(5, tensor.number(2, type).text(8, name).bytes(9, values));
    }

    private static Message value(String name, int rows, int columns) {
        Message first = rows == 0 ? new Message().text(2, "rows") : new Message().number(1, rows);
        Message shape = new Message().message(1, first)
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
