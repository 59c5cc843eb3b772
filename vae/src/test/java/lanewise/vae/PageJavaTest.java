package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.tools.ToolProvider;

import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.layer.Parameters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java of pages that have no test of their own compiles and runs as it stands.
final class PageJavaTest {

    @TempDir
    Path home;

    private static String block(Path page) throws IOException {
        assumeTrue(Files.exists(page), "skipped: no " + page);
        String text = Files.readString(page);
        int begin = text.indexOf("```java\n") + "```java\n".length();
        return text.substring(begin, text.indexOf("```", begin));
    }

    private Class<?> compiled(String name, String source, URLClassLoader loader) throws Exception {
        Path file = Files.writeString(home.resolve(name + ".java"), source);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, "-d", home.toString(), "-cp",
                System.getProperty("java.class.path"), file.toString());
        assertEquals(0, status, messages.toString());
        return loader.loadClass(name);
    }

    @Test
    void theProgramOfTheWalkEncodes() throws Exception {
        Architecture net = Architecture.of(784, 20, 5);
        Path file = home.resolve("model.safetensors");
        try (Arena arena = Arena.ofShared(); VaeModel model = VaeModel.of(net, Parameters.allocate(arena,
                net.layout()))) {
            model.save(file);
        }
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {home.toUri().toURL()})) {
            Class<?> own = compiled("Own", block(Path.of("docs", "walk.md")), loader);
            System.setOut(new PrintStream(said, true));
            own.getMethod("main", String[].class).invoke(null, (Object) new String[] {file.toString()});
        } finally {
            System.setOut(before);
        }
        assertEquals("20 numbers", said.toString().strip());
    }

    @Test
    void theNetOfInterchangeIsTheOneThatItsCommandNames() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {home.toUri().toURL()})) {
            Class<?> lines = compiled("Lines", """
                    import java.util.List;
                    import lanewise.core.activation.*;
                    import lanewise.vae.layer.*;
                    import lanewise.vae.model.*;
                    public class Lines {
                        public static Architecture net() {
                            return %s
                        }
                    }
                    """.formatted(block(Path.of("INTERCHANGE.md"))), loader);
            Architecture net = (Architecture) lines.getMethod("net").invoke(null);
            assertEquals("64x7x7", net.encoder().outputs().getLast().toString());
            assertTrue(net.decoder().head().slides());
        }
    }
}
