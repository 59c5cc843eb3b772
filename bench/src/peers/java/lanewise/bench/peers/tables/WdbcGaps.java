package lanewise.bench.peers.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import lanewise.core.random.RandomStream;

/// The comparison of Mattei and Frellsen (2019), section 4.3, as a user meets it: the Wisconsin breast cancer table
/// without id and diagnosis, standardised, half of its cells taken away completely at random, `lanewise train` on the
/// incomplete table alone and `lanewise impute`, each in a process of its own with one thread. Prints the mean squared
/// error of the imputed cells, which is 1 for the mean of the column.
///
/// `WdbcGaps [--seeds N] [--epochs N] DIRECTORY`, with `wdbc.csv` in the directory.
public final class WdbcGaps {

    /// Behind `id` and `diagnosis`.
    private static final int FIRST = 2;
    private static final int REMOVED = 77;

    private WdbcGaps() {
    }

    /// Runs all seeds.
    ///
    /// @param args as above
    /// @throws Exception if the table cannot be read or a command fails
    public static void main(String[] args) throws Exception {
        int seeds = 5;
        int epochs = 300;
        int a = 0;
        for (; a + 1 < args.length && args[a].startsWith("--"); a += 2) {
            switch (args[a]) {
                case "--seeds" -> seeds = Integer.parseInt(args[a + 1]);
                case "--epochs" -> epochs = Integer.parseInt(args[a + 1]);
                default -> throw new IllegalArgumentException(args[a] + ": expected --seeds or --epochs");
            }
        }
        if (a != args.length - 1 || seeds < 1) {
            throw new IllegalArgumentException("expected at least one seed, and one directory after the options");
        }
        List<String> lines = Files.readAllLines(Path.of(args[a], "wdbc.csv"));
        List<String> names = Arrays.stream(lines.getFirst().split(",")).skip(FIRST).toList();
        double[][] truth = standardised(lines.subList(1, lines.size()));
        double[] errors = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            errors[seed] = error(names, truth, seed, epochs);
            System.out.printf(Locale.ROOT, "seed %d: %.4f%n", seed, errors[seed]);
        }
        double mean = Arrays.stream(errors).average().orElseThrow();
        double squares = Arrays.stream(errors).map(e -> (e - mean) * (e - mean)).sum();
        System.out.printf(Locale.ROOT, "mean of %d seeds, %d epochs: %.4f%s%n", seeds, epochs, mean,
                seeds == 1 ? "" : String.format(Locale.ROOT, " ± %.4f", Math.sqrt(squares / (seeds - 1))));
    }

    private static double error(List<String> names, double[][] truth, int seed, int epochs)
            throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("wdbc");
        try {
            boolean[][] gaps = gaps(truth, seed);
            Path table = home.resolve("gaps.csv");
            Path filled = home.resolve("filled.csv");
            String run = home.resolve("run").toString();
            Files.writeString(table, text(names, truth, gaps));
            Commands.json("train", "--data", table.toString(), "--with-test", "--hidden", "128,128", "--latent", "10",
                    "--activation", "relu", "--objective", "iwae", "--samples", "20", "--reduction", "mean",
                    "--optimizer", "adam", "--lr", "0.001", "--batch", "64", "--epochs", Integer.toString(epochs),
                    "--validation", "0", "--keep", "last", "--seed", Integer.toString(seed), "--threads", "1",
                    "--out", run);
            Commands.json("impute", "--run", run, "--data", table.toString(), "--out", filled.toString(),
                    "--threads", "1");
            return error(truth, gaps, numbers(Files.readAllLines(filled).subList(1, truth.length + 1), 0));
        } finally {
            Commands.delete(home);
        }
    }

    private static boolean[][] gaps(double[][] truth, int seed) {
        RandomStream removed = new RandomStream(seed, REMOVED);
        boolean[][] gaps = new boolean[truth.length][truth[0].length];
        for (int r = 0; r < gaps.length; r++) {
            for (int c = 0; c < gaps[r].length; c++) {
                gaps[r][c] = removed.uniform((long) r * gaps[r].length + c) < 0.5f;
            }
        }
        return gaps;
    }

    private static String text(List<String> names, double[][] table, boolean[][] gaps) {
        StringBuilder text = new StringBuilder(String.join(",", names)).append('\n');
        for (int r = 0; r < table.length; r++) {
            int row = r;
            text.append(IntStream.range(0, table[r].length)
                    .mapToObj(c -> gaps[row][c] ? "" : String.format(Locale.ROOT, "%.6f", table[row][c]))
                    .collect(Collectors.joining(","))).append('\n');
        }
        return text.toString();
    }

    private static double error(double[][] truth, boolean[][] gaps, double[][] filled) {
        double squares = 0;
        int cells = 0;
        for (int r = 0; r < truth.length; r++) {
            for (int c = 0; c < truth[r].length; c++) {
                if (gaps[r][c]) {
                    squares += (filled[r][c] - truth[r][c]) * (filled[r][c] - truth[r][c]);
                    cells++;
                }
            }
        }
        return squares / cells;
    }

    private static double[][] numbers(List<String> lines, int first) {
        return lines.stream().map(line -> Arrays.stream(line.split(",")).skip(first).mapToDouble(Double::parseDouble)
                .toArray()).toArray(double[][]::new);
    }

    /// Each column with mean 0 and population variance 1.
    private static double[][] standardised(List<String> lines) {
        double[][] rows = numbers(lines, FIRST);
        for (int c = 0; c < rows[0].length; c++) {
            int column = c;
            double mean = Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElseThrow();
            double variance = Arrays.stream(rows).mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
                    .average().orElseThrow();
            for (double[] row : rows) {
                row[c] = (row[c] - mean) / Math.sqrt(variance);
            }
        }
        return rows;
    }
}
