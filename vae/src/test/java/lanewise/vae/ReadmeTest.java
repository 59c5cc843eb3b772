package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

import lanewise.vae.tabular.ScoredRow;

/// The README is a contract: its Java compiles and runs as it stands.
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");

    @Test
    void theTenLinesTrainSaveLoadAndEncode(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(README), "skipped: no README.md beside the module");
        String block = block(0).replace("Path.of(\"digits.safetensors\")",
                "Path.of(directory, \"digits.safetensors\")");
        float[] means = (float[]) run(directory, """
                import java.lang.foreign.Arena;
                import java.nio.file.Path;
                import lanewise.core.*;
                import lanewise.vae.data.*;
                import lanewise.vae.model.*;
                import lanewise.vae.train.*;
                public class Lines {
                    public static float[] run(String directory) throws Exception {
                        float[] result;
                        %s
                        return result;
                    }
                }
                """.formatted(block.replace("session.encode(x, mean);",
                        "session.encode(x, mean); result = mean.toArray();")));
        assertEquals(32 * 20, means.length);
        for (float mean : means) {
            assertTrue(Float.isFinite(mean) && mean != 0);
        }
    }

    @Test
    void theLinesOnATableTrainScoreAndGiveReasons(@TempDir Path directory) throws Exception {
        StringBuilder people = new StringBuilder("age,kind\n");
        for (int r = 0; r < 90; r++) {
            people.append(30 + r % 17).append(',').append("abc".charAt(r % 3)).append('\n');
        }
        Files.writeString(directory.resolve("people.csv"), people);
        Files.writeString(directory.resolve("new.csv"), "kind,note,age\nb,none,35\na,none,41\nc,none,900\n");
        String block = block(1).replace("Path.of(\"", "Path.of(directory, \"");
        List<?> rows = (List<?>) run(directory, """
                import java.nio.file.Path;
                import java.util.*;
                import lanewise.core.*;
                import lanewise.vae.table.*;
                import lanewise.vae.tabular.*;
                public class Lines {
                    public static List<ScoredRow> run(String directory) throws Exception {
                        List<ScoredRow> all = new ArrayList<>();
                        %s
                        return all;
                    }
                }
                """.formatted(block.replace("System.out.println(", "all.add(row); String.valueOf(")
                        .replaceAll("(ScoredRow one = .*?;)", "$1 all.add(one);")));
        ScoredRow inFile = (ScoredRow) rows.get(1);
        ScoredRow alone = (ScoredRow) rows.get(3);
        assertEquals(inFile.scores(), alone.scores());
        assertEquals(inFile.terms(), alone.terms());
        ScoredRow strange = (ScoredRow) rows.get(2);
        assertTrue(strange.total() > inFile.total());
        assertEquals("age", strange.reasons(1).getFirst());
    }

    private static String block(int number) throws Exception {
        assumeTrue(Files.exists(README), "skipped: no README.md beside the module");
        String[] parts = Files.readString(README).split("```java\n");
        return parts[number + 1].substring(0, parts[number + 1].indexOf("```"));
    }

    private static Object run(Path directory, String source) throws Exception {
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null,
                List.of(source(source))).call();
        assertTrue(compiled, messages.toString());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            return loader.loadClass("Lines").getMethod("run", String.class).invoke(null, directory.toString());
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
}
