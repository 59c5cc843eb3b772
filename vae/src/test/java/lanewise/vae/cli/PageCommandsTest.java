package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command of every page runs, in the order of its page, in a directory of its own.
///
/// As it stands but for this: paths are those of the directory, and what is read and made by no command before is
/// small ([PageWorld]); a training takes one epoch on one thread and writes no page, and where it names no data, no net
/// or no directory it takes such data, 20 hidden units and one there; counts are at most 40, a report's draws 3; `awk`
/// makes a tenth of the rows.
final class PageCommandsTest {

    /// Of rows, draws and examples; of `--limit`, too.
    private static final String COUNTED = "40";
    private static final List<String> COUNTS = List.of("count", "samples", "limit");

    /// First words of lines that no test types, and why.
    private static final Map<String, String> ELSEWHERE = Map.of(
            "mvn", "is what runs this test",
            "git", "needs a repository to clone",
            "java", "needs jars, which are made after the tests; JDK options are tried by LauncherTest",
            "javac", "as java",
            "docker", "needs images of others",
            "python3", "needs packages of others; FixturesPageTest runs the backend of its page",
            "npm", "fetches packages",
            "spark-submit", "needs Spark; the tests of lanewise-spark run the page's Java");

    @TempDir
    Path home;

    @Test
    void everyCommandOfEveryPageRuns() throws Exception {
        int count = 0;
        for (Path page : PageCommands.pages()) {
            PageWorld world = new PageWorld(Files.createDirectory(home.resolve(page.getParent().getFileName()
                    + "-" + page.getFileName())));
            for (String line : PageCommands.lines(page)) {
                List<String> words = PageCommands.words(line);
                if (words != null) {
                    run(page, line, words, world);
                    count++;
                } else if (line.startsWith("awk ")) {
                    shell(page, line, world);
                } else {
                    String first = line.split("[\\s\\n]")[0];
                    assertTrue(ELSEWHERE.containsKey(first) || first.matches("(\\w+=\\S+|\\$|source|bench/bin/.*)"),
                            page + ": " + line + ": neither run here nor said why not");
                }
            }
        }
        assertTrue(count > 40, "only " + count + " commands found");
    }

    private static void run(Path page, String line, List<String> words, PageWorld world) throws Exception {
        CommandLine ran = CommandLine.run(small(words, world).toArray(String[]::new));
        assertEquals(0, ran.status(), page + ": " + line + "\n" + ran.out() + ran.err());
    }

    private static void shell(Path page, String line, PageWorld world) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", line.replaceAll("(i < \\d+)0", "$1"))
                .directory(world.at(".").toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), page + ": " + line);
        assertEquals(0, process.exitValue(), page + ": " + line + "\n" + said);
    }

    /// The command on little, in the page's directory.
    private static List<String> small(List<String> words, PageWorld world) throws Exception {
        Command command = Command.of(words);
        List<String> small = new ArrayList<>(words.subList(0, command.words()));
        List<String> rest = new ArrayList<>(words.subList(command.words(), words.size()));
        boolean trains = command instanceof Train;
        if (trains && !rest.contains("--data") && !rest.contains("--resume")) {
            rest.addAll(List.of("--data", "DIR"));
        }
        Option<?> option = null;
        for (String word : rest) {
            if (word.startsWith("--")) {
                option = command.options().stream().filter(each -> word.equals("--" + each.name())).findFirst()
                        .orElse(null);
                small.add(word);
            } else {
                small.add(value(option, word, command, rest, world));
                option = null;
            }
        }
        if (trains) {
            small.add("--no-report");
            if (!rest.contains("--out") && !rest.contains("--resume")) {
                small.addAll(List.of("--out", world.at("unnamed-" + rest.hashCode()).toString()));
            }
            if (!rest.contains("--epochs")) {
                small.addAll(List.of("--epochs", "1"));
            }
            if (rest.stream().noneMatch(List.of("--hidden", "--preset", "--encoder")::contains)) {
                small.addAll(List.of("--hidden", "20"));
            }
        } else if (command instanceof Report) {
            small.addAll(List.of("--samples", "3"));
        }
        for (Option<?> other : command.options()) {
            if (other.name().equals("threads")) {
                small.addAll(List.of("--threads", "1"));
            } else if (other.isOutput() && other.standardText().matches("\\w+\\.\\w+")
                    && !rest.contains("--" + other.name())) {
                small.addAll(List.of("--" + other.name(), world.at(other.standardText()).toString()));
            }
        }
        return small;
    }

    private static String value(Option<?> option, String word, Command command, List<String> words, PageWorld world)
            throws IOException {
        boolean flag = option != null && option.isFlag();
        if (option == null && command.operands().isEmpty()) {
            return word;
        } else if (option == null || flag || option.expected().startsWith("a path")) {
            if (option == null || flag || !option.isOutput()) {
                world.require(word, option == null || flag ? null : option.name(), words);
            } else {
                Files.createDirectories(world.at(word).getParent());
            }
            return world.at(word).toString();
        } else if (command instanceof Train && option.name().equals("epochs")) {
            return "1";
        } else if (COUNTS.contains(option.name()) && !(command instanceof FixturesWrite)) {
            return Integer.parseInt(word) > Integer.parseInt(COUNTED) ? COUNTED : word;
        }
        return word;
    }
}
