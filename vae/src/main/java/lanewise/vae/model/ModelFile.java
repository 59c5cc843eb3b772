package lanewise.vae.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import lanewise.core.Storage;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// The safetensors form of models: a tensor for each name of a layout, the metadata keys `format`, `version` and
/// `architecture` (JSON), and what else the model is said to carry, in the order of its keys.
///
/// All names, types and shapes are checked before memory is taken for them.
final class ModelFile {

    static final String VERSION = "1";

    private static final Set<String> RESERVED = Set.of("format", "version", "architecture");

    private ModelFile() {
    }

    /// Writes what a layout names.
    static void write(String format, Architecture architecture, Map<String, String> metadata, Parameters parameters,
            Storage storage, Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("format", format).metadata("version", VERSION).metadata("architecture", architecture.toJson());
        metadata.forEach(writer::metadata);
        try (Arena narrow = Arena.ofShared()) {
            for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
                StoredWeights.add(writer, tensor, parameters.tensor(tensor.name()), storage, narrow);
            }
            writer.write(file);
        }
    }

    /// A copy in the order of the keys; refuses those that the form has for itself.
    static Map<String, String> carried(Map<String, String> metadata) {
        for (String key : new TreeMap<>(metadata).keySet()) {
            if (RESERVED.contains(key)) {
                throw new IllegalArgumentException("metadata: the key " + key
                        + " belongs to the form of a model's file, expected another name");
            }
        }
        return Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /// What a file carries besides the form's own keys.
    static Map<String, String> carried(Safetensors source) {
        Map<String, String> others = new LinkedHashMap<>(source.metadata());
        others.keySet().removeAll(RESERVED);
        return carried(others);
    }

    /// The format of a file, one of those expected, of a version that is known.
    static String format(Safetensors source, String... expected) throws FormatException {
        String format = metadata(source, "format", expected);
        metadata(source, "version", VERSION);
        return format;
    }

    private static String metadata(Safetensors source, String key, String... expected) throws FormatException {
        String found = source.metadata(key);
        if (!Set.of(expected).contains(found)) {
            throw new FormatException(source.source(), "metadata \"" + key + "\" is \"" + Texts.abridged(found)
                    + "\", expected \"" + String.join("\" or \"", expected) + "\"");
        }
        return found;
    }

    static Architecture architecture(Safetensors source) throws FormatException {
        return Architecture.fromJson(source.metadata("architecture"), source.source() + ": metadata \"architecture\"");
    }

    /// The layout of all parameters.
    static ParameterLayout layout(Architecture architecture, Safetensors source) throws FormatException {
        return architecture.layout();
    }

    /// Refuses a file that holds a tensor that a layout does not name.
    static void requireNoOther(Safetensors source, ParameterLayout layout, Storage storage) throws FormatException {
        Set<String> own = new HashSet<>();
        layout.tensors().forEach(tensor -> own.add(tensor.name()));
        own.addAll(StoredWeights.scales(layout, storage));
        for (String name : source.tensors().keySet()) {
            if (!own.contains(name)) {
                throw new FormatException(source.source(),
                        "holds a tensor \"" + Texts.abridged(name) + "\" that the architecture does not have");
            }
        }
    }

    /// Refuses a file that lacks a tensor that a layout names, or has it in another type or shape.
    static void requireAll(Safetensors source, ParameterLayout layout, Storage storage) throws FormatException {
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            StoredWeights.require(source, tensor, storage);
        }
    }

    /// Copies the tensors of a layout, all finite, out of a file that has been checked.
    static Parameters read(Safetensors source, ParameterLayout layout, Storage storage, Arena arena)
            throws FormatException {
        Parameters parameters = Parameters.allocate(arena, layout);
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            StoredWeights.read(source, tensor, storage, parameters.tensor(tensor.name()));
        }
        Optional<String> notFinite = parameters.firstNotFinite();
        if (notFinite.isPresent()) {
            throw new FormatException(source.source(),
                    "tensor \"" + notFinite.get() + "\" holds a NaN or an infinity, expected finite values");
        }
        return parameters;
    }

    static long[] shape(ParameterLayout.Tensor tensor) {
        return tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    }
}
