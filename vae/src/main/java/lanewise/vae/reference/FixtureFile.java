package lanewise.vae.reference;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Budget;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;

/// A fixture as it lies in a safetensors file: its tensors as doubles, and the type in which each is stored.
///
/// The form is described in `vae/FIXTURES.md`. Immutable as long as nobody writes to the tensors.
///
/// @param source what the file is called in messages
/// @param fixture its contents
/// @param types the stored type of each tensor
public record FixtureFile(String source, Fixture fixture, Map<String, Tensor.Type> types) {

    /// Copies the map.
    public FixtureFile {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /// Reads a whole file; numbers of every type become doubles.
    ///
    /// @param file the file
    /// @return its contents
    /// @throws FormatException if it is no safetensors file, or a tensor is too large for an array
    /// @throws IOException if it cannot be read
    public static FixtureFile read(Path file) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            return of(Safetensors.open(file, arena));
        }
    }

    /// Copies an open file.
    ///
    /// @param source the file
    /// @return its contents
    /// @throws FormatException if a tensor is too large for an array
    public static FixtureFile of(Safetensors source) throws FormatException {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        Map<String, Tensor.Type> types = new LinkedHashMap<>();
        Budget heap = Budget.heap(source.source());
        for (Tensor tensor : source.tensors().values()) {
            if (tensor.count() > Integer.MAX_VALUE - 8
                    || Arrays.stream(tensor.shape()).anyMatch(size -> size > Integer.MAX_VALUE)) {
                throw new FormatException(source.source(), "tensor \"" + tensor.name() + "\": " + tensor.count()
                        + " elements, expected fewer than 2^31 - 8");
            }
            heap.takeProduct("tensor \"" + Texts.abridged(tensor.name()) + "\"", Double.BYTES, tensor.count());
            tensors.put(tensor.name(), DoubleTensor.of(tensor.toDoubles(),
                    Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray()));
            types.put(tensor.name(), tensor.type());
        }
        return new FixtureFile(source.source(), new Fixture(source.metadata(), tensors), types);
    }

    /// A writer that holds a fixture, each tensor in its type: F64, or F32 rounded to nearest, or I64.
    ///
    /// @return the writer; equal fixtures give equal bytes
    /// @throws IllegalArgumentException if a type is another
    public SafetensorsWriter writer() {
        SafetensorsWriter writer = new SafetensorsWriter();
        fixture.description().forEach(writer::metadata);
        fixture.tensors().forEach((name, tensor) -> {
            long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
            switch (types.get(name)) {
                case F64 -> writer.add(name, tensor.values(), shape);
                case F32 -> {
                    float[] floats = new float[tensor.size()];
                    for (int i = 0; i < floats.length; i++) {
                        floats[i] = (float) tensor.values()[i];
                    }
                    writer.add(name, floats, shape);
                }
                case I64 -> writer.add(name,
                        Arrays.stream(tensor.values()).mapToLong(value -> (long) value).toArray(), shape);
                default -> throw new IllegalArgumentException("tensor \"" + name + "\": type " + types.get(name)
                        + ", expected F64, F32 or I64");
            }
        });
        return writer;
    }

    /// Whether a tensor is judged as a result of float64: it is stored as F64, and the metadata do not say that the
    /// file is of float32.
    ///
    /// @param name of the tensor
    /// @return whether it is
    /// @throws IllegalArgumentException if the metadata name a type that is neither
    boolean computedInDouble(String name) {
        String dtype = new Description(fixture.description()).choice("dtype", "F64", java.util.List.of("F32", "F64"));
        return dtype.equals("F64") && types.get(name) == Tensor.Type.F64;
    }
}
