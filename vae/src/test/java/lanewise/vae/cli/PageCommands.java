package lanewise.vae.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The pages of the house, and what they say that one may type.
final class PageCommands {

    private static final Path ROOT = Path.of("..");

    /// Blocks of shell, and lines of transcripts.
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```|^    \\$ [^\n]*$");

    /// A line, with those that a backslash or an open quote continues.
    private static final Pattern LINE = Pattern.compile("(?:\\\\\n|'[^']*'|\"[^\"\n]*\"|#[^\n]*|[^\n'\"#])+");
    private static final Pattern LANEWISE = Pattern.compile("(?s)(?:\\$ )?(?:vae/bin/)?lanewise (.*)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private PageCommands() {
    }

    /// README, and the pages beside the modules.
    static List<Path> pages() throws IOException {
        assumeTrue(Files.exists(ROOT.resolve("README.md")), "skipped: no README.md beside the module");
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String folder : List.of("vae", "vae/docs", "bench")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    /// All lines of a page that a shell takes, without comments and blank lines.
    static List<String> lines(Path page) throws IOException {
        List<String> lines = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            Matcher line = LINE.matcher(block.group(1) != null ? block.group(1) : block.group());
            while (line.find()) {
                String text = line.group().strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    lines.add(text);
                }
            }
        }
        return lines;
    }

    /// The words behind `lanewise`; null if the line is another command.
    static List<String> words(String line) {
        Matcher command = LANEWISE.matcher(line);
        if (!command.matches()) {
            return null;
        }
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.group(1).replace("\\\n", " ").replaceAll(" +#( .*)?$", ""));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        words.removeIf(each -> each.equals("..."));
        return words;
    }
}
