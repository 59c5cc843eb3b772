package lanewise.properties.reference;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.Tensor;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;

/// Reads a fixture from a safetensors file.
public final class FixtureFile {
    private FixtureFile() {
    }

    /// Reads a whole file; numbers of every type become doubles.
    ///
    /// @param file the file
    /// @return its metadata and tensors
    /// @throws IOException if it cannot be read
    public static Fixture read(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Safetensors source = Safetensors.open(file, arena);
            Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
            for (Tensor tensor : source.tensors().values()) {
                DoubleTensor copy = DoubleTensor.zeros(Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact)
                        .toArray());
                for (int i = 0; i < copy.size(); i++) {
                    copy.values()[i] = tensor.get(i);
                }
                tensors.put(tensor.name(), copy);
            }
            return new Fixture(source.metadata(), tensors);
        }
    }
}
