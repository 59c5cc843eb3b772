package lanewise.vae.interchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A message in protobuf's wire format: fields in the order of the calls, so that equal calls give equal bytes.
///
/// Varints are wire type 0, floats 5, bytes with their length before them (texts, messages, memory) 2. Memory is not
/// copied until the message is written and must not change before. Not thread-safe.
final class ProtobufMessage {

    private static final int CHUNK = 1 << 16;
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int FLOAT = 5;

    private final List<MemorySegment> parts = new ArrayList<>();
    private ByteArrayOutputStream open = new ByteArrayOutputStream();
    private long size;

    ProtobufMessage number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    ProtobufMessage real(int field, float value) {
        varint((long) field << 3 | FLOAT);
        append(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return this;
    }

    ProtobufMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtobufMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        append(value);
        return this;
    }

    ProtobufMessage message(int field, ProtobufMessage value) {
        varint((long) field << 3 | BYTES);
        varint(value.size);
        return append(value);
    }

    /// The fields of another message, one after the other.
    ProtobufMessage append(ProtobufMessage fields) {
        fields.close();
        fields.parts.forEach(this::add);
        return this;
    }

    /// Floats in memory, in the machine's byte order.
    ProtobufMessage floats(int field, MemorySegment floats) {
        varint((long) field << 3 | BYTES);
        varint(floats.byteSize());
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            add(floats);
        } else {
            float[] values = floats.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            append(bytes.array());
        }
        return this;
    }

    /// Length in bytes.
    long size() {
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        close();
        byte[] buffer = new byte[CHUNK];
        for (MemorySegment part : parts) {
            for (long at = 0; at < part.byteSize(); at += CHUNK) {
                int count = (int) Math.min(CHUNK, part.byteSize() - at);
                MemorySegment.copy(part, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
                out.write(buffer, 0, count);
            }
        }
    }

    private void add(MemorySegment part) {
        close();
        parts.add(part);
        size += part.byteSize();
    }

    private void append(byte[] bytes) {
        open.writeBytes(bytes);
        size += bytes.length;
    }

    private void close() {
        if (open.size() > 0) {
            parts.add(MemorySegment.ofArray(open.toByteArray()));
            open = new ByteArrayOutputStream();
        }
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            open.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
            size++;
        }
        open.write((int) rest);
        size++;
    }
}
