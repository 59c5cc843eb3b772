package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Every output of every command that has one, against everything that its name may stand for.
@DisabledOnOs(OS.WINDOWS)
final class OutputsTest {

    @TempDir
    Path home;

    private Path run;

    /// A command with an output: the words before it, and the option.
    private record Case(List<String> words, String option, String ending) {
        CommandLine to(Path file, String... more) {
            List<String> all = new ArrayList<>(words);
            all.addAll(List.of(option, file.toString()));
            all.addAll(List.of(more));
            return CommandLine.run(all.toArray(String[]::new));
        }
    }

    @BeforeEach
    void train() throws IOException {
        run = TinyRun.train(home, "--validation", "0.2");
    }

    private List<Case> cases() {
        String of = run.toString();
        return List.of(new Case(List.of("encode", "--run", of), "--out", ".csv"),
                new Case(List.of("encode", "--run", of), "--out", ".npy"),
                new Case(List.of("encode", "--run", of), "--out", ".safetensors"),
                new Case(List.of("sample", "--run", of), "--out", ".png"),
                new Case(List.of("score", "--run", of, "--samples", "2"), "--csv", ".csv"),
                new Case(List.of("score", "--run", of, "--samples", "2"), "--picture", ".png"),
                new Case(List.of("likelihood", "--run", of, "--samples", "2"), "--csv", ".csv"),
                new Case(List.of("diagnose", "--run", of), "--csv", ".csv"),
                new Case(List.of("calibrate", "--run", of, "--samples", "2"), "--out", ".json"),
                new Case(List.of("export", "--run", of), "--encoder", ".onnx"),
                new Case(List.of("export", "--run", of), "--weights", ".safetensors"),
                new Case(List.of("export", "--run", of), "--decoder", ".safetensors"),
                new Case(List.of("schema", table().toString()), "--out", ".json"));
    }

    private Path table() {
        try {
            return Files.writeString(home.resolve("table.csv"), "a,b\n1,2\n3,4\n5,7\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void modesAndLinksAreKeptAndLinksThatLeadNowhereAreFollowed() throws IOException {
        int n = 0;
        for (Case output : cases()) {
            Path fresh = home.resolve("fresh" + n + output.ending);
            assertEquals(0, output.to(fresh).status(), output.toString());
            byte[] expected = Files.readAllBytes(fresh);
            for (String mode : List.of("rw-------", "rw-r-----", "rwxrwxrwx")) {
                Path old = Files.writeString(home.resolve("old" + n + output.ending), "old");
                Files.setPosixFilePermissions(old, PosixFilePermissions.fromString(mode));
                assertEquals(0, output.to(old).status(), output.toString());
                assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(old)));
                assertArrayEquals(expected, Files.readAllBytes(old), output.toString());
            }
            Path there = home.resolve("there" + n + output.ending);
            Path link = Files.createSymbolicLink(home.resolve("link" + n + output.ending),
                    Path.of("there" + n + output.ending));
            CommandLine line = output.to(link);
            assertEquals(0, line.status(), line.err());
            assertTrue(Files.isSymbolicLink(link) && Files.isRegularFile(there), output.toString());
            assertArrayEquals(expected, Files.readAllBytes(there), output.toString());
            n++;
        }
    }

    @Test
    void pipesAreWrittenToAndStay() throws Exception {
        int n = 0;
        for (Case output : cases()) {
            Path fresh = home.resolve("fresh" + n + output.ending);
            assertEquals(0, output.to(fresh).status(), output.toString());
            Path pipe = home.resolve("pipe" + n++ + output.ending);
            assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return Files.newInputStream(pipe).readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            CommandLine line = output.to(pipe);
            assertEquals(0, line.status(), line.err());
            assertArrayEquals(Files.readAllBytes(fresh), read.get(20, TimeUnit.SECONDS), output.toString());
            assertFalse(Files.isRegularFile(pipe));
            assertTrue(Files.exists(pipe));
        }
    }

    @Test
    void whatIsReadIsNotWritten() throws IOException {
        for (Case output : cases()) {
            for (Path input : List.of(run.resolve("config.json"), run.resolve("model.safetensors"),
                    home.resolve("data/train-images-idx3-ubyte"))) {
                if (output.words.contains("schema") || !input.toString().endsWith(output.ending)
                        && !output.ending.equals(".json")) {
                    continue;
                }
                for (String name : List.of("plain", "link", "hard")) {
                    Path file = input;
                    Path other = home.resolve(name + output.ending);
                    Files.deleteIfExists(other);
                    if (name.equals("link")) {
                        file = Files.createSymbolicLink(other, input);
                    } else if (name.equals("hard")) {
                        if (!input.startsWith(run)) {
                            continue; // the other name is replaced, the image keeps its own
                        }
                        file = Files.createLink(other, input);
                    }
                    byte[] before = Files.readAllBytes(input);
                    CommandLine line = output.to(file);
                    assertEquals(1, line.status(), output + " " + file + line.out());
                    assertTrue(line.err().contains(output.option) && line.err().contains("both name " + file),
                            line.err());
                    assertArrayEquals(before, Files.readAllBytes(input));
                }
            }
        }
        Path table = table();
        CommandLine schema = CommandLine.run("schema", table.toString(), "--out", table.toString());
        assertTrue(schema.err().contains("--out and the file to read: both name"), schema.err());
        CommandLine twice = CommandLine.run("score", "--run", run.toString(), "--samples", "2", "--csv",
                home + "/one.csv", "--roc", home + "/one.csv");
        assertTrue(twice.err().contains("--csv and --roc: both name"), twice.err());
        CommandLine model = CommandLine.run("export", "--model", run + "/model.safetensors", "--weights",
                run + "/model.safetensors");
        assertTrue(model.err().contains("--weights and --model: both name"), model.err());
    }

    /// The generator of the cases is by hand: no option that writes is left out of the checks.
    @Test
    void everyOptionThatWritesIsAnOutput() {
        int outputs = 0;
        for (Command command : Command.all()) {
            for (Option<?> option : command.options()) {
                String help = option.help();
                boolean writes = help.matches("(?s).*\\bwrite\\b.*") || option.name().equals("out");
                if (option.expected().startsWith("a path")) {
                    assertEquals(writes, option.isOutput(), command.name() + " --" + option.name() + ": " + help);
                    outputs += writes ? 1 : 0;
                }
            }
        }
        assertTrue(outputs > 15, "outputs: " + outputs);
    }

    @Test
    void standardOutputIsForOneFileAlone() {
        CommandLine both = CommandLine.run("encode", "--run", run.toString(), "--out", "-", "--json");
        assertEquals(2, both.status());
        assertTrue(both.err().contains("--json and --out - do not go together"), both.err());
        CommandLine twice = CommandLine.run("score", "--run", run.toString(), "--csv", "-", "--roc", "-");
        assertTrue(twice.err().contains("--csv and --roc: both name -"), twice.err());
    }

    @Test
    void aCircleOfLinksIsNamed() throws IOException {
        Path one = home.resolve("one.csv");
        Path two = Files.createSymbolicLink(home.resolve("two.csv"), one);
        Files.createSymbolicLink(one, two);
        CommandLine line = CommandLine.run("encode", "--run", run.toString(), "--out", one.toString());
        assertEquals(1, line.status());
        assertTrue(line.err().contains("circle of links"), line.err());
    }
}
