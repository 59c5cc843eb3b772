package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The backend in Python that FIXTURES.md prints passes the check, and a slip in it is found. Skipped where there is no
/// python3 with numpy.
final class FixturesPageTest {

    @TempDir
    Path home;

    private static String example() throws IOException {
        String page = Files.readString(Path.of("FIXTURES.md"));
        int begin = page.indexOf("```python\n") + "```python\n".length();
        return page.substring(begin, page.indexOf("```", begin));
    }

    private static int python(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("python3 did not end");
        }
        return process.exitValue();
    }

    @BeforeEach
    void needsPython() throws InterruptedException {
        try {
            Assumptions.assumeTrue(python("python3", "-c", "import numpy, sys; sys.exit(sys.version_info < (3, 9))")
                == 0, "python3 has no numpy or is too old");
        } catch (IOException e) {
            Assumptions.abort("there is no python3");
        }
    }

    private CommandLine checked(String script) throws IOException, InterruptedException {
        Path truth = home.resolve("truth.safetensors");
        if (!Files.exists(truth)) {
            assertEquals(0, CommandLine.run("fixtures", "write", "--out", truth.toString(), "--hidden", "9,7",
                "--samples", "3", "--beta", "0.5", "--seed", "7").status());
        }
        Path mine = home.resolve("mine.safetensors");
        assertEquals(0, python("python3", Files.writeString(home.resolve("backend.py"), script).toString(),
            truth.toString(), mine.toString()));
        return CommandLine.run("fixtures", "check", "--brief", mine.toString());
    }

    @Test
    void thePrintedBackendPasses() throws IOException, InterruptedException {
        CommandLine run = checked(example());
        assertEquals(0, run.status(), run.out());
        assertTrue(run.out().contains("33 tensors, 0 beyond the limits"), run.out());
    }

    @Test
    void slipsInItAreFound() throws IOException, InterruptedException {
        for (String[] slip : new String[][] {{"+ beta * mu", "- beta * mu", "grad.out.mu"},
            {"np.exp(0.5 * logvar) * p[\"eps\"]      ", "np.exp(logvar) * p[\"eps\"]", "out.z"},
            {"(d * 0.5 * np", "(d * np", "grad.out.logvar"}, {"deltas.T @ rows,", "rows.T @ deltas,",
                "grad.enc.mu.weight: shape [7, 3], expected [3, 7]"}, {".sum(-1)", ".mean(-1)", "loss.nll"}}) {
            assertTrue(example().contains(slip[0]), slip[0]);
            String script = example().replace(slip[0], slip[1]).replaceAll("(?m)^for name in out:.*\\R.*\\R", "");
            CommandLine run = checked(script);
            assertEquals(1, run.status(), slip[1]);
            assertTrue(run.out().contains("FAIL " + slip[2]), slip[1] + "\n" + run.out());
        }
    }
}
