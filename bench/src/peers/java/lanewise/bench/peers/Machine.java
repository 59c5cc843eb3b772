package lanewise.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import lanewise.core.Kernels;

/// What a figure says nothing without.
final class Machine {

    private static final Pattern PEER = Pattern.compile("(mkl|openblas|pytorch|onnxruntime|blas|ejml-fdense|ojalgo"
            + "|commons-rng-sampling|nd4j-native)-\\d[\\w.-]*\\.jar");

    private Machine() {
    }

    static List<String> describe(List<String> command) {
        var lines = new ArrayList<String>();
        lines.add(cpu() + ", processors: " + Runtime.getRuntime().availableProcessors() + ", "
                + System.getProperty("os.name"));
        lines.add(System.getProperty("java.vendor.version", "JDK") + " (" + Runtime.version() + "), Lanewise kernels: "
                + Kernels.name());
        lines.add("Peers: " + String.join(", ", jars()));
        lines.add("Command of " + LocalDate.now() + ": bench/bin/peers " + String.join(" ", command));
        return lines;
    }

    private static String cpu() {
        String name = System.getProperty("os.arch");
        var parts = new ArrayList<String>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    name = line.replaceFirst(".*: *", "");
                } else if (line.startsWith("cpu family") || line.startsWith("model\t")) {
                    parts.add(line.replaceAll("\\s*:\\s*", " "));
                } else if (line.isBlank()) {
                    break;
                }
            }
            for (int level : new int[] {0, 2, 3}) {
                Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + level);
                parts.add("L" + Files.readString(cache.resolve("level")).strip() + " "
                        + Files.readString(cache.resolve("size")).strip());
            }
        } catch (IOException e) {
            return parts.isEmpty() ? name : name + " (" + String.join(", ", parts) + ")";
        }
        return name + " (" + String.join(", ", parts) + ")";
    }

    /// The versions of the peers' jars, by their file names.
    private static List<String> jars() {
        return Pattern.compile(System.getProperty("path.separator"), Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path")).map(path -> path.replaceFirst(".*[/\\\\]", ""))
                .filter(name -> PEER.matcher(name).matches())
                .filter(name -> !name.contains("x86") && !name.contains("arm") && !name.contains("aarch"))
                .map(name -> name.replaceFirst("\\.jar$", "")).toList();
    }
}
