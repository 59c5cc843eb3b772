package lanewise.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the F64 tensors of a trusted safetensors file.
public final class SafetensorsFile {

    private static final Pattern TENSOR = Pattern.compile(
            "\"([^\"]+)\"\\s*:\\s*\\{\\s*\"dtype\"\\s*:\\s*\"F64\"[^}]*\"data_offsets\"\\s*:\\s*\\[\\s*(\\d+)\\s*,"
            + "\\s*(\\d+)\\s*]");

    private SafetensorsFile() {
    }

    public static Map<String, double[]> parse(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(buffer.getLong());
        Matcher matcher = TENSOR.matcher(new String(file, 8, header, StandardCharsets.UTF_8));
        Map<String, double[]> tensors = new HashMap<>();
        while (matcher.find()) {
            int begin = Integer.parseInt(matcher.group(2));
            double[] values = new double[(Integer.parseInt(matcher.group(3)) - begin) / Double.BYTES];
            buffer.slice(8 + header + begin, values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer().get(values);
            tensors.put(matcher.group(1), values);
        }
        return tensors;
    }
}
