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

/// The README is a contract: its Java compiles and runs as it stands.
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");

    @Test
    void theTenLinesTrainSaveLoadAndEncode(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(README), "skipped: no README.md beside the module");
        String text = Files.readString(README);
        int begin = text.indexOf("```java\n") + "```java\n".length();
        String block = text.substring(begin, text.indexOf("```", begin))
                .replace("Path.of(\"digits.safetensors\")", "Path.of(directory, \"digits.safetensors\")");
        String source = """
                import java.lang.foreign.Arena;
                import java.nio.file.Path;
                import lanewise.core.*;
                import lanewise.vae.data.*;
                import lanewise.vae.model.*;
                import lanewise.vae.train.*;
                public class TenLines {
                    public static float[] run(String directory) throws Exception {
                        float[] result;
                        %s
                        return result;
                    }
                }
                """.formatted(block.replace("session.encode(x, mean);",
                        "session.encode(x, mean); result = mean.toArray();"));
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null,
                List.of(source(source))).call();
        assertTrue(compiled, messages.toString());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            float[] means = (float[]) loader.loadClass("TenLines").getMethod("run", String.class)
                    .invoke(null, directory.toString());
            assertEquals(32 * 20, means.length);
            for (float mean : means) {
                assertTrue(Float.isFinite(mean) && mean != 0);
            }
        }
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(URI.create("string:///TenLines.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
