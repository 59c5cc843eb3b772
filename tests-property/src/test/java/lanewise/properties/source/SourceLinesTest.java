package lanewise.properties.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/// The lines of all sources of the checkout, Java, poms and shell scripts: at most [#COLUMNS] columns, no tabs, no
/// blanks at their ends.
class SourceLinesTest {

    private static final int COLUMNS = 120;
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyLineKeepsTheForm() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : sources()) {
            faults.addAll(faults(CHECKOUT.relativize(file).toString(), Files.readString(file)));
        }
        assertEquals("", String.join("\n", faults));
    }

    @Test
    void everyModuleAndEveryKindOfSourceIsRead() throws IOException {
        List<String> files = sources().stream().map(file -> CHECKOUT.relativize(file).toString().replace('\\', '/'))
                .toList();
        List<String> modules = modules();
        assertTrue(modules.containsAll(List.of("core", "vae", "tests-property", "bench")), modules::toString);
        for (String module : modules) {
            assertTrue(files.contains(module + "/pom.xml"), module);
            assertTrue(files.stream().filter(file -> file.startsWith(module + "/src/") && file.endsWith(".java"))
                    .count() > 10, "no Java files of " + module + " in " + CHECKOUT);
        }
        for (String file : List.of("pom.xml", ".ci/run", "vae/bin/lanewise", "bench/bin/peers",
                "bench/src/peers/java/lanewise/bench/peers/Peers.java",
                "tests-property/src/test/java/lanewise/properties/source/SourceLinesTest.java")) {
            assertTrue(files.contains(file), file + " was not read");
        }
        assertTrue(files.stream().noneMatch(file -> file.contains("/target/")), "something generated was read");
    }

    @Test
    void faultsAreFoundAndNamed() {
        String full = "x".repeat(COLUMNS);
        assertEquals(List.of(), faults("a", full + "\n    y\n\n" + "\ud83d\ude00".repeat(COLUMNS) + "\n"));
        assertEquals(List.of("a:2: 121 columns, expected at most 120", "a:4: a tab, expected blanks",
                "a:5: a blank at the end", "a:6: a blank at the end", "a:7: 122 columns, expected at most 120"),
                faults("a", full + "\n" + full + "x\n\n\ty\ny \ny\r\n" + full + "xx"));
    }

    private static List<String> faults(String name, String text) {
        List<String> faults = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String at = name + ":" + (i + 1) + ": ";
            int columns = lines[i].codePointCount(0, lines[i].length());
            if (columns > COLUMNS) {
                faults.add(at + columns + " columns, expected at most " + COLUMNS);
            }
            if (lines[i].indexOf('\t') >= 0) {
                faults.add(at + "a tab, expected blanks");
            } else if (!lines[i].equals(lines[i].stripTrailing())) {
                faults.add(at + "a blank at the end");
            }
        }
        return faults;
    }

    private static List<String> modules() throws IOException {
        Path pom = CHECKOUT.resolve("pom.xml");
        assertTrue(Files.isRegularFile(pom), () -> pom + " is not there, expected to run in tests-property");
        return Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(pom)).results()
                .map((MatchResult found) -> found.group(1)).toList();
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>(List.of(CHECKOUT.resolve("pom.xml"), CHECKOUT.resolve(".ci/run")));
        for (String module : modules()) {
            Path root = CHECKOUT.resolve(module);
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return directory.equals(root.resolve("target")) ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".java") || name.equals("pom.xml")
                            || file.getParent().equals(root.resolve("bin"))) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return files;
    }
}
