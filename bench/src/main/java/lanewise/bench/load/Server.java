package lanewise.bench.load;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// The process that answers: `Server KIND CLASSES MODEL`. Prints its port and ends with its standard input, so that it
/// does not outlive the generator.
final class Server {

    private static final int LARGEST = 1 << 20;
    private static final long SECOND = 1_000_000_000;
    private static final long STILL = SECOND / 10;

    private Server() {
    }

    public static void main(String[] args) throws Exception {
        Kind kind = Kind.of(args[0]);
        if (kind.isOfThePage()) {
            try (URLClassLoader loader = new URLClassLoader(new URL[] {Path.of(args[1]).toUri().toURL()});
                    AutoCloseable service = (AutoCloseable) loader.loadClass("Service")
                            .getConstructor(Path.class, int.class, Duration.class)
                            .newInstance(Path.of(args[2]), 0, Duration.ofSeconds(3))) {
                serve((int) service.getClass().getMethod("port").invoke(service));
            }
            return;
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext(kind.path, kind == Kind.ECHO ? Server::echo : Server::echoLate);
            server.start();
            serve(server.getAddress().getPort());
            server.stop(0);
        }
    }

    private static void serve(int port) throws IOException {
        System.out.println(port);
        System.out.flush();
        // The generator writes nothing: this waits for its end.
        System.in.readAllBytes();
    }

    private static void echo(HttpExchange request) throws IOException {
        try (request) {
            byte[] body = request.getRequestBody().readNBytes(LARGEST);
            request.sendResponseHeaders(200, body.length);
            request.getResponseBody().write(body);
        }
    }

    /// Nothing is answered in the first tenth of each second of the machine's clock.
    private static void echoLate(HttpExchange request) throws IOException {
        long into = Math.floorMod(System.nanoTime(), SECOND);
        if (into < STILL) {
            try {
                Thread.sleep(Duration.ofNanos(STILL - into));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        echo(request);
    }

    /// Compiles the class `Service` with the class path of this process.
    static void compile(Path directory, String source) {
        StringWriter messages = new StringWriter();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Service.java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-proc:none",
                "-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null, List.of(file)).call();
        if (!compiled) {
            throw new IllegalStateException("Service.java: " + messages);
        }
    }
}
