package lanewise.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Does full speed depend on luck? Starts fresh JVMs with default flags, one after the other; in each a seed's choice
/// of jobs gets hot first, then the measured job runs to the end. Reports when each reached 90% of its steady rate
/// (milliseconds since the launch, first jobs included), the steady rates, the bytes allocated per call, and the rate
/// of a scalar loop for how evenly the machine ran.
///
/// `java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar lanewise.bench.FreshStarts [options]`:
///
/// | option | meaning |
/// |---|---|
/// | `--target NAME` | one of the targets below, or all; default step |
/// | `--count N` | how many processes, default 20 |
/// | `--seed K` | seed of the first, default 0, which runs nothing first; `--seed K --count 1` repeats one order |
/// | `--threads T` | threads of steps and products, default 1 |
/// | `--seconds S` | length of a run from its launch, default 5.5; its last 40% are the steady part |
/// | `--check` | names what was skipped, what ran below the last tier, what was thrown away |
/// | `--append FILE` | adds the results to a file and reports all that it holds: a long series in pieces |
/// | `--jvm FLAG` | a further flag for the processes; may be repeated |
///
/// Targets: step, step-tanh, step-small, gemm, encode, encode32, gaussian, exp, log, tanh, sigmoid. `--check` works
/// with `-XX:+PrintCompilation` and sampling, and costs some speed.
public final class FreshStarts {

    private String target = "step";
    private int count = 20;
    private long seed;
    private int threads = 1;
    private double seconds = 5.5;
    private boolean check;
    private Path append;
    private final List<String> flags = new ArrayList<>();

    private FreshStarts(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--target" -> target = args[++i];
                case "--count" -> count = Integer.parseInt(args[++i]);
                case "--seed" -> seed = Long.parseLong(args[++i]);
                case "--threads" -> threads = Integer.parseInt(args[++i]);
                case "--seconds" -> seconds = Double.parseDouble(args[++i]);
                case "--check" -> check = true;
                case "--append" -> append = Path.of(args[++i]);
                case "--jvm" -> flags.add(args[++i]);
                default -> throw new IllegalArgumentException(args[i] + ": unknown option; see the class comment of "
                        + getClass().getName());
            }
        }
        if (!target.equals("all") && !FreshJobs.targets().contains(target)) {
            throw new IllegalArgumentException("--target: '" + target + "', expected all or one of "
                    + String.join(", ", FreshJobs.targets()));
        }
    }

    /// Starts the processes and prints the tables.
    ///
    /// @param args see above
    /// @throws Exception if a process fails
    public static void main(String[] args) throws Exception {
        new FreshStarts(args).run(System.out);
    }

    private void run(PrintStream out) throws IOException, InterruptedException {
        Map<String, List<FreshResult>> results = new TreeMap<>();
        if (append != null && Files.exists(append)) {
            Files.readAllLines(append).stream().map(FreshResult::parse)
                    .forEach(r -> results.computeIfAbsent(r.job(), k -> new ArrayList<>()).add(r));
        }
        for (String job : target.equals("all") ? FreshJobs.targets() : List.of(target)) {
            for (long s = seed; s < seed + count; s++) {
                FreshResult result = start(job, s, out);
                results.computeIfAbsent(result.job(), k -> new ArrayList<>()).add(result);
                if (append != null) {
                    Files.writeString(append, result + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
        }
        out.println();
        out.println(FreshResult.HEADER);
        results.forEach((job, list) -> out.println(FreshResult.row(job, list)));
    }

    private FreshResult start(String job, long s, PrintStream out) throws IOException, InterruptedException {
        Path file = Files.createTempFile("fresh", ".txt");
        try {
            List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                    .toString(), "--add-modules", "jdk.incubator.vector"));
            // What was set for this process by a property holds for its children.
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> a.startsWith("-Dlanewise."))
                    .forEach(command::add);
            command.addAll(flags);
            if (check) {
                command.add("-XX:+PrintCompilation");
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path")
                    .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                    FreshChild.class.getName(), Long.toString(System.currentTimeMillis()), Long.toString(s), job,
                    Integer.toString(threads), Double.toString(seconds), Boolean.toString(check), file.toString()));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> log = process.inputReader().lines().toList();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("seed " + s + " ended with status " + process.exitValue() + ":\n"
                        + String.join("\n", log));
            }
            List<String> lines = Files.readAllLines(file);
            FreshResult result = FreshResult.of(job + (threads == 1 ? "" : ", " + threads + " threads"), s, lines);
            out.println(result.line() + " first: " + String.join(" ", FreshJobs.first(s)));
            if (check) {
                report(new CompilationLog(log), lines, out);
            }
            return result;
        } finally {
            Files.delete(file);
        }
    }

    /// Samples in our code, or in the Vector API's where vectors are made objects, that did not run in
    /// code of the last tier.
    private static void report(CompilationLog log, List<String> lines, PrintStream out) {
        int all = 0;
        List<String> below = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 4);
            if (words[0].equals("sample")) {
                all += Integer.parseInt(words[1]);
                String method = words[2];
                boolean counts = method.startsWith("lanewise.") || method.startsWith("jdk.incubator.vector.");
                boolean interpreted = words.length > 3 && words[3].equals("Interpreted");
                if (counts && (interpreted || !log.isDone(method) || method.startsWith("jdk.incubator.vector."))) {
                    below.add(words[1] + " " + method + (interpreted ? " (interpreted)" : ""));
                }
            }
        }
        List<String> allocations = lines.stream().filter(line -> line.startsWith("allocation "))
                .sorted(Comparator.comparingLong(line -> -Long.parseLong(line.split(" ")[1]))).limit(6)
                .map(line -> line.replaceFirst("allocation (\\d+)\\d{3} (\\S+) (\\S+) (\\d+)",
                        "$1 KB of $2 in $3 line $4")).toList();
        out.println("    allocated: " + (allocations.isEmpty() ? "nothing" : String.join(", ", allocations)));
        out.println("    skipped: " + (log.skipped().isEmpty() ? "nothing" : String.join("; ", log.skipped())));
        out.println("    of " + all + " samples below the last tier: "
                + (below.isEmpty() ? "none" : String.join(", ", below)));
        out.println("    C2 code thrown away: "
                + (log.discarded().isEmpty() ? "none" : log.discarded().entrySet().stream().map(e -> e.getKey()
                        + (e.getValue() == 1 ? "" : " x " + e.getValue())).collect(Collectors.joining(", "))));
    }

    static String number(double value) {
        return Math.abs(value) >= 100 ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
