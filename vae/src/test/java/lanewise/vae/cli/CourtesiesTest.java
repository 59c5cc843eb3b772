package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nobody asks for and everybody misses.
final class CourtesiesTest {

    @TempDir
    static Path home;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.train(home, "--epochs", "1");
    }

    @Test
    void theVersionNamesCommitAndJdk() {
        CommandLine line = CommandLine.run("--version");
        assertTrue(line.out().matches("lanewise \\S+ \\(commit \\S+\\) on JDK \\d+.*\\R"), line.out());
        assertEquals(1, line.out().lines().count());
    }

    @Test
    void aFamilyOfCommandsHasAHelp() {
        for (String[] words : new String[][] {{"fixtures", "--help"}, {"fixtures", "-h"}, {"help", "fixtures"}}) {
            CommandLine line = CommandLine.run(words);
            assertEquals(0, line.status(), line.err());
            assertTrue(line.out().contains("fixtures check") && line.out().contains("fixtures write"), line.out());
        }
        CommandLine alone = CommandLine.run("fixtures");
        assertEquals(2, alone.status());
        assertTrue(alone.err().contains("fixtures check") && alone.out().isEmpty(), alone.err());
    }

    @Test
    void quietAndVerbose() {
        String[] words = {"encode", "--run", run.toString(), "--threads", "1", "--count", "2", "--out",
            home + "/two.csv", ""};
        words[9] = "--quiet";
        CommandLine quiet = CommandLine.run(words);
        assertEquals("", quiet.err());
        assertTrue(quiet.out().startsWith("Wrote 2 embeddings"), quiet.out());
        words[9] = "--verbose";
        CommandLine verbose = CommandLine.run(words);
        assertEquals(quiet.out(), verbose.out());
        assertTrue(verbose.err().contains("on JDK ") && verbose.err().contains(" kernels, ")
                && verbose.err().contains("encode took "), verbose.err());
        CommandLine failed = CommandLine.run("encode", "--run", home + "/nowhere", "--quiet");
        assertEquals(1, failed.status());
        assertTrue(failed.err().contains("nowhere is not there"), failed.err());
        assertEquals(2, CommandLine.run("help", "--quiet", "--verbose").status());
    }

    @Test
    void columnsAreSuggested() throws IOException {
        Path table = Files.writeString(home.resolve("table.csv"), "Amount,Fraud\n1,no\n2,no\n3,yes\n4,no\n");
        CommandLine label = CommandLine.run("train", "--data", table.toString(), "--label", "fruad");
        assertTrue(label.err().contains("; did you mean Fraud?"), label.err());
        CommandLine kind = CommandLine.run("schema", table.toString(), "--column", "Amuont=count");
        assertTrue(kind.err().contains("; did you mean Amount?"), kind.err());
        CommandLine quality = CommandLine.run("quality", "--real", table.toString(), "--synthetic", table.toString(),
                "--label", "frau");
        assertTrue(quality.err().contains("; did you mean Fraud?"), quality.err());
    }

    @Test
    void importSaysWhatItWasGiven() throws IOException {
        byte[] version = {8, 7, 0x12, 7, 'p', 'y', 't', 'o', 'r', 'c', 'h'};
        Path onnx = Files.write(home.resolve("net.onnx"), version);
        CommandLine line = CommandLine.run("import", onnx.toString(), "--out", home + "/out.safetensors");
        assertEquals(1, line.status());
        assertTrue(line.err().contains("net.onnx: is an ONNX file") && line.err().contains("save_file"), line.err());
        Path own = home.resolve("own.onnx");
        assertEquals(0, CommandLine.run("export", "--run", run.toString(), "--encoder", own.toString()).status());
        assertTrue(CommandLine.run("import", own.toString()).err().contains("is an ONNX file"));
        Path zip = Files.writeString(home.resolve("net.pt"), "PK\3\4 and so on");
        line = CommandLine.run("import", zip.toString());
        assertTrue(line.err().contains("net.pt: is a file of torch.save"), line.err());
    }

    @Test
    void aTerminalIsToldThatTimeGoesBy() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), 60,
                new StopSignal());
        terminal.tick("encode", System.nanoTime() + 1_000_000_000L);
        assertEquals("", err.toString(StandardCharsets.UTF_8), "too early");
        terminal.tick("encode", System.nanoTime() + 3_000_000_000L);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("encode ...  3 s"));
        terminal.status("Reading the data ...");
        terminal.tick("encode", System.nanoTime() + 5_000_000_000L);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("Reading the data ...  5 s"));
        terminal.useQuiet();
        err.reset();
        terminal.tick("encode", System.nanoTime() + 9_000_000_000L);
        assertFalse(err.toString(StandardCharsets.UTF_8).contains("9 s"));
    }

    @Test
    void aWordIsQuotedWhereAShellNeedsIt() {
        assertEquals("runs/a-1.x", Called.quoted("runs/a-1.x"));
        assertEquals("'my runs/it'\\''s'", Called.quoted("my runs/it's"));
        assertEquals("lanewise sample", Called.line("sample"));
    }
}
