package lanewise.bench.peers.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.format.JsonObject;

/// Synthetic rows of the Adult table as a user makes and judges them: `adult [--seeds N] DIRECTORY`. For each scaling
/// of numbers and each seed `lanewise train`, `sample --gaps` of as many rows and `quality` against `adult.test`, each
/// on one thread; what `quality` says, mean and standard deviation (n - 1) over the seeds.
public final class Adult {

    private static final String LABEL = "income";
    private static final List<String> SCALINGS = List.of("chosen", "quantile");

    private Adult() {
    }

    /// Runs the commands and prints the tables.
    ///
    /// @param args as above
    /// @throws Exception if a file is missing or a command fails
    public static void main(String[] args) throws Exception {
        int seeds = 3;
        int a = 0;
        for (; a + 1 < args.length && args[a].startsWith("--"); a += 2) {
            if (!args[a].equals("--seeds")) {
                throw new IllegalArgumentException(args[a] + ": expected --seeds");
            }
            seeds = Integer.parseInt(args[a + 1]);
        }
        if (a != args.length - 1 || seeds < 1) {
            throw new IllegalArgumentException("expected one directory with adult.csv and adult.test after the options"
                    + " and at least one seed");
        }
        Path real = existing(Path.of(args[a], "adult.csv"));
        Path test = existing(Path.of(args[a], "adult.test"));
        Map<String, List<JsonObject>> found = new LinkedHashMap<>();
        SCALINGS.forEach(scaling -> found.put(scaling, new ArrayList<>()));
        for (int seed = 0; seed < seeds; seed++) {
            for (String scaling : SCALINGS) {
                found.get(scaling).add(quality(real, test, scaling, seed));
            }
            print(found, seed + 1);
        }
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + ": is no file, expected the table");
        }
        return file;
    }

    private static JsonObject quality(Path real, Path test, String scaling, int seed) throws IOException,
            InterruptedException {
        Path home = Files.createTempDirectory("adult");
        try {
            String run = home.resolve("run").toString();
            String drawn = home.resolve("drawn.csv").toString();
            String s = Integer.toString(seed);
            Commands.json("train", "--data", real.toString(), "--scaling", scaling, "--seed", s, "--threads", "1",
                    "--out", run);
            long rows;
            try (var lines = Files.lines(real)) {
                rows = lines.filter(line -> !line.isBlank()).count() - 1;
            }
            Commands.json("sample", "--run", run, "--count", Long.toString(rows), "--seed", s, "--gaps", "--threads",
                    "1", "--out", drawn);
            return Commands.json("quality", "--real", real.toString(), "--synthetic", drawn, "--test", test.toString(),
                    "--label", LABEL, "--threads", "1");
        } finally {
            Commands.delete(home);
        }
    }

    /// What is asked of an answer of `quality`.
    private interface Asked {
        double of(JsonObject quality) throws IOException;
    }

    private static void print(Map<String, List<JsonObject>> found, int seeds) throws IOException {
        System.out.printf(Locale.ROOT, "%nSeeds 0 to %d%n| | real rows | %s |%n|---|---:|---:|---:|%n", seeds - 1,
                String.join(" | ", SCALINGS));
        for (String measure : List.of("accuracy", "f1", "auroc")) {
            row(measure, "%.4f", found, q -> q.object("classifier").object("real").real(measure),
                    q -> q.object("classifier").object("synthetic").real(measure));
        }
        row("columns apart, mean", "%.4f", found, null, q -> q.object("marginals").real("mean"));
        row("columns apart, largest", "%.4f", found, null, q -> q.object("marginals").real("largest"));
        row("pairs apart, mean", "%.4f", found, null, q -> q.object("pairs").real("mean"));
        row("categories kept", "%.1f", found, q -> q.object("marginals").integer("categories"),
                q -> q.object("marginals").integer("categories") - q.object("marginals").integer("lost"));
        row("copies, %", "%.3f", found, q -> 100 * q.object("neighbours").object("test").real("copies"),
                q -> 100 * q.object("neighbours").object("synthetic").real("copies"));
        for (String measure : List.of("distance", "lowDistance", "ratio")) {
            row("nearest real row: " + measure, "%.4f", found,
                    q -> q.object("neighbours").object("test").real(measure),
                    q -> q.object("neighbours").object("synthetic").real(measure));
        }
        row("nearer than a test row", "%.4f", found, null, q -> q.object("neighbours").real("nearer"));
        List<JsonObject> columns = found.get(SCALINGS.getFirst()).getFirst().objects("columns");
        for (int c = 0; c < columns.size(); c++) {
            int column = c;
            if (columns.get(c).real("missingReal") > 0) {
                row("gaps of " + columns.get(c).string("name") + ", %", "%.3f", found,
                        q -> 100 * q.objects("columns").get(column).real("missingReal"),
                        q -> 100 * q.objects("columns").get(column).real("missingSynthetic"));
            }
        }
        System.out.flush();
    }

    private static void row(String name, String format, Map<String, List<JsonObject>> found, Asked real, Asked drawn)
            throws IOException {
        StringBuilder text = new StringBuilder("| ").append(name).append(" | ");
        if (real != null) {
            text.append(String.format(Locale.ROOT, format, real.of(found.get(SCALINGS.getFirst()).getFirst())));
        }
        for (List<JsonObject> runs : found.values()) {
            double[] values = new double[runs.size()];
            for (int s = 0; s < values.length; s++) {
                values[s] = drawn.of(runs.get(s));
            }
            double mean = Arrays.stream(values).average().orElseThrow();
            text.append(" | ").append(String.format(Locale.ROOT, format, mean));
            if (values.length > 1) {
                double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
                text.append(String.format(Locale.ROOT, " ± " + format, Math.sqrt(squares / (values.length - 1))));
            }
        }
        System.out.println(text.append(" |"));
    }
}
