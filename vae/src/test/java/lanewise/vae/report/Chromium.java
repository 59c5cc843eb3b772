package lanewise.vae.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/// A Chromium of the machine, without a window.
final class Chromium {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final int SECONDS = 120;

    private Chromium() {
    }

    /// The program. Without one the test is skipped, and says so.
    static Path binary() {
        Path binary = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder.isEmpty() ? "." : folder, name)))
                .filter(Files::isExecutable).findFirst().orElse(null);
        if (binary == null) {
            System.out.println("Skipped: there is no Chromium on the PATH to open a report in");
        }
        Assumptions.assumeTrue(binary != null, "no Chromium on the PATH");
        return binary;
    }

    /// Starts it without a window.
    static ProcessBuilder command(Path home, String... options) {
        List<String> words = new ArrayList<>(List.of(binary().toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--no-first-run", "--disable-extensions", "--user-data-dir="
                + home.resolve("profile")));
        words.addAll(List.of(options));
        return new ProcessBuilder(words).redirectError(home.resolve("chromium.log").toFile());
    }

    /// Ends it, with its children.
    static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// The page after its scripts have run.
    static String open(Path page, Path home) throws IOException, InterruptedException {
        Path out = home.resolve("dom.html");
        Process process = command(home, "--dump-dom", page.toUri().toString()).redirectOutput(out.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            end(process);
            throw new IOException("Chromium did not end within " + SECONDS + " s");
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
