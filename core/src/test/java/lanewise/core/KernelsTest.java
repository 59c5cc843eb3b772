package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/// Runs itself in fresh JVMs: the choice is made once per JVM.
class KernelsTest {

    /// Prints the choice.
    static final class Print {
        public static void main(String[] args) {
            System.out.println(Kernels.name() + "|" + Kernels.vectorBits() + "|" + Kernels.VECTOR + "|"
                    + Kernels.reason());
        }
    }

    private record Answer(int exit, String out) {
    }

    private static Answer fresh(String... flags) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        String classes = Path.of(Kernels.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        String tests = Path.of(KernelsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
        command.addAll(List.of("-cp", classes + File.pathSeparator + tests, Print.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out);
    }

    @Test
    void withoutTheModuleTheScalarTwinsRunAndSaySoOnce() throws Exception {
        Answer answer = fresh();
        assertEquals(0, answer.exit, answer.out);
        assertTrue(answer.out.contains("scalar|0|false|"), answer.out);
        assertEquals(2, answer.out.split("Lanewise runs its scalar twins", -1).length, answer.out);
        assertTrue(answer.out.contains("--add-modules jdk.incubator.vector"), answer.out);
    }

    @Test
    void withoutTheOptimisingCompilerTheScalarTwinsRun() throws Exception {
        for (String flag : List.of("-XX:TieredStopAtLevel=1", "-Xint")) {
            Answer answer = fresh("--add-modules=jdk.incubator.vector", flag);
            assertEquals(0, answer.exit, answer.out);
            assertTrue(answer.out.contains("scalar|0|false|"), answer.out);
            assertTrue(fresh("--add-modules=jdk.incubator.vector", flag,
                    "-Dlanewise.kernels=128").out.contains("128|128|true|"));
        }
    }

    @Test
    void thePropertyForcesAWidthUpToTheMachines() throws Exception {
        for (String width : List.of("128", "256", "512")) {
            Answer answer = fresh("--add-modules=jdk.incubator.vector", "-Dlanewise.kernels=" + width);
            assertEquals(0, answer.exit, answer.out);
            assertTrue(answer.out.contains(width + " bits forced by lanewise.kernels"), answer.out);
            assertTrue(answer.out.contains("|true|"), answer.out);
        }
        Answer narrow = fresh("--add-modules=jdk.incubator.vector", "-Dlanewise.kernels=512", "-XX:MaxVectorSize=16");
        assertTrue(narrow.out.contains("128|128|true|512 bits forced by lanewise.kernels, but this machine has 128"),
                narrow.out);
        assertTrue(fresh("--add-modules=jdk.incubator.vector", "-Dlanewise.kernels=scalar").out
                .contains("scalar|0|false|scalar twins forced by lanewise.kernels"));
    }

    @Test
    void anotherWordIsRefused() throws Exception {
        Answer answer = fresh("-Dlanewise.kernels=1024");
        assertNotEquals(0, answer.exit);
        assertTrue(answer.out.contains("system property lanewise.kernels is '1024', expected 512, 256, 128 or scalar"),
                answer.out);
    }
}
