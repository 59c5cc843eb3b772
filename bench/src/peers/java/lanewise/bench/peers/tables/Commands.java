package lanewise.bench.peers.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// Commands of `lanewise`, each in a process of its own with the class path of this one.
final class Commands {

    private Commands() {
    }

    /// What a command says with `--json`.
    ///
    /// @throws IOException if it ends with another status than 0
    static JsonObject json(String... words) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "--add-modules", "jdk.incubator.vector", "-cp",
                System.getProperty("java.class.path"), "lanewise.vae.cli.Main"));
        command.addAll(List.of(words));
        command.add("--json");
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("status " + process.exitValue() + " of " + String.join(" ", command));
        }
        return Json.parseObject(out, words[0]);
    }

    /// Deletes a directory with all that is in it.
    static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
