package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples in the Javadoc, and the program of `docs/walk.md`, compile as they stand, and the classes that people
/// start from have one.
class JavadocExamplesTest {

    private static final Pattern BLOCK = Pattern.compile("(?m)^ */// ```java\n((?: *///.*\n)*?) */// ```$");
    private static final List<String> START = List.of("Matrix", "Gemm", "ArchitectureBuilder",
            "TrainingConfigurationBuilder", "Trainer", "VaeModel", "Session", "Decoder", "Dataset", "TableFile",
            "TableModel", "RowSampler", "AnomalyScores", "StateDict", "SessionPool");
    private static final List<String> PACKAGES = List.of("data", "evaluate", "interchange", "latent", "layer",
            "likelihood", "model", "schedule", "schema", "service", "table", "tabular", "train");

    /// What an example may take for given.
    private static final String GIVEN = """
            static Arena arena;
            static Team team;
            static VaeModel model;
            static Dataset data, digits;
            static SessionPool pool;
            static Matrix x, mean;
            """;

    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        for (Path sources : List.of(Path.of("../core/src/main/java"), Path.of("src/main/java"))) {
            assumeTrue(Files.isDirectory(sources), "skipped: no " + sources);
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    List<MatchResult> blocks = BLOCK.matcher(Files.readString(file)).results().toList();
                    for (int b = 0; b < blocks.size(); b++) {
                        examples.put(name + (b == 0 ? "" : "_" + b), blocks.get(b).group(1)
                                .replaceAll("(?m)^ */// ?", ""));
                    }
                }
            }
        }
        return examples;
    }

    private static JavaFileObject source(String name, String code) {
        String imports = PACKAGES.stream().map(each -> "import lanewise.vae." + each + ".*;\n")
                .collect(Collectors.joining());
        String text = "import java.lang.foreign.*;\nimport java.nio.file.*;\nimport java.time.*;\nimport java.util.*;\n"
                + "import lanewise.core.*;\nimport lanewise.core.activation.*;\nimport lanewise.vae.layer.Layer;\n"
                + imports + "class Example" + name + " {\n" + GIVEN + "static void run() throws Exception {\n" + code
                + "}\n}\n";
        return file("Example" + name, text);
    }

    private static JavaFileObject file(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    @Test
    void examplesCompile(@TempDir Path directory) throws IOException {
        Map<String, String> examples = examples();
        assertTrue(examples.keySet().containsAll(START), examples.keySet().toString());
        String walk = Files.readString(Path.of("docs/walk.md")).split("```java\n")[1];
        List<JavaFileObject> sources = new ArrayList<>(List.of(file("Own", walk.substring(0, walk.indexOf("```")))));
        examples.forEach((name, code) -> sources.add(source(name, code)));
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-proc:none",
                "-nowarn", "-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null, sources)
                .call();
        assertTrue(compiled, messages.toString());
    }
}
