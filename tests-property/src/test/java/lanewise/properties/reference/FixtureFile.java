package lanewise.properties.reference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.Tensor;

/// Reads a fixture from a safetensors file: a reader for well-formed files, independent of the library's own.
public final class FixtureFile {
    private static final Pattern METADATA = Pattern.compile("\"__metadata__\"\\s*:\\s*\\{([^}]*)}");
    private static final Pattern STRING_PAIR = Pattern.compile("\"([^\"]*)\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern TENSOR = Pattern.compile(
        "\"([^\"]+)\"\\s*:\\s*\\{\\s*\"dtype\"\\s*:\\s*\"(\\w+)\"\\s*,\\s*\"shape\"\\s*:\\s*\\[([^]]*)]\\s*,\\s*\"data_offsets\"\\s*:\\s*\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");

    private FixtureFile() {
    }

    /// Reads a whole file; numbers of every type become doubles.
    ///
    /// @param file the file
    /// @return its metadata and tensors
    /// @throws IOException if it cannot be read
    public static Fixture read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int headerSize = (int) bytes.getLong(0);
        String header = new String(bytes.array(), 8, headerSize, StandardCharsets.UTF_8);
        Map<String, String> description = new LinkedHashMap<>();
        Matcher metadata = METADATA.matcher(header);
        if (metadata.find()) {
            Matcher pair = STRING_PAIR.matcher(metadata.group(1));
            while (pair.find()) {
                description.put(pair.group(1), pair.group(2));
            }
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Matcher tensor = TENSOR.matcher(header);
        while (tensor.find()) {
            int[] shape = Arrays.stream(tensor.group(3).split(",")).filter(s -> !s.isBlank()).mapToInt(s -> Integer.parseInt(s.strip())).toArray();
            tensors.put(tensor.group(1), numbers(bytes, 8 + headerSize + Integer.parseInt(tensor.group(4)), tensor.group(2), shape));
        }
        return new Fixture(description, tensors);
    }

    private static Tensor numbers(ByteBuffer bytes, int offset, String type, int[] shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = switch (type) {
                case "F64" -> bytes.getDouble(offset + 8 * i);
                case "F32" -> bytes.getFloat(offset + 4 * i);
                case "I64" -> bytes.getLong(offset + 8 * i);
                default -> throw new IllegalArgumentException(type + ": expected F64, F32 or I64");
            };
        }
        return tensor;
    }
}
