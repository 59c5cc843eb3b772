package lanewise.vae.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A protobuf message: a field's values in order: Long for varints, Float, byte[].
final class OnnxFields extends TreeMap<Integer, List<Object>> {

    private static final long serialVersionUID = 1L;

    static OnnxFields read(byte[] bytes) {
        OnnxFields fields = new OnnxFields();
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

    OnnxFields message(int field) {
        return read((byte[]) all(field).getFirst());
    }

    List<OnnxFields> messages(int field) {
        return all(field).stream().map(bytes -> read((byte[]) bytes)).toList();
    }
}
