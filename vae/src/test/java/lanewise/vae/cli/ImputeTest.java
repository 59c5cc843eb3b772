package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import lanewise.vae.file.Csv;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables with gaps, and models that learned from rows with and without.
final class ImputeTest {

    private static final String NAMES = "day,kind,amount,visits,class\n";

    @TempDir
    static Path home;

    private static String row(Random random) {
        int kind = random.nextInt(3);
        return String.format(Locale.ROOT, "2024-%02d-%02d,%s,%.2f,%d,%s\n", 1 + random.nextInt(12),
                1 + random.nextInt(28), "abc".charAt(kind), 10 * kind + random.nextGaussian(), 100 * kind
                        + random.nextInt(9), random.nextBoolean() ? "x" : "y");
    }

    @BeforeAll
    static void train() throws IOException {
        Random random = new Random(3);
        train("whole", IntStream.range(0, 50).mapToObj(_ -> row(random)), 2);
        train("run", IntStream.range(0, 400).mapToObj(_ -> withGap(random)), 60);
    }

    private static void train(String name, Stream<String> rows, int epochs) throws IOException {
        Path table = Files.writeString(home.resolve(name + ".csv"), NAMES + rows.collect(Collectors.joining()));
        json("train", "--data", table.toString(), "--label", "class", "--hidden", "32", "--latent", "4", "--epochs",
                "" + epochs, "--batch", "16", "--dropout", "0", "--lr", "0.015", "--threads", "1", "--out",
                home + "/" + name);
    }

    private static String withGap(Random random) {
        String[] cells = row(random).split(",");
        cells[random.nextInt(4)] = "";
        return String.join(",", cells);
    }

    private static JsonObject json(String... words) throws IOException {
        CommandLine run = CommandLine.run(Stream.concat(Arrays.stream(words), Stream.of("--json"))
                .toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        return Json.parseObject(run.out(), "standard output");
    }

    private static JsonObject impute(Path data, Path out, String... more) throws IOException {
        return json(Stream.concat(Stream.of("impute", "--run", home + "/run", "--data", data.toString(), "--out",
                out.toString(), "--samples", "50"), Arrays.stream(more)).toArray(String[]::new));
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text);
    }

    /// The texts that stand in the gaps of a table; all else has to be as it was.
    private static List<String> filled(String table, String out) {
        Matcher matcher = Pattern.compile(Pattern.quote(table).replace("@", "\\E(.*)\\Q")).matcher(out);
        assertTrue(matcher.matches(), out);
        List<String> texts = new ArrayList<>();
        for (int g = 1; g <= matcher.groupCount(); g++) {
            texts.add(matcher.group(g));
        }
        return texts;
    }

    @Test
    void gapsGetWhatTheirColumnsHoldAndNothingElseChanges() throws IOException {
        String table = "\uFEFFnote;visits;\"amount\"; kind ;class;day\r\n\"a;b\";@; 19,500 ;@;;2024-03-01\r\n\r\n"
                + "NA;3;@;\"a\";?;\"@\"\r\n;+4;-1e-1; b ;x;@\n1;205;20,25;c;x;2024-05-31";
        Path data = write("gaps.csv", table.replace("@", "NA"));
        JsonObject result = impute(data, home.resolve("filled.csv"));
        List<String> texts = filled(table, Files.readString(home.resolve("filled.csv")));
        assertTrue(texts.get(0).matches("(1[5-9]|2\\d)\\d"), texts.toString());
        assertEquals("c", texts.get(1));
        assertTrue(texts.get(2).matches("-?\\d,\\d{2}"), texts.toString());
        assertTrue(texts.get(3).matches("2024-\\d\\d-\\d\\d") && texts.get(4).matches("2024-\\d\\d-\\d\\d"),
                texts.toString());
        assertEquals(5, result.integer("filled"));
        assertEquals(3, result.integer("rowsWithGaps"));
        assertEquals(4, result.integer("rows"));
        assertEquals(4, result.integer("left"));
        assertEquals(2, result.object("columns").integer("day"));
    }

    /// A row by itself, after others, in another order of columns, from other threads: the same texts.
    @Test
    void aRowIsFilledEquallyAnywhere() throws IOException {
        Random random = new Random(8);
        StringBuilder text = new StringBuilder(NAMES);
        for (int r = 0; r < 1100; r++) {
            text.append(withGap(random));
        }
        Path many = write("many.csv", text.toString());
        String last = text.substring(text.lastIndexOf("\n", text.length() - 2) + 1);
        Path alone = write("alone.csv", NAMES + last);
        impute(many, home.resolve("one.csv"), "--threads", "1");
        impute(many, home.resolve("three.csv"), "--threads", "3");
        impute(alone, home.resolve("last.csv"));
        assertEquals(Files.readString(home.resolve("one.csv")), Files.readString(home.resolve("three.csv")));
        assertTrue(Files.readString(home.resolve("one.csv")).endsWith(Files.readString(home.resolve("last.csv"))
                .substring(NAMES.length())));
        impute(alone, home.resolve("alone-filled.csv"), "--draws", "2", "--seed", "5");
        impute(many, home.resolve("many-filled.csv"), "--draws", "2", "--seed", "5");
        for (int k = 1; k <= 2; k++) {
            assertTrue(Files.readString(home.resolve("many-filled-" + k + ".csv"))
                    .endsWith(Files.readString(home.resolve("alone-filled-" + k + ".csv")).substring(NAMES.length())));
        }
    }

    /// Draws differ from one table to the next and among equal rows; their kinds follow from the numbers.
    @Test
    void drawsSpread() throws IOException {
        Path data = write("draws.csv", NAMES + ",,10.2,105,x\n".repeat(40));
        JsonObject result = impute(data, home.resolve("d.csv"), "--draws", "3");
        assertEquals(3, result.strings("files").size());
        assertEquals(80, result.integer("filled"));
        List<String> days = new ArrayList<>();
        for (int k = 1; k <= 3; k++) {
            List<String> lines = Files.readAllLines(home.resolve("d-" + k + ".csv"));
            assertEquals(41, lines.size());
            lines.stream().skip(1).forEach(line -> days.add(line.substring(0, 10)));
            assertTrue(lines.stream().filter(line -> line.contains(",b,")).count() > 30, lines.toString());
        }
        assertTrue(days.stream().distinct().count() > 60, days.toString());
        assertNotEquals(days.subList(0, 40), days.subList(40, 80));
        assertFalse(Files.exists(home.resolve("d.csv")));
    }

    /// Rows with gaps have scores although the model learned from rows without: missing cells add nothing.
    @Test
    void rowsWithGapsAreScored() throws IOException {
        Path data = write("scored.csv", NAMES + "2024-01-02,a,1.5,3,x\n,a,,3,x\n2024-01-02,,,,x\n,,,,x\n");
        json("score", "--run", home + "/whole", "--data", data.toString(), "--csv", home + "/scores.csv", "--samples",
                "9");
        Csv scores = Csv.read(home.resolve("scores.csv"));
        double[] sums = new double[4];
        for (String column : List.of("day", "kind", "amount", "visits")) {
            double[] terms = scores.numbers("nats " + column);
            for (int r = 0; r < 4; r++) {
                sums[r] += terms[r];
            }
            assertEquals(0, terms[3]);
        }
        assertEquals(0, scores.numbers("nats amount")[1]);
        assertNotEquals(0, scores.numbers("nats kind")[1]);
        for (int r = 0; r < 4; r++) {
            assertEquals(scores.numbers("reconstruction")[r], sums[r]);
            assertTrue(Double.isFinite(scores.numbers("likelihood")[r]));
        }
    }

    private static void refused(String message, String... words) {
        CommandLine run = CommandLine.run(words);
        assertTrue(run.status() != 0 && run.err().contains(message), run.status() + " " + run.err());
    }

    @Test
    void whatCannotBeFilledIsNamed() throws IOException {
        Path other = write("other.csv", "day,kind,visits\n2024-01-02,a,\n");
        refused("other.csv: has no column amount; its columns are day, kind, visits", "impute", "--run",
                home + "/run", "--data", other.toString(), "--out", home + "/never.csv");
        Path odd = write("odd.csv", NAMES + "2024-01-02,a,,3,x\n2024-01-02,z,1,3,x\n");
        refused("odd.csv: line 3, column kind: is \"z\", expected one of", "impute", "--run", home + "/run",
                "--data", odd.toString(), "--out", home + "/never.csv");
        refused("--out: is missing", "impute", "--run", home + "/run", "--data", other.toString());
        refused("cannot be written", "impute", "--run", home + "/run", "--out", home + "/no/such.csv");
        assertFalse(Files.exists(home.resolve("never.csv")));
        try (VaeModel model = VaeModel.load(home.resolve("run/model.safetensors"))) {
            Architecture net = model.architecture();
            Architecture whole = net.withLikelihood(((Observed) net.likelihood()).likelihood());
            try (VaeModel plain = VaeModel.of(whole, model.parameters(), model.metadata())) {
                plain.save(home.resolve("plain.safetensors"));
            }
        }
        refused("plain.safetensors: model: has the likelihood composite of whole rows, expected one of observed cells",
                "impute", "--model", home + "/plain.safetensors", "--data", home + "/whole.csv", "--out",
                home + "/never.csv");
    }
}
