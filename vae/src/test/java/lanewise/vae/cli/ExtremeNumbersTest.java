package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.file.Csv;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// Numbers of a table that a model cannot hold: what is told, what is written, and how the command ends.
class ExtremeNumbersTest {

    private static final int ROWS = 60;

    @TempDir
    static Path home;

    /// Rows of three numbers; those in `extreme` get a number of that magnitude.
    private static Path table(String name, long seed, double magnitude, int... extreme) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("a,b,c\n");
        for (int r = 0; r < ROWS; r++) {
            double[] row = {random.nextGaussian(), 10 + 3 * random.nextGaussian(), 0.5 * random.nextGaussian()};
            for (int at : extreme) {
                if (at == r) {
                    row[random.nextInt(3)] = (random.nextBoolean() ? 1 : -1) * magnitude;
                }
            }
            text.append(String.format(Locale.ROOT, "%.6g,%.6g,%.6g\n", row[0], row[1], row[2]));
        }
        return Files.writeString(home.resolve(name), text);
    }

    private static CommandLine train(Path data, String out, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", data.toString(), "--epochs", "2", "--threads",
                "1", "--no-report", "--out", home.resolve(out).toString()));
        words.addAll(List.of(more));
        return CommandLine.run(words.toArray(String[]::new));
    }

    @BeforeAll
    static void models() throws IOException {
        Path data = table("train.csv", 1, 0);
        for (String[] words : new String[][] {{"plain"}, {"bounded", "--log-variance-bound", "10"}}) {
            CommandLine run = train(data, words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
            assertEquals(0, run.status(), run.err());
            assertEquals(words.length > 1, run.err().contains("log-variances within 10.0"), run.err());
        }
    }

    private static CommandLine score(String model, Path data, String... more) {
        List<String> words = new ArrayList<>(List.of("score", "--run", home.resolve(model).toString(), "--data",
                data.toString(), "--samples", "5", "--json"));
        words.addAll(List.of(more));
        return CommandLine.run(words.toArray(String[]::new));
    }

    /// Each magnitude up to what a table may hold: with a bound all scores are finite and the rows are the strangest;
    /// without one, rows that are not are named from 1 on and have null, and all others keep their scores.
    @Test
    void everyMagnitudeIsToldApartOrNamed() throws IOException {
        int named = 0;
        for (int exponent : new int[] {9, 30, 37}) {
            Path data = table("new" + exponent + ".csv", exponent, Math.pow(10, exponent), 7, 31);
            Path csv = home.resolve("scores.csv");
            Path lines = home.resolve("scores.jsonl");
            CommandLine bounded = score("bounded", data, "--csv", csv.toString(), "--lines", lines.toString());
            assertEquals(0, bounded.status(), bounded.err());
            JsonObject told = Json.parseObject(bounded.out().lines().reduce((_, line) -> line).orElseThrow(), "out");
            assertEquals(List.of(), told.integers("rowsNotFinite"));
            told.object("scores").object("likelihood").real("mean");
            double[] scores = Csv.read(csv).numbers("likelihood");
            for (int r = 0; r < ROWS; r++) {
                assertTrue(Double.isFinite(scores[r]) && (r == 7 || r == 31 || scores[r] < scores[7]), r + ": "
                        + scores[r] + " of " + scores[7]);
            }
            CommandLine plain = score("plain", data, "--csv", csv.toString(), "--lines", lines.toString(), "--picture",
                    home.resolve("p.png").toString());
            JsonObject result = Json.parseObject(plain.out().lines().reduce((_, line) -> line).orElseThrow(), "out");
            List<Long> rows = result.integers("rowsNotFinite");
            assertEquals(rows.isEmpty() ? 0 : 1, plain.status(), plain.err());
            named += rows.size();
            scores = Csv.read(csv).numbers("likelihood");
            List<String> objects = Files.readAllLines(lines);
            for (int r = 0; r < ROWS; r++) {
                boolean missing = rows.contains(r + 1L);
                assertTrue(!missing || r == 7 || r == 31, "row " + r);
                JsonObject line = Json.parseObject(objects.get(r), "line " + r);
                if (missing) {
                    assertNull(line.get("likelihood"));
                    assertTrue(plain.err().contains("the scores of row"), plain.err());
                    assertTrue(result.string("error").contains(Integer.toString(r + 1)), plain.out());
                } else {
                    assertEquals(scores[r], line.real("likelihood"));
                }
            }
        }
        assertTrue(named > 0, "no magnitude was too large for the model without a bound");
    }

    /// The cause is what is named: a number of the data, or the length of the steps.
    @Test
    void adviceNamesTheCause() throws IOException {
        Path wild = table("wild.csv", 5, 1e37, 11);
        CommandLine data = train(wild, "wild", "--likelihood", "gaussian_fixed");
        assertEquals(1, data.status(), data.out() + data.err());
        String last = data.err().lines().reduce((_, line) -> line).orElseThrow();
        assertTrue(last.contains("value ") && last.contains("of row ") && last.contains("scale the data"), last);
        assertFalse(last.contains("--lr"), last);
        CommandLine steps = train(home.resolve("train.csv"), "steps", "--optimizer", "sgd", "--lr", "1e6");
        assertEquals(1, steps.status(), steps.out() + steps.err());
        last = steps.err().lines().reduce((_, line) -> line).orElseThrow();
        assertTrue(last.contains("--lr") && !last.contains("scale the data"), last);
    }
}
