package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import lanewise.vae.file.Npy;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sample` with models of tables: rows in the terms of the table.
class SampledRowsTest {

    private static final String NAMES = "id,when,place,paid,amount,visits,sort=kind";

    @TempDir
    static Path home;

    private static Path table;
    private static String run;

    /// Large amounts are of the sort `rare`, a third of the rows; a fifth of the places is missing.
    @BeforeAll
    static void orders() throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder(NAMES + "\n");
        for (int r = 0; r < 400; r++) {
            boolean rare = r % 3 == 1;
            text.append(String.format(Locale.ROOT, "%d,%02d/%02d/2026,%s,%s,%.2f,%d,%s%n", r, 1 + r % 12, 1 + r % 28,
                    r % 5 == 0 ? "" : List.of("\"north, far\"", "south").get(random.nextInt(2)),
                    random.nextBoolean() ? "yes" : "no", (rare ? 900 : 20) + 5 * random.nextGaussian(),
                    random.nextInt(9), rare ? "rare" : "usual"));
        }
        table = Files.writeString(home.resolve("orders.csv"), text.toString());
        run = train("run", table, 150);
    }

    private static JsonObject json(String... words) throws IOException {
        CommandLine run = CommandLine.run(Stream.concat(Arrays.stream(words), Stream.of("--json"))
                .toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        return Json.parseObject(run.out(), "standard output");
    }

    private static String train(String name, Path data, int epochs, String... more) throws IOException {
        json(Stream.concat(Stream.of("train", "--data", data.toString(), "--hidden", "16", "--latent", "3", "--lr",
                "0.01", "--epochs", "" + epochs, "--threads", "1", "--no-report", "--out", home + "/" + name),
                Arrays.stream(more)).toArray(String[]::new));
        return home + "/" + name;
    }

    private JsonObject sample(String run, Path out, String... more) throws IOException {
        return json(Stream.concat(Stream.of("sample", "--run", run, "--count", "500", "--seed", "3", "--threads", "1",
                "--out", out.toString()), Arrays.stream(more)).toArray(String[]::new));
    }

    private static List<Map<String, String>> rows(Path file) throws IOException {
        List<Map<String, String>> all = new ArrayList<>();
        try (TableRows rows = TableFile.open(file).rows()) {
            while (rows.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int c = 0; c < rows.columns().size(); c++) {
                    row.put(rows.columns().get(c), rows.isMissing(c) ? "" : rows.text(c));
                }
                all.add(row);
            }
        }
        return all;
    }

    private static double share(List<Map<String, String>> rows, String column, String value) {
        return rows.stream().filter(row -> row.get(column).equals(value)).count() / (double) rows.size();
    }

    @Test
    void rowsAreAsTheTableWritesThem() throws IOException {
        Path out = home.resolve("rows.csv");
        JsonObject result = sample(run, out);
        assertEquals(List.of("when", "place", "paid", "amount", "visits", "sort=kind"), result.strings("columns"));
        List<Map<String, String>> rows = rows(out);
        assertEquals(500, rows.size());
        for (Map<String, String> row : rows) {
            assertTrue(row.get("when").matches("\\d\\d/\\d\\d/2026"), row.toString());
            assertTrue(List.of("north, far", "south").contains(row.get("place")), row.toString());
            assertTrue(row.get("amount").matches("\\d+\\.\\d\\d"), row.toString());
            assertTrue(row.get("visits").matches("[0-8]"), row.toString());
        }
        assertEquals(0.33, share(rows, "sort=kind", "rare"), 0.15);
        assertEquals(Files.readAllLines(home.resolve("run/samples.csv")),
                lines(run, "again.csv", "--count", "64", "--seed", "0"), "the run draws such rows, too");
        assertEquals(String.join("\n", Files.readAllLines(out)), String.join("\n", unzipped(run)));
        sample(run, home.resolve("rows.tsv"));
        assertEquals(rows, rows(home.resolve("rows.tsv")));
        sample(run, out, "--range", "free");
        List<Map<String, String>> free = rows(out);
        double[] known = rows(table).stream().mapToDouble(row -> Double.parseDouble(row.get("amount"))).sorted()
                .toArray();
        int beyond = 0;
        for (int r = 0; r < 500; r++) {
            double amount = Double.parseDouble(free.get(r).get("amount"));
            double kept = Double.parseDouble(rows.get(r).get("amount"));
            assertEquals(rows.get(r).get("paid"), free.get(r).get("paid"));
            assertTrue(kept == amount || amount < kept && kept <= known[9] || amount > kept && kept >= known[390],
                    amount + " became " + kept);
            beyond += kept == amount ? 0 : 1;
        }
        assertTrue(beyond > 0, "no row is out of the range, so that nothing is tested");
        sample(run, out, "--gaps");
        List<Map<String, String>> gaps = rows(out);
        assertEquals(0.2, share(gaps, "place", ""), 0.05);
        for (int r = 0; r < 500; r++) {
            Map<String, String> filled = new LinkedHashMap<>(gaps.get(r));
            filled.computeIfPresent("place", (_, place) -> place.isEmpty() ? null : place);
            filled.forEach((name, cell) -> assertFalse(cell.isEmpty(), name));
            assertTrue(rows.get(r).entrySet().containsAll(filled.entrySet()), gaps.get(r).toString());
        }
    }

    private List<String> lines(String run, String name, String... more) throws IOException {
        json(Stream.concat(Stream.of("sample", "--run", run, "--threads", "2", "--out", home + "/" + name),
                Arrays.stream(more)).toArray(String[]::new));
        return Files.readAllLines(home.resolve(name));
    }

    private List<String> unzipped(String run) throws IOException {
        sample(run, home.resolve("rows.csv.gz"));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(home.resolve("rows.csv.gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void givenCellsAreThereAndTheOthersFollow() throws IOException {
        Path out = home.resolve("rows.csv");
        JsonObject result = sample(run, out, "--given", "sort=kind=rare", "--given", "when=03/01/2026..08/31/2026");
        List<Map<String, String>> rows = rows(out);
        assertTrue(rows.stream().allMatch(row -> row.get("sort=kind").equals("rare")
                && row.get("when").compareTo("03") > 0 && row.get("when").compareTo("09") < 0), rows.toString());
        double rare = amount(rows);
        sample(run, out, "--given", "sort=kind=usual");
        assertTrue(rare > 2 * amount(rows(out)), rare + " are the amounts of the rare sort");
        assertEquals(16_384, result.integer("candidates"));
        assertTrue(result.real("effective") > 100 && result.real("effective") < 8000, result.toString());
        refused("--given: there is no column plase; did you mean place?", run, "--given", "plase=south");
        refused("--given: place is \"sauth\", expected one of north, far, south; did you mean south?", run, "--given",
                "place=sauth");
        refused("--given: the model does not describe the column id (", run, "--given", "id=3");
        refused("--given: amount is \"20\", expected a range of real values such as LEAST..MOST", run, "--given",
                "amount=20");
        refused("--given: when is \"soon\", expected dates such as MM/dd/yyyy", run, "--given", "when=soon");
        refused("--given: visits is given twice", run, "--given", "visits=2", "--given", "visits=3");
        refused("none has amount=5000..", run, "--given", "amount=5000..");
        refused("--given: 'visits', expected COLUMN=VALUE", run, "--given", "visits");
        refused("rows.npy would hold numbers, and the column when holds others", run, "--out", home + "/rows.npy");
        refused("'" + home + "/rows.png', expected a name that ends with .csv", run, "--out", home + "/rows.png");
        assertFalse(Files.exists(home.resolve("never.csv")));
    }

    private static double amount(List<Map<String, String>> rows) {
        return rows.stream().mapToDouble(row -> Double.parseDouble(row.get("amount"))).average().orElse(0);
    }

    private void refused(String message, String run, String... more) {
        CommandLine line = CommandLine.run(Stream.concat(Stream.of("sample", "--run", run, "--count", "9"),
                Arrays.asList(more).contains("--out") ? Arrays.stream(more)
                        : Stream.concat(Arrays.stream(more), Stream.of("--out", home + "/never.csv")))
                .toArray(String[]::new));
        assertTrue(line.status() != 0 && line.err().lines().count() == 1 && line.err().contains(message), line.err());
    }

    /// Labels that the model is told are drawn as often as they were, and stand where they stood.
    @Test
    void labelsAreDrawnWhereTheModelIsToldThem() throws IOException {
        String told = train("told", table, 20, "--label", "place", "--condition", "labels");
        Path out = home.resolve("rows.csv");
        sample(told, out);
        List<Map<String, String>> rows = rows(out);
        assertEquals(List.of("when", "place", "paid", "amount", "visits", "sort=kind"),
                List.copyOf(rows.getFirst().keySet()));
        assertEquals(0.2, share(rows, "place", ""), 0.06);
        assertEquals(0.4, share(rows, "place", "south"), 0.08);
        JsonObject given = sample(told, out, "--given", "place=south");
        assertEquals(1, share(rows(out), "place", "south"));
        assertFalse(given.has("effective") && given.get("effective") != null);
        sample(told, out, "--labels", "1,2");
        assertEquals(0.5, share(rows(out), "place", "south"));
        sample(told, out, "--given", "place=south", "--given", "paid=yes");
        assertEquals(1, share(rows(out), "place", "south"));
        assertEquals(1, share(rows(out), "paid", "yes"));
        refused("--labels: 3, expected 0 to 2", told, "--labels", "3");
        String blind = train("blind", table, 1, "--label", "place");
        CommandLine run = CommandLine.run("sample", "--run", blind, "--out", out.toString());
        assertTrue(run.err().contains("The label place is not among them, for the model does not see it: train without"
                + " --label"), run.err());
        assertEquals("when,paid,amount,visits,sort=kind", Files.readAllLines(out).getFirst());
        refused("--given: the model does not see the label place", blind, "--given", "place=south");
    }

    @Test
    void numbersAreScaledByTheirQuantilesWhereThatIsSaid() throws IOException {
        String scaled = train("scaled", table, 1, "--scaling", "quantile");
        assertTrue(Files.readString(home.resolve("scaled/table.json")).contains("\"quantile\""));
        assertFalse(Files.readString(home.resolve("run/table.json")).contains("\"quantile\""));
        sample(scaled, home.resolve("rows.csv"));
        assertEquals(500, rows(home.resolve("rows.csv")).size());
        Path schema = home.resolve("schema.json");
        assertEquals(0, CommandLine.run("schema", table.toString(), "--out", schema.toString()).status());
        for (String said : List.of("--scaling=quantile", "--column=*=+gaps")) {
            CommandLine both = CommandLine.run("train", "--data", table.toString(), "--schema", schema.toString(),
                    said, "--out", home + "/never");
            assertEquals(2, both.status());
            assertTrue(both.err().contains(said.substring(0, said.indexOf('=')) + " and --schema do not go together"),
                    both.err());
            assertFalse(Files.exists(home.resolve("never")));
        }
    }

    /// An array of numbers gives numbers, as text and as an array.
    @Test
    void arraysGiveNumbers() throws IOException {
        Path numbers = home.resolve("numbers.npy");
        Npy.write(numbers, 300, 2, rows -> {
            Random random = new Random(2);
            for (int r = 0; r < 300; r++) {
                rows.accept(new double[] {random.nextInt(5), 100 + random.nextGaussian()});
            }
        });
        String few = train("few", numbers, 2);
        sample(few, home.resolve("rows.csv"));
        sample(few, home.resolve("rows.npy"));
        List<Map<String, String>> text = rows(home.resolve("rows.csv"));
        try (TableRows rows = TableFile.open(home.resolve("rows.npy")).rows()) {
            for (Map<String, String> row : text) {
                assertTrue(rows.next());
                for (int c = 0; c < 2; c++) {
                    assertEquals(Double.parseDouble(row.get(rows.columns().get(c))), rows.number(c));
                }
            }
            assertFalse(rows.next());
        }
        assertTrue(text.stream().allMatch(row -> row.values().iterator().next().matches("[0-4](\\.0)?")),
                text.toString());
    }
}
