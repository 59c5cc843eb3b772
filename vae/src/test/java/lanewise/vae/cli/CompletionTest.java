package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What shells complete is what the command line takes.
final class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path directory;

    private static String script(String shell) {
        CommandLine run = CommandLine.run("completion", shell);
        assertEquals(0, run.status(), run.err());
        return run.out();
    }

    /// What bash offers for the last of the words.
    private Set<String> completed(String... words) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(BASH), "skipped: no bash here");
        Path file = directory.resolve("completion.sh");
        Files.writeString(file, script("bash") + "\nCOMP_WORDS=(lanewise "
                + Arrays.stream(words).map(word -> "'" + word + "'").collect(Collectors.joining(" ")) + ")\nCOMP_CWORD="
                + words.length + "\n_lanewise\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        Process process = new ProcessBuilder(BASH.toString(), file.toString()).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.lines().filter(line -> !line.isEmpty()).collect(Collectors.toSet());
    }

    @Test
    void bashCompletesCommandsOptionsAndChoices() throws Exception {
        assertEquals(Set.of("score", "scatter", "schema"), completed("sc"));
        assertEquals(Set.of("check", "write"), completed("fixtures", ""));
        assertEquals(Command.of(List.of("sample")).options().stream().map(option -> "--" + option.name())
                .collect(Collectors.toSet()), completed("sample", ""));
        assertEquals(Set.of("data", "free"), completed("sample", "--count", "3", "--range", ""));
        assertEquals(Set.of(), completed("sample", "--out", ""));
        assertTrue(completed("fixtures", "write", "--").contains("--seed"));
    }

    @Test
    void everyShellKnowsEveryOption() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            String script = script(shell);
            for (Command command : Command.all()) {
                for (Option<?> option : command.options()) {
                    assertTrue(script.contains(shell.equals("fish") ? " -l " + option.name() : "--" + option.name()),
                            shell + ": " + command.name() + " --" + option.name());
                }
            }
        }
    }

    @Test
    void otherShellsAreRefused() {
        CommandLine run = CommandLine.run("completion", "csh");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("'csh', expected one of bash, zsh, fish"), run.err());
        assertTrue(CommandLine.run("completion").err().contains("no shell, expected one of bash, zsh, fish"));
    }
}
