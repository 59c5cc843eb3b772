package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import lanewise.vae.file.Csv;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a table as people have it to scored rows.
class EncodedTableRunTest {

    private static final String NAMES = "when,place,amount,visits,fraud";

    @TempDir
    Path home;

    private Path table;

    @BeforeEach
    void payments() throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder(NAMES + "\n");
        for (int r = 0; r < 300; r++) {
            boolean fraud = r % 25 == 3;
            text.append(String.format(Locale.ROOT, "2026-%02d-%02d,%s,%.2f,%d,%s%n", 1 + r % 12, 1 + r % 28,
                    List.of("north", "south", "east").get(random.nextInt(3)),
                    Math.exp(random.nextGaussian() + (fraud ? 9 : 3)), random.nextInt(9), fraud ? "yes" : "no"));
        }
        table = Files.writeString(home.resolve("payments.csv"), text.toString());
    }

    private CommandLine run(String... words) {
        return CommandLine.run(words);
    }

    private JsonObject json(String... words) throws IOException {
        CommandLine run = CommandLine.run(Stream.concat(Arrays.stream(words), Stream.of("--json"))
                .toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        return Json.parseObject(run.out(), "standard output");
    }

    private JsonObject train(String out) throws IOException {
        return train(out, 8);
    }

    private JsonObject train(String out, int epochs) throws IOException {
        return json("train", "--data", table.toString(), "--label", "fraud", "--anomaly", "yes", "--hidden", "16",
                "--latent", "2", "--epochs", "" + epochs, "--validation", "0.1", "--schedule", "constant", "--threads",
                "1", "--no-report", "--out", home + "/" + out);
    }

    private String row(int r) throws IOException {
        return Files.readAllLines(table).get(r + 1);
    }

    @Test
    void anomaliesAreLeftOutFoundAndExplained() throws IOException {
        train("run");
        JsonObject found = json("score", "--run", home + "/run", "--data", table.toString(), "--samples", "20",
                "--threads", "2", "--csv", home + "/scores.csv", "--lines", home + "/lines.jsonl");
        assertEquals(300, found.integer("examples"));
        assertEquals(12, found.integer("anomalies"));
        String best = found.string("best");
        assertTrue(found.object("scores").object(best).real("auroc") > 0.95, best);
        Csv scores = Csv.read(home.resolve("scores.csv"));
        assertEquals(300, scores.size());
        double[] sums = new double[300];
        for (String column : List.of("when", "place", "amount", "visits")) {
            double[] terms = scores.numbers("nats " + column);
            for (int r = 0; r < 300; r++) {
                sums[r] += terms[r];
            }
        }
        for (int r = 0; r < 300; r++) {
            assertEquals(scores.numbers("reconstruction")[r], sums[r], "row " + r);
            assertEquals(r, scores.numbers("row")[r]);
        }
        List<String> lines = Files.readAllLines(home.resolve("lines.jsonl"));
        assertEquals(300, lines.size());
        JsonObject line = Json.parseObject(lines.get(28), "line 28");
        assertTrue(line.object("columns").real("amount") > line.object("columns").real("visits"), lines.get(28));
    }

    /// Columns in another order, further columns, one row alone: the same bits.
    @Test
    void aRowHasTheScoresThatItHasAnywhere() throws IOException {
        train("run");
        json("score", "--run", home + "/run", "--data", table.toString(), "--csv", home + "/all.csv", "--samples", "9");
        String[] cells = row(28).split(",");
        Path alone = Files.writeString(home.resolve("alone.csv"), "note,visits,amount,place,when\nx," + cells[3] + ","
                + cells[2] + "," + cells[1] + "," + cells[0] + "\n");
        json("score", "--run", home + "/run", "--data", alone.toString(), "--csv", home + "/one.csv", "--samples", "9");
        for (String score : List.of("kl", "reconstruction", "likelihood", "nats amount")) {
            assertEquals(Csv.read(home.resolve("all.csv")).numbers(score)[28],
                    Csv.read(home.resolve("one.csv")).numbers(score)[0], score);
        }
    }

    @Test
    void theRunGoesOnAndItsOwnRowsAreTheSame() throws IOException {
        JsonObject trained = train("whole");
        train("parts", 4);
        JsonObject resumed = json("train", "--resume", home + "/parts", "--epochs", "8", "--threads", "1");
        assertEquals(trained.string("modelSha256"), resumed.string("modelSha256"));
        assertEquals(trained.real("testLoss"), json("evaluate", "--run", home + "/whole").real("loss"), 1e-9);
        Files.copy(home.resolve("whole/model.safetensors"), home.resolve("moved.safetensors"));
        Path sample = home.resolve("samples.csv");
        json("sample", "--run", home + "/whole", "--count", "20", "--output", "draw", "--out", sample.toString());
        assertEquals("when,place,amount,visits", Files.readAllLines(sample).getFirst());
        assertTrue(Files.readAllLines(sample).get(1).matches("2\\d{3}-\\d\\d-\\d\\d,(north|south|east),.*"),
                Files.readAllLines(sample).get(1));
        JsonObject moved = json("score", "--model", home + "/moved.safetensors", "--data", table.toString(), "--label",
                "fraud", "--anomaly", "yes", "--samples", "9");
        assertEquals(12, moved.integer("anomalies"));
        json("calibrate", "--run", home + "/whole", "--samples", "9");
        json("probe", "--run", home + "/whole");
        json("encode", "--run", home + "/whole", "--data", table.toString(), "--out", home + "/codes.csv");
        assertEquals(301, Files.readAllLines(home.resolve("codes.csv")).size());
    }

    @Test
    void testRowsComeFromAFileOrAreTheLast() throws IOException {
        List<String> rows = Files.readAllLines(table);
        Path test = Files.writeString(home.resolve("test.csv"), NAMES + "\n" + rows.subList(250, 301).stream()
                .collect(Collectors.joining("\n")) + "\n");
        Path learned = Files.writeString(home.resolve("learned.csv"), rows.subList(0, 250).stream()
                .collect(Collectors.joining("\n")) + "\n");
        json("schema", table.toString(), "--out", home + "/schema.json");
        String[] shared = {"--schema", home + "/schema.json", "--hidden", "8", "--latent", "2", "--epochs", "2",
            "--threads", "1", "--label", "fraud", "--anomaly", "yes"};
        JsonObject named = json(Stream.concat(Stream.of("train", "--data", learned.toString(), "--test",
                test.toString(), "--out", home + "/named"), Arrays.stream(shared)).toArray(String[]::new));
        JsonObject last = json(Stream.concat(Stream.of("train", "--data", table.toString(), "--test-rows", "last",
                "--test-share", "0.17", "--out", home + "/last"), Arrays.stream(shared)).toArray(String[]::new));
        assertEquals(named.real("testLoss"), last.real("testLoss"));
        assertEquals(51, json("score", "--run", home + "/named", "--samples", "9").integer("examples"));
        assertEquals(49, json("calibrate", "--run", home + "/named", "--samples", "9").integer("examples"));
        assertEquals(288, json("calibrate", "--run", home + "/named", "--samples", "9", "--data", table.toString())
                .integer("examples"));
        JsonObject judged = json("score", "--run", home + "/named", "--data", table.toString()).object("scores")
                .object("likelihood");
        assertTrue(judged.real("falseAlarms") <= 0.0105, "the 99th percentile of the same 288 rows");
    }

    @Test
    void whatDoesNotSuitIsNamed() throws IOException {
        train("run");
        Path other = Files.writeString(home.resolve("other.csv"), "when,place,visits\n2026-01-02,north,3\n");
        refused("other.csv: has no column amount; its columns are when, place, visits", "score", "--run",
                home + "/run", "--data", other.toString());
        Path place = Files.writeString(home.resolve("place.csv"), NAMES + "\n2026-01-02,north,lots,3,no\n");
        refused("place.csv: line 2, column amount", "score", "--run", home + "/run", "--data", place.toString());
        refused("--label: there is no column fruad in", "train", "--data", table.toString(), "--label", "fruad");
        refused("--anomaly: 0 of 300 examples have the labels [maybe]", "score", "--run", home + "/run", "--data",
                table.toString(), "--anomaly", "maybe");
        refused("--anomalous: ", "score", "--run", home + "/run", "--anomalous", "1");
        refused("--test-share and --likelihood do not go together", "train", "--data", table.toString(),
                "--likelihood", "gaussian_fixed", "--test-share", "0.2");
        refused("--label: is for tables", "train", "--label", "fraud");
        refused("has 1 row, expected at least one to learn from and one for the test", "train", "--data",
                Files.writeString(home.resolve("one.csv"), "a,b\n1,x\n").toString(), "--schema",
                schema("a").toString(), "--out", home + "/never");
        assertFalse(Files.exists(home.resolve("never")));
    }

    private Path schema(String column) throws IOException {
        Path rows = Files.writeString(home.resolve("rows.csv"), column + ",b\n1,x\n2,y\n4,x\n");
        json("schema", rows.toString(), "--out", home + "/schema.json");
        return home.resolve("schema.json");
    }

    private void refused(String message, String... words) {
        CommandLine run = run(words);
        assertTrue(run.status() != 0 && run.err().contains(message), run.status() + " " + run.err());
    }
}
