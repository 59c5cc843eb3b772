package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.evaluate.ScoringSession;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.VaeModel;

/// `docs/service.md`: its Java compiles and runs as it stands, its messages are those that come.
@Timeout(120)
class ServicePageTest extends PoolFixture {

    private static final Path PAGE = Path.of("docs", "service.md");

    private static String block(int number) throws IOException {
        String[] parts = Files.readString(PAGE).split("```java\n");
        return parts[number + 1].substring(0, parts[number + 1].indexOf("```"));
    }

    private static void compile(Path directory, String name, String source) {
        StringWriter messages = new StringWriter();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-proc:none",
                "-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null, List.of(file)).call();
        assertTrue(compiled, messages.toString());
    }

    @Test
    void theServiceAnswersAsASessionDoes(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("model.safetensors");
        model.save(file);
        compile(directory, "Service", block(0));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
                AutoCloseable service = (AutoCloseable) loader.loadClass("Service")
                        .getConstructor(Path.class, int.class, Duration.class).newInstance(file, 0, Duration.ZERO);
                HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://localhost:" + service.getClass().getMethod("port").invoke(service);
            for (int r = 0; r < ROWS; r++) {
                List<Double> mean = ask(client, address + "/encode", Map.of("x", row(x, r)), 200).reals("result");
                float[] values = new float[mean.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = mean.get(i).floatValue();
                }
                assertArrayEquals(row(means, r), values);
            }
            RowScore score = new RowScore();
            try (ScoringSession scoring = new ScoringSession(model, Scoring.of(50, 1))) {
                scoring.score(row(x, 3), score);
            }
            assertEquals(score.of(AnomalyScore.LIKELIHOOD),
                    ask(client, address + "/score", Map.of("x", row(x, 3)), 200).real("result"));
            assertEquals("x: has 2 values, expected 63, of which the last 3 are the condition",
                    ask(client, address + "/encode", Map.of("x", new float[2]), 400).string("error"));
            assertTrue(ask(client, address + "/score", Map.of("y", 1), 400).string("error").startsWith("request"));
        }
    }

    private static JsonObject ask(HttpClient client, String address, Map<String, ?> body, int status)
            throws Exception {
        HttpResponse<String> reply = client.send(HttpRequest.newBuilder(URI.create(address))
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(status, reply.statusCode(), reply.body());
        return Json.parseObject(reply.body(), "reply");
    }

    @Test
    void theLinesOfALeaseRun(@TempDir Path directory) throws Exception {
        compile(directory, "Lines", """
                import java.lang.foreign.MemorySegment;
                import java.time.Duration;
                import lanewise.vae.evaluate.RowScore;
                import lanewise.vae.service.*;
                public class Lines {
                    public static void run(SessionPool pool, float[] rows, float[] means, MemorySegment request,
                            MemorySegment reply, float[] row, RowScore score) {
                        %s
                    }
                }
                """.formatted(block(1)));
        float[] result = new float[ROWS * LATENT];
        RowScore score = new RowScore();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
                SessionPool pool = pool(1)) {
            MemorySegment reply = arena.allocate(4L * result.length);
            loader.loadClass("Lines").getMethods()[0].invoke(null, pool, x.toArray(), result, x.segment(), reply,
                    row(x, 0), score);
            assertArrayEquals(means.toArray(), result);
            assertEquals(-1, reply.mismatch(means.segment()));
            assertEquals(17, score.key());
        }
    }

    @Test
    void messagesAreThoseOfThePage() throws Exception {
        String page = Files.readString(PAGE);
        Parameters broken = Parameters.allocate(arena, model.architecture().layout());
        broken.copyFrom(model.parameters());
        broken.weight(broken.layout().slots().getFirst()).set(0, 3, Float.NaN);
        float[] bad = row(x, 0);
        bad[3] = Float.NaN;
        float[] mean = new float[LATENT];
        SessionPool pool = pool(1);
        said(page, () -> VaeModel.of(model.architecture(), broken));
        said(page, () -> pool.score(bad));
        Lease lease = pool.lease();
        said(page, () -> lease.encode(new float[13 * 63], new float[13 * LATENT]));
        AtomicReference<RuntimeException> told = new AtomicReference<>();
        Thread.ofPlatform().name("other").start(() -> told.set(assertThrows(RuntimeException.class,
                () -> lease.encode(row(x, 0), mean)))).join();
        said(page, () -> {
            throw told.get();
        });
        Thread.ofPlatform().name("other").start(() -> told.set(assertThrows(RuntimeException.class,
                () -> pool.lease(Duration.ZERO)))).join();
        said(page, () -> {
            throw told.get();
        });
        lease.close();
        pool.close();
        said(page, () -> pool.encode(bad));
    }

    /// Whether the page has the message, whatever time it names and whatever this thread is called.
    private static void said(String page, Executable call) {
        String message = assertThrows(RuntimeException.class, call).getMessage()
                .replace("the thread " + Thread.currentThread().getName(), "the thread main");
        assertTrue(withoutTimes(page).contains("`" + withoutTimes(message) + "`"), message);
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("[0-9]+ ms", "some ms");
    }
}
