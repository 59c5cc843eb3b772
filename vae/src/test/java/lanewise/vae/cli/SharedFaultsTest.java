package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inputs of the shared collection that failed once.
final class SharedFaultsTest {

    @TempDir
    Path home;

    private static Path shared(String name) throws IOException {
        Path all = Path.of(System.getProperty("lanewise.shared", "../../shared")).resolve("data/bugs");
        assumeTrue(Files.isDirectory(all), "no " + all);
        try (Stream<Path> entries = Files.list(all)) {
            List<Path> found = entries.filter(entry -> entry.getFileName().toString().startsWith(name)).sorted()
                    .toList();
            assumeTrue(!found.isEmpty(), "no " + name + " in " + all);
            return found.getFirst();
        }
    }

    @Test
    void tablesOfAllFormsAreSurveyed() throws IOException {
        for (String name : List.of("F1-", "F11-", "F12-b", "F12-c", "F12-s", "F13-", "F14-", "F16-", "F2-train", "F4-",
                "F8-")) {
            CommandLine line = CommandLine.run("schema", shared(name).toString(), "--out", home + "/schema.json");
            assertEquals(0, line.status(), name + line.err());
        }
        CommandLine literal = CommandLine.run("train", "--data", shared("F9-").toString(), "--out", home + "/run");
        assertEquals(1, literal.status());
        assertTrue(literal.err().contains("line 4, column b: is \"7D\", expected a number"), literal.err());
    }

    @Test
    void stateDictsOfOtherToolsAreTaken() throws IOException {
        for (String name : List.of("F17-", "F18-")) {
            CommandLine line = CommandLine.run("import", shared(name).toString(), "--names", "pytorch-example", "--out",
                    home + "/" + name);
            assertEquals(0, line.status(), name + line.err());
            assertEquals(name.equals("F17-"), line.err().contains("begin with 'module.', which is left out"),
                    line.err());
        }
    }

    @Test
    void imagesWithoutLabelsAreLearned() throws IOException {
        CommandLine line = CommandLine.run("train", "--data", shared("F20-").toString(), "--epochs", "1", "--hidden",
                "4", "--latent", "2", "--out", home + "/run", "--threads", "1");
        assertEquals(0, line.status(), line.err());
    }
}
