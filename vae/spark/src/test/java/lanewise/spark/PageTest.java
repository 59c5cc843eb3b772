package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;

/// The Java of the page `vae/docs/spark.md` compiles and runs as it stands.
final class PageTest {

    private static final Path PAGE = Path.of("..", "docs", "spark.md");

    @Test
    void theLinesThatScoreWriteTheStrangeRows() throws Exception {
        Path directory = Files.createDirectories(Fixture.directory().resolve("page"));
        Fixture.spark();
        Fixture.typed().repartition(2).write().mode(SaveMode.Overwrite)
                .parquet(directory.resolve("payments.parquet").toString());
        run(directory, block(0).replace("\"runs/payments/model.safetensors\"", "\"" + Fixture.model() + "\"")
                .replace("\"payments.parquet\"", "directory + \"/payments.parquet\"")
                .replace("\"strange.parquet\"", "directory + \"/strange.parquet\"").replace("> 40", "> 8"));
        Dataset<Row> strange = Fixture.spark().read().parquet(directory.resolve("strange.parquet").toString());
        List<Row> expected = Fixture.transformer().setScoreCol("score").setReasonsCol("reasons")
                .transform(Fixture.typed()).where("score.likelihood > 8").sort("id").collectAsList();
        assertEquals(expected, strange.sort("id").collectAsList());
        assertTrue(!expected.isEmpty() && expected.size() < Fixture.ROWS, expected.size() + " rows");
    }

    @Test
    void theLinesThatTrainWriteAModel() throws Exception {
        Path directory = Files.createDirectories(Fixture.directory().resolve("digits"));
        Fixture.spark().range(40).withColumnRenamed("id", "number")
                .selectExpr("number", "transform(sequence(1, 784), i -> float((i * number) % 7 = 0)) as pixels")
                .repartition(3).write().mode(SaveMode.Overwrite)
                .parquet(directory.resolve("digits.parquet").toString());
        run(directory, "SparkSession spark = SparkSession.builder().getOrCreate();\n" + block(1)
                .replace("\"digits.", "directory + \"/digits.").replace(".epochs(10)", ".epochs(1)")
                .replace("400", "8").replace("batchSize(128)", "batchSize(4)"));
        VaeTransformer model = VaeTransformer.load(directory.resolve("digits.model").toString()).setEmbeddingCol("z");
        assertEquals(40, model.transform(Fixture.spark().read()
                .parquet(directory.resolve("digits.parquet").toString())).count());
        assertTrue(Files.size(directory.resolve("digits.checkpoint")) > 0);
    }

    private static String block(int number) throws Exception {
        String[] parts = Files.readString(PAGE).split("```java\n");
        return parts[number + 1].substring(0, parts[number + 1].indexOf("```"));
    }

    private static void run(Path directory, String lines) throws Exception {
        String source = """
                import lanewise.spark.*;
                import lanewise.vae.model.*;
                import lanewise.vae.train.*;
                import org.apache.spark.sql.*;
                public class Lines {
                    public static void run(String directory) throws Exception {
                        %s
                    }
                }
                """.formatted(lines);
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-proc:none",
                "-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null,
                List.of(new SimpleJavaFileObject(URI.create("string:///Lines.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                })).call();
        assertTrue(compiled, messages.toString());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            loader.loadClass("Lines").getMethod("run", String.class).invoke(null, directory.toString());
        }
    }
}
