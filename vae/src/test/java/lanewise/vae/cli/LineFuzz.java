package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import lanewise.vae.check.Texts;

/// Command lines at random, run in this JVM by `bench/bin/fuzz lines`: any command with any of its options, most
/// values such as the option expects, some at or beyond a limit, some of another kind; paths lead to a run, tables,
/// images and to what is none. Whatever the line is, it ends with status 0, or with 1 or 2 and one message.
final class LineFuzz {

    private static final int LONGEST_SECONDS = 600;
    private static final Pattern RANGE = Pattern.compile("from (-?[0-9.]+) to (-?[0-9.]+)");
    private static final Pattern FROM = Pattern.compile("(?:at least|from|above) (-?[0-9.]+)");
    private static final List<String> ODD = List.of("", " ", "-", "-1", "0", "1e-300", "NaN", "9".repeat(40), "1,2",
            "a=b", "\u001b[2J", "none", "0x10", "--", "9223372036854775807", "e".repeat(20_000));

    private final Random random;
    private final Path home;
    private final List<Path> paths = new ArrayList<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private int faults;

    private LineFuzz(Path home, long seed) {
        this.home = home;
        this.random = new Random(seed);
    }

    /// Runs lines.
    ///
    /// @param arguments how many, the seed, an empty directory
    /// @throws IOException if nothing can be written there
    public static void main(String[] arguments) throws IOException {
        LineFuzz fuzz = new LineFuzz(Files.createDirectories(Path.of(arguments[2])), Long.parseLong(arguments[1]));
        int count = Integer.parseInt(arguments[0]);
        long begin = System.nanoTime();
        ExecutorService runner = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        for (int i = 0; i < count; i++) {
            if (i % 500 == 0) {
                fuzz.prepare(i);
                fuzz.say(i, begin);
            }
            fuzz.run(runner);
        }
        fuzz.say(count, begin);
        System.exit(fuzz.faults == 0 ? 0 : 1);
    }

    private void say(int count, long begin) {
        System.out.printf(Locale.ROOT, "fuzz: %d command lines, %s, %d faults, %.0f s%n", count, ends, faults,
                (System.nanoTime() - begin) / 1e9);
    }

    /// Makes the files anew, as lines write over some of them.
    private void prepare(int turn) throws IOException {
        Path here = Files.createDirectories(home.resolve("turn" + turn));
        paths.clear();
        paths.add(TinyRun.train(here, "--validation", "0.2"));
        Path table = Files.writeString(here.resolve("table.csv"), "a,b,kind\n"
                + "1,2,x\n3,4,y\n5,7,x\n2,8,\n".repeat(9));
        CommandLine line = CommandLine.run("train", "--data", table.toString(), "--hidden", "4", "--latent", "2",
                "--epochs", "1", "--out", here.resolve("table").toString());
        if (line.status() != 0) {
            throw new IOException(line.err());
        }
        paths.addAll(List.of(table, here.resolve("table"), here.resolve("data"), here.resolve("missing")));
        for (Path run : List.of(here.resolve("run"), here.resolve("table"))) {
            try (var files = Files.list(run)) {
                files.sorted().forEach(paths::add);
            }
        }
        paths.add(Files.write(here.resolve("random"), new byte[] {1, -1, 0, 65, 10, 13}));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private List<String> line() {
        Command command = any(List.copyOf(Command.all()));
        List<String> words = new ArrayList<>(List.of(command.name().split(" ")));
        if (!command.operands().isEmpty() && random.nextInt(10) > 0) {
            words.add(any(paths).toString());
        }
        List<Option<?>> options = new ArrayList<>(command.options());
        options.removeIf(option -> option.name().equals(Common.DEBUG.name()));
        // Without a bound of its own a run takes hours.
        boolean bounded = options.removeIf(option -> option.name().equals("epochs"));
        int count = random.nextInt(7);
        for (int i = 0; i < count && !options.isEmpty(); i++) {
            Option<?> option = options.remove(random.nextInt(options.size()));
            words.add("--" + option.name());
            if (!option.valueName().isEmpty() && random.nextInt(30) > 0) {
                words.add(value(option));
            }
        }
        for (String likely : List.of("run", "data", "out")) {
            boolean has = options.stream().anyMatch(option -> option.name().equals(likely));
            // Without data of its own a training takes the digits that it draws, and minutes.
            boolean needed = command instanceof Train && likely.equals("data");
            if (has && (needed || random.nextInt(10) < 7)) {
                words.addAll(List.of("--" + likely, path(likely)));
            }
        }
        if (bounded) {
            words.addAll(List.of("--epochs", "1"));
        }
        return words;
    }

    private String path(String option) {
        return option.equals("run") ? paths.get(2 * random.nextInt(2)).toString()
                : option.equals("data") ? paths.get(1 + 2 * random.nextInt(2)).toString()
                : paths.getFirst().resolveSibling("out" + random.nextInt(1_000_000)).toString();
    }

    private String value(Option<?> option) {
        String expected = option.expected();
        if (random.nextInt(6) == 0) {
            return any(ODD);
        }
        if (expected.equals("a path to write to")) {
            return random.nextInt(8) == 0 ? any(paths).toString() : path("out");
        }
        if (expected.startsWith("a path")) {
            return any(paths).toString();
        }
        if (expected.startsWith("one of ")) {
            return any(List.of(expected.substring(7).split(", | or ")));
        }
        Matcher range = RANGE.matcher(expected);
        if (range.find()) {
            return any(List.of(range.group(1), range.group(1) + "1", "1", "2", "3", "-2", range.group(2) + "0"));
        }
        Matcher from = FROM.matcher(expected);
        return from.find() ? any(List.of(from.group(1), "1", "2", "3", "0.5", "-1", "9".repeat(11)))
                : any(List.of("1", "2", "a", "b", "kind", "x", "3,2", "a,b"));
    }

    private void run(ExecutorService runner) {
        List<String> words = line();
        String fault;
        try {
            Future<CommandLine> future = runner.submit(() -> CommandLine.run(words.toArray(String[]::new)));
            CommandLine line = future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
            ends.merge("status " + line.status(), 1, Integer::sum);
            fault = fault(line);
        } catch (TimeoutException e) {
            System.out.println("fuzz: no end after " + LONGEST_SECONDS + " s: " + words);
            System.exit(1);
            return;
        } catch (ExecutionException | InterruptedException e) {
            fault = e.toString();
        }
        if (fault != null) {
            faults++;
            System.out.println("fuzz: " + Texts.visible(fault) + ": "
                    + words.stream().map(word -> word.length() > 200 ? word.length() + " characters" : word).toList());
        }
    }

    private static String fault(CommandLine line) {
        String last = line.err().lines().reduce("", (_, next) -> next);
        if (line.status() < 0 || line.status() > 2) {
            return "status " + line.status();
        }
        if (line.status() != 0 && last.isBlank()) {
            return "status " + line.status() + " without a message";
        }
        if (line.err().contains("unexpected ") || line.err().contains("\tat ") || last.matches(".*Exception\\b.*")) {
            return last;
        }
        if (last.length() > Texts.LONGEST_MESSAGE + 200) {
            return "a message of " + last.length() + " characters";
        }
        return line.err().chars().anyMatch(c -> Character.isISOControl(c) && c != '\n') ? "controls in " + last : null;
    }
}
