package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyThresholds;
import lanewise.vae.file.Csv;
import lanewise.vae.format.JsonObject;
import lanewise.vae.quality.Detection;

/// `score` and `calibrate`, on a run that was trained on lying bars and never saw standing ones.
class ScoreTest {

    @TempDir
    static Path home;
    private static String run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.train(home, "--without-labels", "1", "--validation", "0.2", "--epochs=60", "--lr", "0.02")
                .toString();
    }

    @Test
    void labelsLeftOutOfTrainingAreTheAnomalies() throws IOException {
        Path csv = home.resolve("scores.csv");
        Path picture = home.resolve("scores.png");
        Path roc = home.resolve("roc.png");
        JsonObject result = TinyRun.json("score", "--run", run, "--samples", "20", "--thresholds",
                calibrated("20").toString(), "--csv", csv.toString(), "--picture", picture.toString(), "--roc",
                roc.toString());
        assertEquals(TinyImages.TEST, result.integer("examples"));
        assertEquals(TinyImages.TEST / 2, result.integer("anomalies"));
        Csv table = Csv.read(csv);
        boolean[] anomalous = new boolean[TinyImages.TEST];
        for (int r = 0; r < anomalous.length; r++) {
            anomalous[r] = table.number(r, "label") == 1;
            assertEquals(anomalous[r] ? 1 : 0, table.number(r, "anomalous"));
        }
        for (AnomalyScore score : AnomalyScore.values()) {
            JsonObject fields = result.object("scores").object(score.id());
            Detection detection = Detection.of(table.numbers(score.id()), anomalous);
            assertEquals(detection.auroc(), fields.real("auroc"), 1e-12);
            assertEquals(detection.auprc(), fields.real("auprc"), 1e-12);
            double found = 0;
            for (int r = 0; r < anomalous.length; r++) {
                found += anomalous[r] ? table.number(r, score.id() + "_above") : 0;
            }
            assertEquals(found / (TinyImages.TEST / 2.0), fields.real("found"), 1e-12);
        }
        assertTrue(result.object("scores").object("likelihood").real("auroc") > 0.9,
                "a model of lying bars finds standing ones strange");
        assertTrue(Files.size(picture) > 1000 && Files.size(roc) > 1000);
    }

    private static Path calibrated(String samples) throws IOException {
        Path file = home.resolve("thresholds-" + samples + ".json");
        JsonObject result = TinyRun.json("calibrate", "--run", run, "--samples", samples, "--percentile", "90", "--out",
                file.toString());
        assertEquals(6, result.integer("examples"), "a fifth of the 30 lying bars");
        return file;
    }

    @Test
    void thresholdsBesideTheModelAreUsed() throws IOException {
        TinyRun.json("calibrate", "--run", run, "--samples", "7");
        Path file = Path.of(run, "thresholds.json");
        assertEquals(7, AnomalyThresholds.load(file).samples());
        JsonObject result = TinyRun.json("score", "--run", run);
        assertEquals(7, result.integer("samples"));
        result.object("scores").object("kl").real("falseAlarms");
        assertFailure("--samples: 8, but the thresholds are of scores of 7 draws", "score", "--run", run,
                "--samples", "8");
        Files.writeString(file, Files.readString(file).replaceAll("\"model\": \"..", "\"model\": \"zz"));
        assertFailure("is of another model", "score", "--run", run);
        Files.delete(file);
    }

    private static void assertFailure(String message, String... words) {
        CommandLine line = CommandLine.run(words);
        assertEquals(1, line.status(), line.err());
        assertTrue(line.err().contains(message), line.err());
    }

    @Test
    void withoutTruthThereAreScoresOnly() throws IOException {
        Path plain = home.resolve("plain");
        TinyRun.train(plain);
        JsonObject result = TinyRun.json("score", "--run", plain + "/run", "--samples", "3");
        assertNull(result.get("anomalies"));
        result.object("scores").object("kl").real("mean");
        assertFailure("--roc: no label is an anomaly", "score", "--run", plain + "/run", "--samples", "3", "--roc",
                home + "/no.png");
        assertFailure("its run kept no examples apart", "calibrate", "--run", plain + "/run");
        assertFailure("--anomalous: 0 of 20 examples", "score", "--run", plain + "/run", "--anomalous", "9");
        JsonObject asked = TinyRun.json("score", "--run", plain + "/run", "--samples", "3", "--anomalous", "1");
        assertEquals(10, asked.integer("anomalies"));
    }

    @Test
    void aRunWithoutLabelsIsTestedAndEvaluatedWithoutThem() throws IOException {
        assertEquals(TinyImages.TEST / 2, TinyRun.json("evaluate", "--run", run).integer("examples"));
        assertEquals(TinyImages.TEST, TinyRun.json("score", "--run", run, "--samples", "1").integer("examples"));
        assertEquals(6, TinyRun.json("evaluate", "--run", run, "--split", "validation").integer("examples"));
        assertEquals(30, TinyRun.json("evaluate", "--run", run, "--split", "train").integer("examples"));
    }

    @Test
    void resumingKeepsTheLabelsOut() throws IOException {
        Path again = home.resolve("again");
        Files.createDirectories(again);
        for (String name : new String[] {"config.json", "checkpoint.safetensors"}) {
            Files.copy(Path.of(run, name), again.resolve(name));
        }
        assertEquals(0, CommandLine.run("train", "--resume", again.toString(), "--threads", "1").status());
        assertArrayEquals(Files.readAllBytes(Path.of(run, "model.safetensors")),
                Files.readAllBytes(again.resolve("model.safetensors")));
        assertNotEquals(-1, Files.mismatch(Path.of(run, "config.json"),
                Path.of(TinyRun.train(home.resolve("all")).toString(), "config.json")));
    }

    @Test
    void nothingLeftIsRefused() {
        assertFailure("nothing is left", "train", "--data", home + "/data", "--without-labels", "0,1", "--out",
                home + "/none");
    }
}
