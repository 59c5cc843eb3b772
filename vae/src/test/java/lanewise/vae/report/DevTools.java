package lanewise.vae.report;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// A [Chromium] that is told what to do by its own protocol, and tells what a page did: what it wrote to the console,
/// and what it asked for.
public final class DevTools implements AutoCloseable {

    private static final int SECONDS = 120;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final WebSocket socket;
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
    private String session;

    private DevTools(Process process, String address) throws Exception {
        this.process = process;
        socket = client.newWebSocketBuilder().buildAsync(URI.create(address), new Ear()).get(SECONDS,
                TimeUnit.SECONDS);
        String target = send("Target.createTarget", Map.of("url", "about:blank")).string("targetId");
        session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true)).string("sessionId");
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
    }

    /// Starts a browser. Without a Chromium the test is skipped, and says so.
    ///
    /// @param home where it may put its files
    public static DevTools start(Path home) throws Exception {
        Process process = Chromium.command(home, "--remote-debugging-port=0", "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            Path port = home.resolve("profile/DevToolsActivePort");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("Chromium did not start: " + Files.readString(home.resolve("chromium.log")));
                }
                Thread.sleep(20);
            }
            List<String> lines = Files.readAllLines(port);
            return new DevTools(process, "ws://127.0.0.1:" + lines.get(0) + lines.get(1));
        } catch (Exception e) {
            Chromium.end(process);
            throw e;
        }
    }

    /// Puts messages together and hands them to who waits for them.
    private final class Ear implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    hear(Json.parseObject(text.toString(), "Chromium"));
                } catch (IOException e) {
                    problems.add(e.getMessage());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void hear(JsonObject message) throws IOException {
            if (message.has("id")) {
                CompletableFuture<JsonObject> answer = asked.remove(message.integer("id"));
                if (message.has("error")) {
                    answer.completeExceptionally(new IOException(Json.write(message.get("error"))));
                } else {
                    answer.complete(message.object("result"));
                }
                return;
            }
            JsonObject told = message.object("params");
            switch (message.string("method")) {
                case "Page.loadEventFired" -> loaded.complete(null);
                case "Runtime.consoleAPICalled" -> problems.add("console: " + Json.write(told.get("args")));
                case "Runtime.exceptionThrown" ->
                    problems.add("exception: " + Json.write(told.get("exceptionDetails")));
                case "Log.entryAdded" -> problems.add("log: " + Json.write(told.get("entry")));
                case "Network.requestWillBeSent" -> requests.add(told.object("request").string("url"));
                default -> {
                    // of no concern
                }
            }
        }
    }

    private JsonObject send(String method, Map<String, Object> parameters) throws Exception {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(id, answer);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        if (session != null) {
            message.put("sessionId", session);
        }
        socket.sendText(Json.write(message), true).get(SECONDS, TimeUnit.SECONDS);
        return answer.get(SECONDS, TimeUnit.SECONDS);
    }

    /// How wide the window is, in pixels, and whether its owner likes the dark.
    public void look(int width, boolean dark) throws Exception {
        send("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", 900, "deviceScaleFactor", 1,
                "mobile", width < 600));
        media("screen", dark);
    }

    /// What the page is shown on: `screen` or `print`.
    public void media(String medium, boolean dark) throws Exception {
        send("Emulation.setEmulatedMedia", Map.of("media", medium, "features", List.of(Map.of("name",
                "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /// Opens a page and waits until it is there.
    public void open(Path page) throws Exception {
        problems.clear();
        requests.clear();
        loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", page.toUri().toString()));
        loaded.get(SECONDS, TimeUnit.SECONDS);
    }

    /// The value of an expression in the page, of a promise what it comes to.
    public Object evaluate(String expression) throws Exception {
        JsonObject answer = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true,
                "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + ": " + Json.write(answer.get("exceptionDetails")));
        }
        JsonObject result = answer.object("result");
        return result.has("value") ? result.get("value") : null;
    }

    /// The whole page as a PNG file.
    public byte[] picture() throws Exception {
        return Base64.getDecoder().decode(send("Page.captureScreenshot", Map.of("format", "png",
                "captureBeyondViewport", true)).string("data"));
    }

    /// What the page wrote to the console, threw, or was told off for, since it was opened.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// What the page asked for, besides what it holds, since it was opened.
    public List<String> requests() {
        return requests.stream().filter(address -> !address.startsWith("data:")).toList();
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        Chromium.end(process);
        process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
