package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// Weights of dense layers in the storages of a file: F32, BF16, or I8 beside a tensor `NAME_scale` (F32) with one
/// scale for each output unit. All else is F32.
final class StoredWeights {

    private static final String SCALE = "_scale";
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);

    private StoredWeights() {
    }

    /// Whether a tensor is stored narrow where a model is.
    private static boolean isDense(ParameterLayout.Tensor tensor) {
        return tensor.role() == ParameterLayout.Role.WEIGHT && tensor.shape().size() == 2;
    }

    /// Replaces the weights by what a storage holds of them.
    static void round(Parameters parameters, Storage storage) {
        for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
            if (isDense(tensor)) {
                try {
                    storage.round(parameters.tensor(tensor.name()));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("parameters: " + tensor.name() + ": "
                            + e.getMessage().replaceFirst("^weights: ", ""), e);
                }
            }
        }
    }

    /// Adds a tensor whose values the storage holds exactly.
    static void add(SafetensorsWriter writer, ParameterLayout.Tensor tensor, Matrix values, Storage storage,
            Arena arena) {
        if (storage == Storage.FLOAT32 || !isDense(tensor)) {
            writer.addFloats(tensor.name(), values.segment(), ModelFile.shape(tensor));
            return;
        }
        MemorySegment data = arena.allocate(Math.max(1, (long) tensor.size() * storage.bytes()), 8)
                .asSlice(0, (long) tensor.size() * storage.bytes());
        float[] scales = new float[values.rows()];
        for (int r = 0; r < values.rows(); r++) {
            scales[r] = Storage.scale(Storage.largest(values, r));
            for (int c = 0; c < values.columns(); c++) {
                long at = (long) r * values.columns() + c;
                if (storage == Storage.INT8) {
                    data.set(ValueLayout.JAVA_BYTE, at, Storage.quantized(values.get(r, c), scales[r]));
                } else {
                    data.set(SHORT, at * Short.BYTES, Storage.bfloat16(values.get(r, c)));
                }
            }
        }
        writer.add(new Tensor(tensor.name(), type(storage), ModelFile.shape(tensor), data));
        if (storage == Storage.INT8) {
            writer.add(tensor.name() + SCALE, scales, scales.length);
        }
    }

    private static Tensor.Type type(Storage storage) {
        return switch (storage) {
            case FLOAT32 -> Tensor.Type.F32;
            case BFLOAT16 -> Tensor.Type.BF16;
            case INT8 -> Tensor.Type.I8;
        };
    }

    /// The storage of a file: that of the first weights of a dense layer.
    static Storage storage(Safetensors source, ParameterLayout layout) {
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            Tensor found = source.tensors().get(tensor.name());
            if (isDense(tensor) && found != null) {
                for (Storage storage : Storage.values()) {
                    if (found.type() == type(storage)) {
                        return storage;
                    }
                }
            }
        }
        return Storage.FLOAT32;
    }

    /// The names of the tensors of scales.
    static List<String> scales(ParameterLayout layout, Storage storage) {
        return storage != Storage.INT8 ? List.of() : layout.tensors().stream().filter(StoredWeights::isDense)
                .map(tensor -> tensor.name() + SCALE).toList();
    }

    /// Refuses a file that lacks a tensor, or has it in another type or shape.
    static void require(Safetensors source, ParameterLayout.Tensor tensor, Storage storage) throws FormatException {
        source.tensor(tensor.name(), isDense(tensor) ? type(storage) : Tensor.Type.F32, ModelFile.shape(tensor));
        if (isDense(tensor) && storage == Storage.INT8) {
            source.tensor(tensor.name() + SCALE, Tensor.Type.F32, tensor.rows());
        }
    }

    /// Copies a checked tensor.
    static void read(Safetensors source, ParameterLayout.Tensor tensor, Storage storage, Matrix values)
            throws FormatException {
        Tensor stored = source.tensor(tensor.name());
        if (stored.type() == Tensor.Type.F32) {
            stored.copyTo(values);
            return;
        }
        Tensor scales = storage == Storage.INT8 ? source.tensor(tensor.name() + SCALE) : null;
        for (int r = 0; r < values.rows(); r++) {
            float scale = scales == null ? 1 : (float) scales.get(r);
            if (scales != null && !(scale >= 0 && scale == Storage.scale(127 * scale))) {
                throw new FormatException(source.source(), "tensor \"" + tensor.name() + SCALE + "\": element " + r
                        + " is " + scale + ", expected 0 or a scale of at most 16 significant bits");
            }
            float largest = 0;
            for (int c = 0; c < values.columns(); c++) {
                float value = (float) stored.get((long) r * values.columns() + c) * scale;
                largest = Math.max(largest, Math.abs(value));
                values.set(r, c, value);
            }
            if (scales != null && largest != 127 * scale) {
                throw new FormatException(source.source(), "tensor \"" + tensor.name() + "\": row " + r
                        + " has a largest magnitude of " + largest / scale + ", expected 127 (or a scale of 0)");
            }
        }
    }
}
