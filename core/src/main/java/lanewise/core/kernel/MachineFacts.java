package lanewise.core.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the operating system says of the first core: no text, -1 and 0 bytes where it says nothing. Reading never
/// fails.
record MachineFacts(String vendor, int family, int model, String brand, long l1, long l2, long l3, String source) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([KM]?)B?", Pattern.CASE_INSENSITIVE);
    private static final Pattern WINDOWS = Pattern.compile(".*Family (\\d{1,6}) Model (\\d{1,6}).*, *(\\w+)");

    /// Seconds that another program may take to answer.
    private static final int PATIENCE = 2;

    /// By the way of this operating system.
    static MachineFacts read() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        try {
            if (system.startsWith("linux")) {
                return linux(Path.of("/proc/cpuinfo"), Path.of("/sys/devices/system/cpu/cpu0/cache"));
            }
            if (system.startsWith("mac")) {
                return mac(sysctl());
            }
            if (system.startsWith("windows")) {
                return windows(System.getenv("PROCESSOR_IDENTIFIER"));
            }
            return nothing("no way to read it on this operating system");
        } catch (RuntimeException unreadable) {
            return nothing("not readable: " + unreadable);
        }
    }

    static MachineFacts nothing(String why) {
        return new MachineFacts("", -1, -1, "", 0, 0, 0, why);
    }

    /// The core in a few words.
    String name() {
        return vendor.isEmpty() ? "unknown processor" : family < 0 ? vendor : vendor + " family " + family + " model "
                + model;
    }

    /// From the lines of the first core in `cpuinfo`, up to an empty one (all take the kernel long on a large machine),
    /// and the folders `index0`, `index1`, ... of `caches`.
    static MachineFacts linux(Path cpuinfo, Path caches) {
        Map<String, String> values = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(cpuinfo, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null && !line.isBlank(); line = reader.readLine()) {
                put(values, line);
            }
        } catch (IOException unreadable) {
            values.clear();
        }
        long[] bytes = new long[4];
        for (int i = 0; i < 8; i++) {
            Path index = caches.resolve("index" + i);
            try {
                int level = number(Files.readString(index.resolve("level")).strip());
                if (level >= 1 && level <= 3
                        && !Files.readString(index.resolve("type")).strip().equals("Instruction")) {
                    bytes[level] = Math.max(0, bytes(Files.readString(index.resolve("size"))));
                }
            } catch (IOException unreadable) {
                break;
            }
        }
        String vendor = values.getOrDefault("vendor_id", values.containsKey("CPU implementer")
                ? "implementer " + values.get("CPU implementer") + " part " + values.get("CPU part") : "");
        String source = (vendor.isEmpty() ? "nothing in " : "") + cpuinfo + (bytes[2] == 0 ? ", nothing in " : ", ")
                + caches;
        return new MachineFacts(vendor, number(values.get("cpu family")), number(values.get("model")),
                values.getOrDefault("model name", ""), bytes[1],
                bytes[2], bytes[3], source);
    }

    /// From lines `name: value`; of a processor with two kinds of cores, the fast ones.
    static MachineFacts mac(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        lines.forEach(line -> put(values, line));
        String brand = values.getOrDefault("machdep.cpu.brand_string", "");
        String vendor = values.getOrDefault("machdep.cpu.vendor", brand);
        long[] bytes = new long[4];
        for (int level = 1; level <= 3; level++) {
            String name = "l" + level + (level == 1 ? "dcachesize" : "cachesize");
            bytes[level] = Math.max(0, bytes(values.getOrDefault("hw.perflevel0." + name,
                    values.getOrDefault("hw." + name, "0"))));
        }
        return new MachineFacts(vendor, number(values.get("machdep.cpu.family")),
                number(values.get("machdep.cpu.model")), brand, bytes[1], bytes[2],
                bytes[3], lines.isEmpty() ? "sysctl says nothing" : "sysctl");
    }

    /// From a text such as `AMD64 Family 25 Model 97 Stepping 2, AuthenticAMD`, which tells nothing of caches.
    static MachineFacts windows(String identifier) {
        Matcher matcher = WINDOWS.matcher(identifier == null ? "" : identifier);
        return matcher.matches() ? new MachineFacts(matcher.group(3), number(matcher.group(1)),
                number(matcher.group(2)), "", 0, 0, 0,
                "PROCESSOR_IDENTIFIER, which tells no caches") : nothing("PROCESSOR_IDENTIFIER says nothing");
    }

    /// Bytes of a text such as `512K`, `2M` or `32768`; -1 if it is none.
    static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            return -1;
        }
        int shift = switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 0;
        };
        long number = Long.parseLong(matcher.group(1));
        return number << shift >> shift == number ? number << shift : -1;
    }

    private static void put(Map<String, String> values, String line) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
    }

    private static int number(String text) {
        try {
            return text == null ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException other) {
            return -1;
        }
    }

    private static List<String> sysctl() {
        try {
            Process process = new ProcessBuilder("/usr/sbin/sysctl", "machdep.cpu.vendor", "machdep.cpu.family",
                    "machdep.cpu.model",
                    "machdep.cpu.brand_string", "hw.l1dcachesize", "hw.l2cachesize", "hw.l3cachesize",
                            "hw.perflevel0.l1dcachesize",
                    "hw.perflevel0.l2cachesize",
                            "hw.perflevel0.l3cachesize").redirectError(ProcessBuilder.Redirect.DISCARD).start();
            // The answer is shorter than a pipe holds, so the program ends before it is read; names that it does not
            // know are left out.
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return List.of();
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException failed) {
            return List.of();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
