package lanewise.vae.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// The header of a safetensors file, read and checked.
record SafetensorsHeader(Map<String, String> metadata, Map<String, Tensor> tensors, Map<String, String> others) {

    static final String METADATA = "__metadata__";

    /// Types of the format that nothing here computes with.
    private static final List<String> OTHERS = List.of("F4", "F6_E2M3", "F6_E3M2", "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2",
            "F8_E5M2FNUZ", "F8_E8M0", "C64");

    /// Heap for a byte of the header: its bytes, its characters decoded, and the text.
    private static final int HEAP_PER_BYTE = 5;
    /// Heap for what is known of a tensor.
    private static final int HEAP_PER_TENSOR = 512;

    /// Where the data of a tensor lies, in bytes after the header.
    private record Extent(String name, long begin, long end) {
    }

    static SafetensorsHeader read(MemorySegment file, String source) throws FormatException {
        if (file.byteSize() < Long.BYTES) {
            throw new FormatException(source, "offset 0: the file has " + file.byteSize()
                    + " bytes, expected at least the 8 of the header length");
        }
        long length = file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 0 || length > Safetensors.MAX_HEADER) {
            throw new FormatException(source, "offset 0: header length " + Long.toUnsignedString(length)
                    + ", expected at most " + Safetensors.MAX_HEADER + " (is this a safetensors file?)");
        }
        if (length > file.byteSize() - Long.BYTES) {
            throw new FormatException(source, "offset 0: header length " + length + ", but only "
                    + (file.byteSize() - Long.BYTES) + " bytes follow: the file is cut or not a safetensors file");
        }
        Budget.heap(source).takeProduct("a header of " + length + " bytes", HEAP_PER_BYTE, length);
        byte[] text = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        if (text.length == 0 || text[0] != '{') {
            throw new FormatException(source, "offset 8: the header does not begin with '{', expected a JSON object");
        }
        JsonObject header = JsonObject.of(Json.parse(text, source), source);
        MemorySegment data = file.asSlice(Long.BYTES + length);
        Map<String, String> metadata = header.has(METADATA) && header.get(METADATA) != null
                ? metadata(header.object(METADATA)) : Map.of();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        Budget.heap(source).takeProduct(header.names().size() + " tensors", HEAP_PER_TENSOR, header.names().size());
        List<Extent> extents = new ArrayList<>();
        for (String name : header.names()) {
            if (!name.equals(METADATA)) {
                JsonObject entry = header.object(name);
                Tensor tensor = tensor(name, entry, data, source, extents);
                if (tensor == null) {
                    others.put(name, entry.string("dtype"));
                } else {
                    tensors.put(name, tensor);
                }
            }
        }
        requireCovered(extents, data.byteSize(), source);
        return new SafetensorsHeader(metadata, Collections.unmodifiableMap(tensors),
                Collections.unmodifiableMap(others));
    }

    private static Map<String, String> metadata(JsonObject object) throws FormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String key : object.names()) {
            metadata.put(key, object.string(key));
        }
        return Collections.unmodifiableMap(metadata);
    }

    /// A tensor, or null where it is of a type that is not read.
    private static Tensor tensor(String name, JsonObject entry, MemorySegment data, String source, List<Extent> extents)
            throws FormatException {
        Tensor.Type type = type(name, entry.string("dtype"), source);
        long[] shape = longs(entry.integers("shape"));
        long[] offsets = longs(entry.integers("data_offsets"));
        entry.requireAllRead();
        String tensor = "tensor \"" + Texts.abridged(name) + "\"";
        // the size of an element of another type is not known: its shape alone is judged
        long bytes = Tensor.bytes(shape, type == null ? Tensor.Type.U8 : type);
        if (bytes < 0) {
            throw new FormatException(source, tensor + ": shape " + Tensor.shapeText(shape)
                    + " is negative or overflows, expected sizes of 0 or more");
        }
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
            throw new FormatException(source, tensor + ": data_offsets " + Arrays.toString(offsets)
                    + ", expected [begin, end] with 0 <= begin <= end");
        }
        if (offsets[1] > data.byteSize()) {
            throw new FormatException(source, tensor + ": data_offsets " + Arrays.toString(offsets) + " end beyond the "
                    + data.byteSize() + " bytes of data: the file is cut or its header is wrong");
        }
        if (type != null && offsets[1] - offsets[0] != bytes) {
            throw new FormatException(source,
                    tensor + ": data_offsets " + Arrays.toString(offsets) + " hold " + (offsets[1] - offsets[0])
                    + " bytes, but " + type + " " + Tensor.shapeText(shape) + " takes " + bytes);
        }
        extents.add(new Extent(name, offsets[0], offsets[1]));
        return type == null ? null : new Tensor(name, type, shape, data.asSlice(offsets[0], bytes));
    }

    /// Null for a type that is not read.
    private static Tensor.Type type(String name, String dtype, String source) throws FormatException {
        for (Tensor.Type type : Tensor.Type.values()) {
            if (type.name().equals(dtype)) {
                return type;
            }
        }
        if (!OTHERS.contains(dtype)) {
            throw new FormatException(source, "tensor \"" + Texts.abridged(name) + "\": dtype \""
                    + Texts.abridged(dtype) + "\" is not known, expected one of "
                    + Arrays.toString(Tensor.Type.values()) + ", or of those that are passed over, " + OTHERS);
        }
        return null;
    }

    private static long[] longs(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    /// The extents must follow each other from 0 to the end of the data.
    private static void requireCovered(List<Extent> extents, long size, String source) throws FormatException {
        extents.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
        long end = 0;
        String before = null;
        for (Extent extent : extents) {
            if (extent.begin != end) {
                throw new FormatException(source,
                        "tensor \"" + extent.name + "\": data begin at " + extent.begin + ", " + (extent.begin < end
                                ? "inside tensor \"" + before + "\" which ends at " : "leaving a hole after ") + end);
            }
            end = extent.end;
            before = extent.name;
        }
        if (end != size) {
            throw new FormatException(source, "has " + (size - end) + " bytes after the last tensor, which ends at"
                    + " data offset " + end + ", expected the end of the file");
        }
    }
}
