package lanewise.vae.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// A safetensors file opened for reading: named tensors, memory-mapped, little-endian and row-major,
/// and a map of strings.
///
/// The format (Hugging Face, safetensors 0.4): 8 bytes little-endian header length n, n bytes of JSON, then the data of
/// all tensors without gaps. Before memory is taken for anything, these are refused, each with the file, the place and
/// the expectation: a file shorter than it says, a header above [#MAX_HEADER] bytes, header text that is not JSON,
/// duplicate names, unknown types, negative or overflowing shapes, offsets that do not match shape times type, that
/// leave the file, overlap, or leave holes or trailing bytes.
///
/// The tensors live as long as the arena. Thread-safe as far as the arena is (a confined one serves its own thread
/// only). The file must not be cut while it is open; replacing it by rename, as [AtomicFile] does, is harmless.
public final class Safetensors {

    /// The longest header that is read, in bytes: the limit of the format's own library. Its value may also not take
    /// more than half of the heap.
    public static final long MAX_HEADER = 100_000_000;

    private final String source;
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;
    private final Map<String, String> others;

    private Safetensors(String source, SafetensorsHeader header) {
        this.source = source;
        this.metadata = header.metadata();
        this.tensors = header.tensors();
        this.others = header.others();
    }

    /// Opens and checks a file.
    ///
    /// @param file the file
    /// @param arena owns the mapping: the tensors are valid until it is closed
    /// @return the open file
    /// @throws FormatException if the file is not a valid safetensors file
    /// @throws IOException if it is missing or cannot be read
    public static Safetensors open(Path file, Arena arena) throws IOException {
        Inputs.requireRegular(file, "a safetensors file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), file.toString());
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": permission denied, expected a safetensors file that may be read", e);
        }
    }

    /// Reads a file that is in memory already; the tensors are slices of it.
    ///
    /// @param bytes the whole file
    /// @param source what to call it in messages
    /// @return the open file
    /// @throws FormatException if it is not a valid safetensors file
    public static Safetensors of(MemorySegment bytes, String source) throws FormatException {
        return new Safetensors(source, SafetensorsHeader.read(bytes, source));
    }

    /// The strings under `__metadata__`, in the order of the file; empty if there are none.
    ///
    /// @return the map, unmodifiable
    public Map<String, String> metadata() {
        return metadata;
    }

    /// All tensors of a [Tensor.Type] by name, in the order of the header.
    ///
    /// @return the map, unmodifiable
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /// Tensors of a type that is not read, such as `F8_E4M3`, and their types: in the way of nobody who does not need
    /// them.
    ///
    /// @return names to types, unmodifiable
    public Map<String, String> others() {
        return others;
    }

    /// The tensor of that name.
    ///
    /// @param name the name
    /// @return the tensor
    /// @throws FormatException if there is none, or it has a type that is not read
    public Tensor tensor(String name) throws FormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new FormatException(source, others.containsKey(name) ? "tensor \"" + name + "\" has the dtype "
                    + others.get(name) + ", expected one of " + Arrays.toString(Tensor.Type.values())
                    : "has no tensor \"" + Texts.abridged(name) + "\"");
        }
        return tensor;
    }

    /// The tensor of that name, of that type and shape.
    ///
    /// @param name the name
    /// @param type the expected type
    /// @param shape the expected shape
    /// @return the tensor
    /// @throws FormatException if there is none or it has another type or shape
    public Tensor tensor(String name, Tensor.Type type, long... shape) throws FormatException {
        Tensor tensor = tensor(name);
        if (tensor.type() != type || !Arrays.equals(tensor.shape(), shape)) {
            throw new FormatException(source, "tensor \"" + name + "\" is " + tensor.type() + " "
                    + Tensor.shapeText(tensor.shape()) + ", expected " + type + " " + Tensor.shapeText(shape));
        }
        return tensor;
    }

    /// The metadata string of that key.
    ///
    /// @param key the key
    /// @return the string
    /// @throws FormatException if there is none
    public String metadata(String key) throws FormatException {
        String value = metadata.get(key);
        if (value == null) {
            throw new FormatException(source, "has no metadata \"" + key + "\"");
        }
        return value;
    }

    /// What this file is called in messages.
    ///
    /// @return the name
    public String source() {
        return source;
    }
}
