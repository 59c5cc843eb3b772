package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of tables holds: its Java compiles and runs as it stands, its transcript is what the command says.
final class TablesPageTest {

    private static String page() throws IOException {
        Path page = Path.of("TABLES.md");
        assumeTrue(Files.exists(page), "skipped: no TABLES.md in the module");
        return Files.readString(page);
    }

    @Test
    void theLinesOfJavaEncodeAFileAndARow(@TempDir Path directory) throws Exception {
        StringBuilder people = new StringBuilder("age,kind\n");
        for (int r = 0; r < 30; r++) {
            people.append(30 + r % 17).append(',').append("abc".charAt(r % 3)).append('\n');
        }
        people.append("41,a\n");
        Files.writeString(directory.resolve("people.csv"), people);
        String text = page();
        int begin = text.indexOf("```java\n") + "```java\n".length();
        String block = text.substring(begin, text.indexOf("```", begin))
                .replace("Path.of(\"people.csv\")", "Path.of(directory, \"people.csv\")");
        String source = """
                import java.lang.foreign.Arena;
                import java.nio.file.Path;
                import java.util.Map;
                import lanewise.vae.likelihood.Likelihood;
                import lanewise.vae.schema.*;
                import lanewise.vae.table.*;
                public class Lines {
                    public static float[][] run(String directory) throws Exception {
                        float[] values = new float[4];
                        boolean[] observed = new boolean[2];
                        try (Arena arena = Arena.ofConfined()) {
                            %s
                            if (likelihood == null || !observed[0] || !observed[1]) {
                                throw new AssertionError();
                            }
                            float[] last = new float[4];
                            for (int c = 0; c < 4; c++) {
                                last[c] = rows.values().get(30, c);
                            }
                            return new float[][] {last, values};
                        }
                    }
                }
                """.formatted(block);
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-d",
                directory.toString(), "-cp", System.getProperty("java.class.path")), null,
                        List.of(source(source))).call();
        assertTrue(compiled, messages.toString());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            float[][] rows = (float[][]) loader.loadClass("Lines").getMethod("run", String.class)
                    .invoke(null, directory.toString());
            assertArrayEquals(rows[0], rows[1]);
            assertEquals(1, rows[0][1] + rows[0][2] + rows[0][3]);
        }
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(URI.create("string:///Lines.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    @Test
    void theTranscriptIsWhatTheCommandSays() throws IOException {
        Path adult = Path.of(System.getProperty("lanewise.shared", "../../shared"), "data", "adult", "adult.csv");
        assumeTrue(Files.exists(adult), "skipped: no " + adult);
        List<String> said = CommandLine.run("schema", adult.toString()).out().lines()
                .map(line -> line.replace(adult.toString(), "adult.csv")).toList();
        List<String> shown = page().lines().filter(line -> line.startsWith("    "))
                .map(line -> line.substring(4)).filter(line -> !line.startsWith("$") && !line.strip().equals("..."))
                .toList();
        assertEquals(5, shown.size());
        for (String line : shown) {
            assertTrue(said.contains(line), line + " is not in " + said);
        }
    }
}
