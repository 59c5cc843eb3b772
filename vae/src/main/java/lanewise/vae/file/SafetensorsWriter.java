package lanewise.vae.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.core.Matrix;
import lanewise.vae.format.Json;

/// Collects tensors and metadata and writes them as a safetensors file; equal contents in equal order give equal bytes.
///
/// Tensors with wider elements come first, otherwise the order is that of the calls, so that every tensor is naturally
/// aligned in the file; the header is padded with spaces to a multiple of 8 bytes. Data are written straight from
/// their memory, a few megabytes at a time, through an [AtomicFile]. The memory must not change until the file is
/// written. Not thread-safe.
public final class SafetensorsWriter {

    private static final int CHUNK = 1 << 22;

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /// A file without tensors and metadata.
    public SafetensorsWriter() {
    }

    /// Adds or replaces a metadata string.
    ///
    /// @param key its key
    /// @param value the string
    /// @return this
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /// Adds a tensor.
    ///
    /// @param tensor the tensor; its memory is little-endian
    /// @return this
    /// @throws IllegalArgumentException if there is one of that name, or the name is `__metadata__`
    public SafetensorsWriter add(Tensor tensor) {
        if (tensor.name().equals(SafetensorsHeader.METADATA) || tensors.containsKey(tensor.name())) {
            throw new IllegalArgumentException("tensor: the name \"" + tensor.name() + "\" is taken");
        }
        tensors.put(tensor.name(), tensor);
        return this;
    }

    /// Adds an F32 tensor from native memory in the machine's byte order, without a copy.
    ///
    /// @param name its name
    /// @param data the floats, row-major without gaps
    /// @param shape its sizes
    /// @return this
    /// @throws IllegalArgumentException if the name is taken or shape and memory do not agree
    public SafetensorsWriter addFloats(String name, MemorySegment data, long... shape) {
        if (!data.isNative()) {
            throw new IllegalArgumentException("data: is on the heap, expected native memory (Arena.allocate)");
        }
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            return add(new Tensor(name, Tensor.Type.F32, shape, data));
        }
        return add(name, data.toArray(Matrix.FLOAT), shape);
    }

    /// Adds an F32 tensor [rows, columns] from a matrix of any stride; one with gaps is copied.
    ///
    /// @param name its name
    /// @param matrix the elements
    /// @return this
    /// @throws IllegalArgumentException if the name is taken
    public SafetensorsWriter add(String name, Matrix matrix) {
        return matrix.isDense()
                ? addFloats(name, matrix.segment().asSlice(0, 4L * matrix.rows() * matrix.columns()),
                        matrix.rows(), matrix.columns())
                : add(name, matrix.toArray(), matrix.rows(), matrix.columns());
    }

    /// Adds an F32 tensor from an array, copied.
    ///
    /// @param name its name
    /// @param values the elements, row-major
    /// @param shape its sizes
    /// @return this
    /// @throws IllegalArgumentException if the name is taken or shape and number do not agree
    public SafetensorsWriter add(String name, float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return add(new Tensor(name, Tensor.Type.F32, shape, MemorySegment.ofBuffer(bytes)));
    }

    /// Adds an F64 tensor from an array, copied.
    ///
    /// @param name its name
    /// @param values the elements, row-major
    /// @param shape its sizes
    /// @return this
    /// @throws IllegalArgumentException if the name is taken or shape and number do not agree
    public SafetensorsWriter add(String name, double[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return add(new Tensor(name, Tensor.Type.F64, shape, MemorySegment.ofBuffer(bytes)));
    }

    /// Adds an I64 tensor from an array, copied.
    ///
    /// @param name its name
    /// @param values the elements, row-major
    /// @param shape its sizes
    /// @return this
    /// @throws IllegalArgumentException if the name is taken or shape and number do not agree
    public SafetensorsWriter add(String name, long[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, Long.BYTES);
        bytes.asLongBuffer().put(values);
        return add(new Tensor(name, Tensor.Type.I64, shape, MemorySegment.ofBuffer(bytes)));
    }

    private static ByteBuffer allocate(int count, int size) {
        return ByteBuffer.allocate(Math.multiplyExact(count, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Writes the file; it appears under its name whole or not at all.
    ///
    /// @param target the file
    /// @throws IOException if it cannot be written; the target is then as it was
    public void write(Path target) throws IOException {
        try (AtomicFile file = AtomicFile.open(target)) {
            writeTo(file);
            file.commit();
        }
    }

    /// Writes the bytes of the file to a begun one, without commit.
    ///
    /// @param file where to
    /// @throws IOException if they cannot be written
    public void writeTo(AtomicFile file) throws IOException {
        List<Tensor> order = new ArrayList<>(tensors.values());
        order.sort(Comparator.comparingInt((Tensor tensor) -> tensor.type().bytes()).reversed());
        file.write(header(order));
        for (Tensor tensor : order) {
            MemorySegment data = tensor.data();
            for (long at = 0; at < data.byteSize(); at += CHUNK) {
                file.write(data.asSlice(at, Math.min(CHUNK, data.byteSize() - at)).asByteBuffer());
            }
        }
    }

    private ByteBuffer header(List<Tensor> order) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            fields.put(SafetensorsHeader.METADATA, metadata);
        }
        long at = 0;
        for (Tensor tensor : order) {
            long end = at + tensor.data().byteSize();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.type().name());
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", new long[] {at, end});
            fields.put(tensor.name(), entry);
            at = end;
        }
        byte[] json = Json.write(fields).getBytes(StandardCharsets.UTF_8);
        int padded = Math.addExact(json.length, 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }
}
