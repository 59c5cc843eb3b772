package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HelpTextTest {

    static List<Command> commands() {
        return Command.all();
    }

    @Test
    void overviewNamesEveryCommand() {
        List<String> lines = HelpText.overview();
        for (Command command : commands()) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("  " + command.name() + " ")), command.name());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpShowsEveryOptionAligned(Command command) {
        List<String> lines = HelpText.of(command);
        Set<Integer> columns = new HashSet<>();
        for (Option<?> option : command.options()) {
            String left = "  --" + option.name() + (option.isFlag() ? "" : " " + option.valueName()) + " ";
            String line = lines.stream().filter(l -> l.startsWith(left)).findFirst()
                    .orElseThrow(() -> new AssertionError(left));
            columns.add(line.length() - line.substring(left.length()).stripLeading().length());
        }
        assertEquals(1, columns.size(), "texts begin in one column: " + columns);
        lines.forEach(line -> assertTrue(line.length() <= 100 || line.startsWith("  lanewise "), line));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsReachedFromEverywhere(Command command) {
        String text = String.join(System.lineSeparator(), HelpText.of(command)) + System.lineSeparator();
        for (String line : List.of(command.name() + " --help", command.name() + " -h", "help " + command.name())) {
            CommandLine run = CommandLine.run(line.split(" "));
            assertEquals(0, run.status());
            assertEquals(text, run.out());
            assertEquals("", run.err());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void examplesAreCommandLinesThatParse(Command command) throws UsageException {
        for (Command.Example example : command.examples()) {
            List<String> words = List.of(example.line().split(" "));
            if (example.line().startsWith(command.name() + " --")
                    || example.line().startsWith(command.name() + " ") && !command.operands().isEmpty()) {
                Arguments.parse(command, words.subList(command.words(), words.size()));
            }
            assertFalse(example.purpose().isBlank());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesOfOptionsAreUniqueAndPlain(Command command) {
        Set<String> names = new HashSet<>();
        for (Option<?> option : command.options()) {
            assertTrue(names.add(option.name()), option.name() + " twice");
            assertTrue(option.name().matches("[a-z0-9]+(-[a-z0-9]+)*"), option.name());
            assertFalse(option.help().endsWith("."), option.help());
        }
    }
}
