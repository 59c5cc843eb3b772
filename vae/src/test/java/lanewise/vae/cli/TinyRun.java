package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// A run on [TinyImages] for commands that need one.
final class TinyRun {

    private TinyRun() {
    }

    /// Trains on images in `home/data` into `home/run`, for two epochs unless the options say otherwise. Writes no
    /// page.
    static Path train(Path home, String... options) throws IOException {
        TinyImages.write(home.resolve("data"));
        List<String> words = new ArrayList<>(List.of("train", "--data", home + "/data", "--hidden", "9", "--latent",
                "3", "--batch", "10", "--out", home + "/run", "--threads", "1", "--no-report"));
        words.addAll(List.of(options));
        if (words.stream().noneMatch(word -> word.startsWith("--epochs"))) {
            words.add("--epochs=2");
        }
        CommandLine line = CommandLine.run(words.toArray(String[]::new));
        assertEquals(0, line.status(), line.err());
        return home.resolve("run");
    }

    /// Runs a command that succeeds and returns what it prints with `--json`.
    static JsonObject json(String... words) throws FormatException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        CommandLine line = CommandLine.run(all.toArray(String[]::new));
        assertEquals(0, line.status(), line.err());
        return Json.parseObject(line.out(), "standard output");
    }
}
