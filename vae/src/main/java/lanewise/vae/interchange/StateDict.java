package lanewise.vae.interchange;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

/// A PyTorch state dict in a safetensors file, as `safetensors.torch.save_file(model.state_dict(), FILE)` writes it and
/// `load_file` reads it.
///
/// `Linear` layers have `weight` `[out, in]` and `bias` `[out]` in both worlds, `LayerNorm` layers `weight` and `bias`
/// `[out]`, `Conv2d` layers `weight` `[out, in, height, width]`, `ConvTranspose2d` layers `[in, out, height, width]`,
/// and images are flattened as `[channels, height, width]`, so tensors are copied as they are; a [NameMap] says what
/// they are called. Values are F32, written and read bit for bit; F16 and BF16 are widened, which is exact, F64 is
/// rounded to nearest. Thread-safe: no state.
///
/// ```java
/// Path file = Path.of("vae.safetensors");
/// try (VaeModel model = StateDict.read(file, NameMap.PYTORCH_EXAMPLE, new Relu(), new Bernoulli())) {
///     model.save(Path.of("model.safetensors"));
/// }
/// ```
public final class StateDict {

    private static final List<String> PARTS = List.of("encoder.", "decoder.", "prior.");

    private StateDict() {
    }

    /// Writes all tensors of a model.
    ///
    /// @param model the model
    /// @param names what the tensors are called in the file
    /// @param file where to; it appears whole or not at all, and equal models give equal bytes
    /// @throws IllegalArgumentException if the map gives two tensors one name
    /// @throws IOException if it cannot be written
    public static void write(VaeModel model, NameMap names, Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        for (ParameterLayout.Tensor tensor : model.parameters().layout().tensors()) {
            writer.addFloats(names.foreign(tensor.name()), model.parameters().tensor(tensor.name()).segment(),
                    shape(tensor));
        }
        writer.write(file);
    }

    /// Reads a model of dense layers, whose widths follow from the shapes of its tensors ([Shapes]). Those of
    /// convolutions tell neither stride nor padding: such a model is read with its architecture.
    ///
    /// @param file the state dict
    /// @param names what the tensors are called in the file
    /// @param activation of the hidden layers, which a state dict does not tell
    /// @param likelihood what the decoder describes, which it does not tell either
    /// @return the model; close it to free its memory
    /// @throws FormatException naming the file and the first tensor that is missing, unknown (one of whole numbers or
    /// truth values that the model does not have is passed over), of a shape that does not
    /// fit, or not finite
    /// @throws IOException if the file is missing or cannot be read
    public static VaeModel read(Path file, NameMap names, Activation activation, Likelihood likelihood)
            throws IOException {
        try (Arena reading = Arena.ofShared()) {
            Safetensors source = Safetensors.open(file, reading);
            Map<String, Tensor> tensors = own(source, names);
            return model(source, tensors, names,
                    Shapes.architecture(source.source(), tensors, names, activation, likelihood));
        }
    }

    /// Reads a model of a known architecture, of layers of any kind.
    ///
    /// @param file the state dict
    /// @param names what the tensors are called in the file
    /// @param architecture what the model is made of
    /// @return the model; close it to free its memory
    /// @throws FormatException naming the file and the first tensor that is missing, unknown (one of whole numbers or
    /// truth values that the model does not have is passed over), of another
    /// shape, or not finite
    /// @throws IOException if the file is missing or cannot be read
    public static VaeModel read(Path file, NameMap names, Architecture architecture) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            Safetensors source = Safetensors.open(file, reading);
            return model(source, own(source, names), names, architecture);
        }
    }

    /// What all tensors' names begin with, up to a full stop, and no name of the map does: wrappers of PyTorch put
    /// `module.`, `_orig_mod.` or the name of an attribute before the names of the module that they hold. [#read]
    /// leaves it out.
    ///
    /// @param file the state dict
    /// @param names what the tensors are called in the file
    /// @return such as `module.`, or an empty text
    /// @throws IOException if the file cannot be read as safetensors
    public static String prefix(Path file, NameMap names) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            return prefix(Safetensors.open(file, reading), names);
        }
    }

    private static String prefix(Safetensors source, NameMap names) {
        String prefix = null;
        for (Tensor tensor : source.tensors().values()) {
            if (isFloat(tensor)) {
                prefix = prefix == null ? tensor.name() : common(prefix, tensor.name());
            }
        }
        prefix = prefix == null ? "" : prefix.substring(0, prefix.lastIndexOf('.') + 1);
        // where the map has it, or nothing is known without it, it is part of the names
        String found = prefix;
        return names.begins(found) || source.tensors().keySet().stream().filter(name -> name.startsWith(found))
                .map(name -> names.own(name.substring(found.length())))
                .noneMatch(name -> PARTS.stream().anyMatch(name::startsWith)) ? "" : found;
    }

    private static String common(String one, String other) {
        int n = 0;
        while (n < Math.min(one.length(), other.length()) && one.charAt(n) == other.charAt(n)) {
            n++;
        }
        return one.substring(0, n);
    }

    private static boolean isFloat(Tensor tensor) {
        return switch (tensor.type()) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }

    /// The tensors under their names here, without what all begin with.
    private static Map<String, Tensor> own(Safetensors source, NameMap names) throws FormatException {
        Map<String, Tensor> own = new LinkedHashMap<>();
        String prefix = prefix(source, names);
        for (Tensor tensor : source.tensors().values()) {
            String name = tensor.name().startsWith(prefix) ? tensor.name().substring(prefix.length()) : tensor.name();
            Tensor other = own.put(names.own(name), tensor);
            if (other != null) {
                throw new FormatException(source.source(), "tensors \"" + other.name() + "\" and \"" + tensor.name()
                        + "\" are both " + names.own(name) + " by the map of names");
            }
        }
        return own;
    }

    private static VaeModel model(Safetensors source, Map<String, Tensor> tensors,
            NameMap names, Architecture architecture)
            throws FormatException {
        ParameterLayout layout = architecture.layout();
        Set<String> unknown = new LinkedHashSet<>(tensors.keySet());
        unknown.removeIf(name -> !isFloat(tensors.get(name)) && !layout.names(name));
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            require(source, tensors.get(tensor.name()), tensor, names);
            unknown.remove(tensor.name());
        }
        if (!unknown.isEmpty()) {
            Tensor first = tensors.get(unknown.iterator().next());
            throw new FormatException(source.source(), "holds a tensor \"" + first.name() + "\" "
                    + Arrays.toString(first.shape()) + " that the model does not have, expected "
                    + Texts.listed(layout.tensors().stream().map(t -> names.foreign(t.name())).toList()));
        }
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, layout);
            for (ParameterLayout.Tensor tensor : layout.tensors()) {
                copy(tensors.get(tensor.name()), parameters.tensor(tensor.name()));
            }
            String notFinite = parameters.firstNotFinite().orElse(null);
            if (notFinite != null) {
                throw new FormatException(source.source(),
                        "tensor \"" + names.foreign(notFinite) + "\" holds a value that is no finite float");
            }
            return VaeModel.of(architecture, parameters);
        }
    }

    private static void require(Safetensors source, Tensor found, ParameterLayout.Tensor expected, NameMap names)
            throws FormatException {
        if (found == null) {
            throw new FormatException(source.source(),
                    "has no tensor \"" + names.foreign(expected.name()) + "\"" + meaning(expected.name(), names)
                    + ", expected " + expected.shape() + " among "
                    + Texts.abridged(List.copyOf(source.tensors().keySet())));
        }
        if (!Arrays.equals(found.shape(), shape(expected))) {
            throw new FormatException(source.source(), "tensor \"" + found.name() + "\""
                    + meaning(expected.name(), names) + " is " + Arrays.toString(found.shape()) + ", expected "
                    + expected.shape() + ranks(found.shape().length, expected.shape().size()));
        }
        switch (found.type()) {
            case F32, F16, BF16, F64 -> { }
            default -> throw new FormatException(source.source(), "tensor \"" + found.name() + "\""
                    + meaning(expected.name(), names) + " is " + found.type() + ", expected F32, F16, BF16 or F64");
        }
    }

    /// What a wrong rank of weights means.
    private static String ranks(int found, int expected) {
        if (found == 2 && expected == 4) {
            return ": a state dict with dense weights, where the architecture has a convolution";
        }
        return found == 4 && expected == 2
                ? ": a state dict with weights of a convolution, where the architecture has a dense layer" : "";
    }

    /// The name here, where it is another.
    static String meaning(String own, NameMap names) {
        return names.foreign(own).equals(own) ? "" : " (" + own + ")";
    }

    private static void copy(Tensor from, Matrix to) {
        for (int r = 0; r < to.rows(); r++) {
            for (int c = 0; c < to.columns(); c++) {
                to.set(r, c, (float) from.get((long) r * to.columns() + c));
            }
        }
    }

    private static long[] shape(ParameterLayout.Tensor tensor) {
        return tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    }
}
