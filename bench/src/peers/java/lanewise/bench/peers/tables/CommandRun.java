package lanewise.bench.peers.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import lanewise.vae.format.JsonObject;

/// The recipe as a user meets it: the rows of a set as two CSV files with a column of labels, `lanewise train` and
/// `lanewise score` on them in processes of their own. What the columns are is found by the commands. Times are of the
/// clock, those of scoring with the start of the JVM.
final class CommandRun {

    private static final String LABEL = "y";

    private CommandRun() {
    }

    static Adbench.Result of(AnomalySet set, long seed) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("adbench");
        try {
            boolean[] normal = new boolean[set.train().length];
            Path train = write(home.resolve("train.csv"), set, set.train(), normal);
            Path test = write(home.resolve("test.csv"), set, set.test(), set.anomalous());
            String run = home.resolve("run").toString();
            JsonObject trained = Commands.json("train", "--data", train.toString(), "--test", test.toString(),
                    "--label", LABEL, "--anomaly", "1", "--seed", Long.toString(seed), "--threads", "1", "--out", run);
            long begin = System.nanoTime();
            JsonObject scored = Commands.json("score", "--run", run, "--data", test.toString(), "--label", LABEL,
                    "--anomaly", "1", "--threads", "1");
            double micros = (System.nanoTime() - begin) / 1e3 / set.test().length;
            JsonObject best = scored.object("scores").object(scored.string("best"));
            return new Adbench.Result(100 * best.real("auroc"), 100 * best.real("auprc"), trained.real("trainSeconds"),
                    micros);
        } finally {
            Commands.delete(home);
        }
    }

    private static Path write(Path file, AnomalySet set, int[] rows, boolean[] anomalous) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String column : set.file().columns()) {
            text.append(column).append(',');
        }
        text.append(LABEL).append('\n');
        for (int i = 0; i < rows.length; i++) {
            for (double cell : set.rows()[rows[i]]) {
                text.append(cell).append(',');
            }
            text.append(anomalous[i] ? 1 : 0).append('\n');
        }
        return Files.writeString(file, text);
    }
}
