package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/// The pages do not go stale: each command in them is one that the command line takes, each link leads somewhere, and
/// the README keeps to the form that can be read anywhere.
final class PagesTest {

    private static final Path ROOT = Path.of("..");
    private static final int LINE = 120;
    private static final int CELL = 60;
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Pattern LINKED = Pattern.compile("]\\([^)]*\\)");

    /// A command, with the lines that a backslash continues, in a block of shell or of what was typed.
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?: *\\$ )?(?:vae/bin/)?lanewise ((?:[^\n]*\\\\\n)*[^\n]*)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```|^    \\$ [^\n]*$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private static List<Path> pages() throws IOException {
        assumeTrue(Files.exists(ROOT.resolve("README.md")), "skipped: no README.md beside the module");
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String folder : List.of("vae", "vae/docs", "bench")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    @Test
    void commandsAreTakenByTheCommandLine() throws Exception {
        int count = 0;
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                Matcher command = COMMAND.matcher(block.group());
                while (command.find()) {
                    requireTaken(page, command.group(1));
                    count++;
                }
            }
        }
        assertTrue(count > 40, "only " + count + " commands found");
    }

    private static void requireTaken(Path page, String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.replace("\\\n", " ").replaceAll(" +#( .*)?$", ""));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        words.removeIf(each -> each.equals("..."));
        try {
            Command command = Command.of(words);
            Arguments.parse(command, words.subList(command.words(), words.size()));
        } catch (UsageException e) {
            throw new AssertionError(page + ": lanewise " + line + ": " + e.getMessage(), e);
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        int count = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertTrue(Files.exists(page.resolveSibling(link.group(1))), page + ": " + link.group());
                count++;
            }
        }
        assertTrue(count > 10, "only " + count + " links found");
    }

    @Test
    void theReadmeCanBeReadAnywhere() throws IOException {
        boolean inBlock = false;
        for (String line : Files.readAllLines(pages().getFirst())) {
            assertTrue(line.length() <= LINE, line.length() + " characters: " + line);
            assertEquals(line.stripTrailing(), line);
            inBlock ^= line.startsWith("```");
            if (line.startsWith("|") && !inBlock) {
                for (String cell : LINKED.matcher(line).replaceAll("").split("\\|")) {
                    assertTrue(cell.strip().length() <= CELL, cell.strip());
                }
            }
        }
        assertFalse(inBlock, "a block is not closed");
    }
}
