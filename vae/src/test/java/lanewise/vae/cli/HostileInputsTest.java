package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import lanewise.core.Kernels;
import lanewise.vae.check.Texts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every option of every command that reads something, and what a command reads without an option, against everything
/// that a path may lead to.
final class HostileInputsTest {

    /// Seconds that a refusal may take at most, on a busy machine.
    private static final int LONGEST = 60;

    @TempDir
    Path home;

    /// What a path may lead to and no command can use.
    private Map<String, Path> paths() throws IOException {
        Map<String, Path> paths = new LinkedHashMap<>();
        paths.put("missing", home.resolve("missing"));
        paths.put("directory", Files.createDirectories(home.resolve("directory/empty")).getParent());
        paths.put("empty", Files.createFile(home.resolve("empty")));
        paths.put("link", Files.createSymbolicLink(home.resolve("link"), home.resolve("nowhere")));
        byte[] random = new byte[4096];
        new Random(1).nextBytes(random);
        paths.put("random", Files.write(home.resolve("random"), random));
        paths.put("controls", Files.writeString(home.resolve("controls"), "\u001b[2J\u0007,b\n{\u009b31m"));
        paths.put("json", Files.writeString(home.resolve("json"), "[".repeat(100_000)));
        Path sparse = home.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        paths.put("sparse", sparse);
        for (String device : List.of("/dev/zero", "/dev/null", "/dev/full")) {
            if (Files.exists(Path.of(device))) {
                paths.put(device, Path.of(device));
            }
        }
        return paths;
    }

    /// The words before an option or operand, for each that is the path of an input.
    private Map<String, List<String>> inputs(Path run) {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        for (Command command : Command.all()) {
            List<String> words = new ArrayList<>(List.of(command.name().split(" ")));
            if (!command.operands().isEmpty() && !(command instanceof Help)) {
                inputs.put(String.join(" ", words), words);
            }
            for (Option<?> option : command.options()) {
                if (option.expected().equals("a path")) {
                    List<String> line = new ArrayList<>(words);
                    boolean model = List.of("run", "model").contains(option.name());
                    if (!model && command.options().stream().anyMatch(other -> other.name().equals("run"))) {
                        Path of = command instanceof Impute ? home.resolve("table") : run;
                        line.addAll(List.of("--run", of.toString()));
                    }
                    line.addAll(others(command, option));
                    line.add("--" + option.name());
                    inputs.put(String.join(" ", line), line);
                }
            }
        }
        return inputs;
    }

    /// What else a command wants before it looks at a path.
    private List<String> others(Command command, Option<?> option) {
        String table = home.resolve("table.csv").toString();
        return switch (command) {
            case Impute _ -> List.of("--out", home.resolve("filled.csv").toString());
            case Import _ -> List.of(home.resolve("run/model.safetensors").toString());
            case Quality _ -> option.name().equals("real") ? List.of("--synthetic", table)
                    : option.name().equals("synthetic") ? List.of("--real", table)
                    : List.of("--real", table, "--synthetic", table);
            case Train _ -> option.name().equals("schema") || option.name().equals("test") ? List.of("--data", table)
                    : List.of();
            case Attribute _ -> List.of("--with", "1");
            case Export _ -> List.of("--encoder", home.resolve("encoder.onnx").toString());
            case Traverse _ -> List.of("--example", "0");
            default -> List.of();
        };
    }

    @Test
    void eachIsRefusedByItsNameOrItsOption() throws Exception {
        assumeTrue(System.getProperty(Kernels.PROPERTY) == null, "nothing here depends on the kernels: once is enough");
        Path run = TinyRun.train(home, "--validation", "0.2");
        Files.writeString(home.resolve("table.csv"), "a,b\n" + "1,2\n3,4\n5,7\n2,8\n".repeat(10));
        CommandLine table = CommandLine.run("train", "--data", home.resolve("table.csv").toString(), "--hidden", "4",
                "--latent", "2", "--epochs", "1", "--out", home.resolve("table").toString());
        assertEquals(0, table.status(), table.err());
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Path> path : paths().entrySet()) {
            for (Map.Entry<String, List<String>> input : inputs(run).entrySet()) {
                List<String> words = new ArrayList<>(input.getValue());
                words.add(path.getValue().toString());
                CommandLine line = CompletableFuture.supplyAsync(() -> CommandLine.run(words.toArray(String[]::new)))
                        .get(LONGEST, TimeUnit.SECONDS);
                String error = line.err().lines().reduce("", (_, last) -> last);
                boolean named = error.contains(path.getValue().toString())
                        || error.contains(words.get(words.size() - 2) + ":");
                if (line.status() == 0 || !named || error.contains("unexpected ")
                        || error.length() > Texts.LONGEST_MESSAGE + 200
                        || line.err().chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
                    faults.add(input.getKey() + " " + path.getKey() + " (" + line.status() + "): " + error);
                }
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    @Test
    void theGeneratorReachesEveryReader() throws IOException {
        Path run = home.resolve("run");
        List<String> lines = List.copyOf(inputs(run).keySet());
        for (String words : List.of("train --data", "train --resume", "score --run " + run + " --thresholds",
                "score --model", "sample --run", "schema", "fixtures check", "import",
                "import " + run + "/model.safetensors --architecture")) {
            assertTrue(lines.contains(words), words + " in " + lines);
        }
        assertTrue(lines.size() > 40, lines::toString);
        assertFalse(lines.contains("help"), lines::toString);
    }
}
