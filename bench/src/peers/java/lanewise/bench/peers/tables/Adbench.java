package lanewise.bench.peers.tables;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.quality.Detection;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;
import lanewise.vae.train.TrainingResult;

import smile.anomaly.IsolationForest;
import smile.math.MathEx;

/// Anomalies of tables by the recipe, beside the isolation forest of Smile (Liu, Ting and Zhou 2008: 100 trees of 256
/// rows) and the distance to the training mean: `adbench [--seeds N] [--at-once N] [--by java|commands] DIRECTORY`.
/// By Java every column is a number; by [CommandRun] it is what it is found to be. Seconds and microseconds are
/// processor time of the one thread that trains or scores, so that other work on the machine counts little.
public final class Adbench {

    private static final int DRAWS = 100;
    private static final int TREES = 100;
    private static final int SUBSAMPLE = 256;

    private Adbench() {
    }

    /// What came of one method, set and seed.
    record Result(double auroc, double auprc, double seconds, double micros) {

        static Result of(double[] scores, AnomalySet set, long begin, long trained) {
            long end = processorTime();
            Detection detection = Detection.of(scores, set.anomalous());
            return new Result(100 * detection.auroc(), 100 * detection.auprc(), (trained - begin) / 1e9,
                    (end - trained) / 1e3 / scores.length);
        }
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// Runs all sets of a directory.
    ///
    /// @param args as above
    /// @throws Exception if a set cannot be read or a run fails
    public static void main(String[] args) throws Exception {
        int seeds = 5;
        int atOnce = 1;
        boolean commands = false;
        int a = 0;
        for (; a + 1 < args.length && args[a].startsWith("--"); a += 2) {
            switch (args[a]) {
                case "--seeds" -> seeds = Integer.parseInt(args[a + 1]);
                case "--at-once" -> atOnce = Integer.parseInt(args[a + 1]);
                case "--by" -> commands = switch (args[a + 1]) {
                    case "java" -> false;
                    case "commands" -> true;
                    default -> throw new IllegalArgumentException(args[a + 1] + ": expected --by java or commands");
                };
                default -> throw new IllegalArgumentException(args[a] + ": expected --seeds, --at-once or --by");
            }
        }
        if (a != args.length - 1) {
            throw new IllegalArgumentException("expected one directory of NPZ files after the options");
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(args[a]))) {
            files = all.filter(file -> file.toString().endsWith(".npz"))
                    .sorted((x, y) -> x.toString().compareToIgnoreCase(y.toString())).toList();
        }
        Map<String, List<List<Result>>> results = new LinkedHashMap<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(atOnce)) {
            List<AnomalySet> sets = new ArrayList<>();
            for (Path file : files) {
                sets.add(AnomalySet.read(file));
                results.put(sets.getLast().name(), List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            }
            for (int seed = 0; seed < seeds; seed++) {
                long s = seed;
                boolean asUsersDo = commands;
                List<Future<List<Result>>> runs = new ArrayList<>();
                sets.forEach(set -> runs.add(workers.submit(() -> List.of(
                        asUsersDo ? CommandRun.of(set, s) : vae(set, s), forest(set, s), mean(set)))));
                for (int i = 0; i < runs.size(); i++) {
                    List<Result> run = runs.get(i).get();
                    for (int m = 0; m < run.size(); m++) {
                        results.get(sets.get(i).name()).get(m).add(run.get(m));
                    }
                }
                print(results, seed + 1);
            }
        }
    }

    private static Result vae(AnomalySet set, long seed) throws IOException {
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(1)) {
            TableEncoder encoder = set.encoder();
            Dataset train = set.encoded(encoder, set.train(), arena);
            Dataset test = set.encoded(encoder, set.test(), arena);
            long begin = processorTime();
            TrainingConfiguration training = Recipe.training(train.size()).seed(seed);
            try (TrainingResult result = Trainer.of(Recipe.architecture(encoder)).configuration(training).team(team)
                    .fit(train)) {
                long trained = processorTime();
                double[] scores = AnomalyScores.of(result.model(), test, DRAWS, seed, team, Progress.NONE)
                        .scores(Recipe.BEST_SCORE);
                return Result.of(scores, set, begin, trained);
            }
        }
    }

    /// Smile's random numbers belong to the thread and its trees to many, so that the seed alone does not fix the
    /// forest.
    private static Result forest(AnomalySet set, long seed) {
        MathEx.setSeed(seed);
        double[][] train = set.rows(set.train());
        double[][] test = set.rows(set.test());
        long begin = System.nanoTime();
        IsolationForest forest = IsolationForest.fit(train, new IsolationForest.Options(TREES,
                (int) Math.ceil(Math.log(SUBSAMPLE) / Math.log(2)), Math.min(1, (double) SUBSAMPLE / train.length), 0));
        double seconds = (System.nanoTime() - begin) / 1e9;
        long scoring = processorTime();
        double[] scores = new double[test.length];
        for (int r = 0; r < scores.length; r++) {
            scores[r] = forest.score(test[r]);
        }
        Result result = Result.of(scores, set, scoring, scoring);
        return new Result(result.auroc(), result.auprc(), seconds, result.micros());
    }

    private static Result mean(AnomalySet set) {
        long begin = processorTime();
        return Result.of(set.distances(), set, begin, begin);
    }

    private static void print(Map<String, List<List<Result>>> results, int seeds) {
        System.out.printf(Locale.ROOT, "%nSeeds 0 to %d%n| set | VAE AUROC | AUPRC | s | us/row | forest AUROC | AUPRC"
                + " | s | us/row | distance to the mean |%n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n",
                seeds - 1);
        double[][] sums = new double[9][seeds];
        results.forEach((name, methods) -> {
            double[][] columns = columns(methods);
            for (int c = 0; c < columns.length; c++) {
                for (int s = 0; s < seeds; s++) {
                    sums[c][s] += columns[c][s] / results.size();
                }
            }
            row(name, columns);
        });
        row("mean", sums);
        System.out.flush();
    }

    private static double[][] columns(List<List<Result>> methods) {
        List<double[]> columns = new ArrayList<>();
        for (List<Result> runs : methods.subList(0, 2)) {
            columns.add(runs.stream().mapToDouble(Result::auroc).toArray());
            columns.add(runs.stream().mapToDouble(Result::auprc).toArray());
            columns.add(runs.stream().mapToDouble(Result::seconds).toArray());
            columns.add(runs.stream().mapToDouble(Result::micros).toArray());
        }
        columns.add(methods.get(2).stream().mapToDouble(Result::auroc).toArray());
        return columns.toArray(double[][]::new);
    }

    /// The spread is the standard deviation over the seeds, with n - 1.
    private static void row(String name, double[][] columns) {
        StringBuilder text = new StringBuilder("| ").append(name);
        for (int c = 0; c < columns.length; c++) {
            double mean = Arrays.stream(columns[c]).average().orElseThrow();
            text.append(String.format(Locale.ROOT, c % 4 < 2 ? " | %.2f" : " | %.1f", mean));
            if (c % 4 == 0 && c < columns.length - 1 && columns[c].length > 1) {
                double squares = Arrays.stream(columns[c]).map(x -> (x - mean) * (x - mean)).sum();
                text.append(String.format(Locale.ROOT, " ± %.2f", Math.sqrt(squares / (columns[c].length - 1))));
            }
        }
        System.out.println(text.append(" |"));
    }
}
