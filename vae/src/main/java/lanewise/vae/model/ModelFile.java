package lanewise.vae.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Safetensors;
import lanewise.vae.format.SafetensorsWriter;
import lanewise.vae.format.Tensor;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;

/// The safetensors form of models: a tensor for each name of a layout, and the metadata keys `format`, `version` and
/// `architecture` (JSON).
///
/// All names, types and shapes are checked before memory is taken for them.
final class ModelFile {

    static final String VERSION = "1";

    private ModelFile() {
    }

    /// Writes what a layout names.
    static void write(String format, Architecture architecture, Parameters parameters, Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("format", format).metadata("version", VERSION).metadata("architecture", architecture.toJson());
        for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
            writer.addFloats(tensor.name(), parameters.tensor(tensor.name()).segment(), shape(tensor));
        }
        writer.write(file);
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
            throw new FormatException(source.source(), "metadata \"" + key + "\" is \"" + found + "\", expected \""
                    + String.join("\" or \"", expected) + "\"");
        }
        return found;
    }

    static Architecture architecture(Safetensors source) throws FormatException {
        return Architecture.fromJson(source.metadata("architecture"), source.source() + ": metadata \"architecture\"");
    }

    /// The layout of all parameters.
    static ParameterLayout layout(Architecture architecture, Safetensors source) throws FormatException {
        try {
            return architecture.layout();
        } catch (ArithmeticException e) {
            throw new FormatException(source.source(), "the architecture has more parameters than fit 2^31 floats", e);
        }
    }

    /// Refuses a file that holds a tensor that a layout does not name.
    static void requireNoOther(Safetensors source, ParameterLayout layout) throws FormatException {
        for (String name : source.tensors().keySet()) {
            if (layout.tensors().stream().noneMatch(tensor -> tensor.name().equals(name))) {
                throw new FormatException(source.source(),
                        "holds a tensor \"" + name + "\" that the architecture does not have");
            }
        }
    }

    /// Refuses a file that lacks a tensor that a layout names, or has it in another type or shape.
    static void requireAll(Safetensors source, ParameterLayout layout) throws FormatException {
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            source.tensor(tensor.name(), Tensor.Type.F32, shape(tensor));
        }
    }

    /// Copies the tensors of a layout, all finite, out of a file that has been checked.
    static Parameters read(Safetensors source, ParameterLayout layout, Arena arena) throws FormatException {
        Parameters parameters = Parameters.allocate(arena, layout);
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            source.tensor(tensor.name()).copyTo(parameters.tensor(tensor.name()));
        }
        Optional<String> notFinite = parameters.firstNotFinite();
        if (notFinite.isPresent()) {
            throw new FormatException(source.source(),
                    "tensor \"" + notFinite.get() + "\" holds a NaN or an infinity, expected finite values");
        }
        return parameters;
    }

    private static long[] shape(ParameterLayout.Tensor tensor) {
        return tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    }
}
