package lanewise.properties.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import lanewise.core.Kernels;
import lanewise.vae.model.VaeModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The law of the house between processes: fresh JVMs at every width, without the Vector API, interpreted, with either
/// compiler alone, on 1 to 3 threads, cold at the first call and hot after many, print the same [Fingerprint].
class BitsAcrossProcessesTest {
    private static final List<String> VECTOR = List.of("--add-modules", "jdk.incubator.vector");

    @TempDir
    private Path directory;

    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : List.of(Fingerprint.class, VaeModel.class, Kernels.class)) {
            try {
                places.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return String.join(File.pathSeparator, places);
    }

    /// Starts a JVM with these flags; what it prints is read by [#lines].
    private final class Child {
        private final String name;
        private final Path output;
        private final Path errors;
        private final Process process;

        Child(String name, int threads, double seconds, String size, List<String> flags) throws IOException {
            this.name = name;
            output = Files.createTempFile(directory, "out", ".txt");
            errors = Files.createTempFile(directory, "err", ".txt");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx256m");
            command.addAll(flags);
            command.addAll(List.of("-cp", classPath(), Fingerprint.class.getName(), Integer.toString(threads),
                Double.toString(seconds), size));
            process = new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(errors.toFile()).start();
        }

        List<String> lines() throws IOException, InterruptedException {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS), name + " has not ended");
            assertEquals(0, process.exitValue(), () -> name + ": " + read(errors));
            return Files.readAllLines(output);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                return e.toString();
            }
        }
    }

    private static List<String> flags(String kernels, String... more) {
        List<String> flags = new ArrayList<>(VECTOR);
        flags.add("-D" + Kernels.PROPERTY + "=" + kernels);
        flags.addAll(List.of(more));
        return flags;
    }

    @Test
    void everyProcessComputesTheSameBits() throws Exception {
        List<String> differences = new ArrayList<>();
        Map<String, String> expected = new LinkedHashMap<>();
        // the scalar twins are the specification; they go first
        compare(expected, differences, "scalar", new Child("scalar twins", 1, 1, "large", flags("scalar")),
            new Child("without the Vector API", 2, 0, "small", List.of()));
        assertTrue(expected.size() >= 9, expected::toString);
        compare(expected, differences, "", new Child("512 bits", 1, 2, "large", flags("512")),
            new Child("512 bits, 2 threads", 2, 0, "large", flags("512")));
        compare(expected, differences, "", new Child("256 bits", 2, 1, "large", flags("256")),
            new Child("128 bits, 3 threads", 3, 0, "large", flags("128")));
        compare(expected, differences, "", new Child("widest, 3 threads", 3, 0.5, "large", VECTOR),
            new Child("optimising compiler alone", 1, 0.5, "large", flags("512", "-XX:-TieredCompilation")));
        compare(expected, differences, "",
            new Child("first compiler alone", 1, 0, "small", flags("256", "-XX:TieredStopAtLevel=1")),
            new Child("first compiler alone, its own choice", 2, 0, "small",
                List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1")));
        compare(expected, differences, "", new Child("interpreted", 1, 0, "few", flags("512", "-Xint")),
            new Child("interpreted scalar twins", 2, 0, "few", flags("scalar", "-Xint")));
        assertEquals(List.of(), differences);
    }

    /// Collects the first child's lines if there are none yet, and compares those of both with them. Two
    /// children run at a time.
    private static void compare(Map<String, String> expected, List<String> differences,
        String kernels, Child... children)
        throws Exception {
        for (Child child : children) {
            List<String> lines = child.lines();
            assertFalse(lines.isEmpty(), child.name);
            assertTrue(lines.getFirst().startsWith("# kernels " + kernels), child.name + ": " + lines.getFirst());
            assertTrue(lines.getLast().startsWith("# repetitions"), child.name + ": " + lines.getLast());
            for (String line : lines.subList(1, lines.size() - 1)) {
                int colon = line.indexOf(": ");
                String before = expected.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
                if (before != null && !before.equals(line.substring(colon + 2))) {
                    differences.add(child.name + " (" + lines.getFirst() + "): " + line + ", expected " + before);
                }
            }
        }
    }
}
