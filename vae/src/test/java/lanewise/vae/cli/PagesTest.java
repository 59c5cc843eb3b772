package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/// The pages do not go stale: each command in them is one that the command line takes, each link leads somewhere, and
/// the README keeps to the form that can be read anywhere.
final class PagesTest {

    private static final Path ROOT = Path.of("..");
    private static final int LINE = 120;
    private static final int CELL = 60;
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Pattern LINKED = Pattern.compile("]\\([^)]*\\)");

    @Test
    void commandsAreTakenByTheCommandLine() throws Exception {
        int count = 0;
        for (Path page : PageCommands.pages()) {
            for (String line : PageCommands.lines(page)) {
                List<String> words = PageCommands.words(line);
                if (words != null) {
                    requireTaken(page, line, words);
                    count++;
                }
            }
        }
        assertTrue(count > 40, "only " + count + " commands found");
    }

    private static void requireTaken(Path page, String line, List<String> words) {
        try {
            Command command = Command.of(words);
            Arguments.parse(command, words.subList(command.words(), words.size()));
        } catch (UsageException e) {
            throw new AssertionError(page + ": " + line + ": " + e.getMessage(), e);
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        int count = 0;
        for (Path page : PageCommands.pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertTrue(Files.exists(page.resolveSibling(link.group(1))), page + ": " + link.group());
                count++;
            }
        }
        assertTrue(count > 10, "only " + count + " links found");
    }

    /// Blocks of code and tables aside.
    @Test
    void proseIsWrapped() throws IOException {
        for (Path page : PageCommands.pages()) {
            boolean inBlock = false;
            for (String line : Files.readAllLines(page)) {
                inBlock ^= line.startsWith("```");
                assertTrue(inBlock || line.startsWith("|") || line.startsWith("    ") || line.length() <= LINE,
                        page + ": " + line.length() + " characters: " + line);
            }
            assertFalse(inBlock, page + ": a block is not closed");
        }
    }

    @Test
    void theReadmeCanBeReadAnywhere() throws IOException {
        boolean inBlock = false;
        for (String line : Files.readAllLines(PageCommands.pages().getFirst())) {
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
