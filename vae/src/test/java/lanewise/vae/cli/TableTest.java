package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models of tables: rows of numbers in place of images.
final class TableTest {

    @TempDir
    Path home;

    private static JsonObject json(CommandLine run) throws IOException {
        assertEquals(0, run.status(), run.err());
        assertEquals(1, run.out().lines().count(), run.out());
        return Json.parseObject(run.out(), "standard output");
    }

    /// Two real columns, a choice of three, a count.
    private Path table(String count) throws IOException {
        StringBuilder text = new StringBuilder("length,weight,red,green,blue,visits\n");
        for (int i = 0; i < 60; i++) {
            text.append(i % 7 * 0.3 - 1).append(',').append(i % 5 * 0.5 - i % 7 * 0.1).append(',').append(i % 3 == 0
                    ? "1,0,0," : i % 3 == 1 ? "0,1,0," : "0,0,1,").append(i == 17 ? count : i % 4).append('\n');
        }
        return Files.writeString(home.resolve("table.csv"), text.toString());
    }

    private CommandLine trainTable(Path table, String likelihood, String out) {
        return CommandLine.run("train", "--data", table.toString(), "--likelihood", likelihood, "--hidden", "8",
                "--latent", "2", "--batch", "9", "--epochs", "3", "--threads", "1", "--out",
                home.resolve(out).toString(), "--no-report", "--json");
    }

    @Test
    void mixedTablesHaveALikelihoodForEachRangeOfColumns() throws IOException {
        CommandLine run = trainTable(table("2"), "gaussian_optimal@0-1+categorical@2-4+poisson@5", "mixed");
        JsonObject result = json(run);
        assertTrue(Double.isFinite(result.real("testLoss")), run.out());
        assertTrue(Files.readString(home.resolve("mixed/config.json")).contains("\"composite\""));
        List<String> samples = Files.readAllLines(home.resolve("mixed/samples.csv"));
        assertEquals("length,weight,red,green,blue,visits", samples.getFirst());
        for (String line : samples.subList(1, samples.size())) {
            String[] cells = line.split(",");
            assertEquals(1,
                    Double.parseDouble(cells[2]) + Double.parseDouble(cells[3]) + Double.parseDouble(cells[4]), line);
            assertEquals(Math.rint(Double.parseDouble(cells[5])), Double.parseDouble(cells[5]), line);
        }
        assertEquals(result.real("testLoss"),
                json(CommandLine.run("evaluate", "--run", home + "/mixed", "--json")).real("loss"), 1e-9);
    }

    /// What a model of a table is told it does not describe; commands that make pictures write rows instead.
    @Test
    void columnsOfATableCanBeTheCondition() throws IOException {
        CommandLine run = CommandLine.run("train", "--data", table("2").toString(), "--likelihood",
                "gaussian_optimal@0-1+poisson@2", "--condition", "2-4", "--hidden", "8", "--latent", "2", "--batch",
                "9", "--epochs", "3", "--threads", "1", "--out", home + "/told", "--json");
        JsonObject result = json(run);
        assertEquals("length,weight,visits", Files.readAllLines(home.resolve("told/samples.csv")).getFirst());
        assertEquals(result.real("testLoss"),
                json(CommandLine.run("evaluate", "--run", home + "/told", "--json")).real("loss"), 1e-9);
        for (String command : List.of("sample --output draw", "reconstruct")) {
            List<String> words = new ArrayList<>(
                    List.of((command + " --count 7 --run " + home + "/told --out " + home + "/rows.csv").split(" ")));
            CommandLine rows = CommandLine.run(words.toArray(String[]::new));
            assertEquals(0, rows.status(), rows.err());
            List<String> lines = Files.readAllLines(home.resolve("rows.csv"));
            assertEquals("length,weight,visits", lines.getFirst());
            assertEquals(command.equals("reconstruct") ? 6 : 7, lines.size() - 1);
        }
        CommandLine picture = CommandLine.run("sample", "--run", home + "/told", "--out", home + "/rows.png");
        assertTrue(picture.err().contains("rows.png would be a picture, and the model describes rows of a table"),
                picture.err());
        Path narrow = Files.writeString(home.resolve("narrow.csv"), "length,weight,visits\n1,2,3\n1,2,3\n");
        CommandLine refused = CommandLine.run("evaluate", "--run", home + "/told", "--data", narrow.toString());
        assertTrue(refused.err().contains("narrow.csv: has 3 values per example, but " + home
                + "/told/model.safetensors takes 6, 3 of them as its condition"),
                refused.err());
        CommandLine all = CommandLine.run("train", "--data", table("2").toString(), "--likelihood", "gaussian_fixed",
                "--condition", "0-5", "--out", home + "/never");
        assertTrue(all.err().contains("--condition: takes all columns of table.csv"), all.err());
        assertFalse(Files.exists(home.resolve("never")));
    }

    @Test
    void waysThroughATableAreTables() throws IOException {
        json(trainTable(table("2"), "gaussian_optimal@0-1+categorical@2-4+poisson@5", "mixed"));
        for (String command : List.of("interpolate --pairs 2 --steps 5", "traverse --steps 5", "manifold --side 3")) {
            CommandLine run = CommandLine.run((command + " --run " + home + "/mixed --out " + home + "/way.csv")
                    .split(" "));
            assertEquals(0, run.status(), run.err());
            List<String> lines = Files.readAllLines(home.resolve("way.csv"));
            assertEquals("length,weight,red,green,blue,visits", lines.getFirst());
            assertEquals(command.startsWith("manifold") ? 9 : 10, lines.size() - 1, command);
        }
    }

    @Test
    void tablesThatDoNotSuitAreRefused() throws IOException {
        Path table = table("2.5");
        CommandLine run = trainTable(table, "gaussian_learned@0-1+categorical@2-4+poisson@5", "never");
        assertEquals(1, run.status(), run.err());
        assertTrue(run.err().matches("(?s).*data table.csv.*: row 18, column 5 is 2.5; poisson, for columns 5 to 5,"
                + " expects whole numbers from 0 to 16777216; these values suit exponential\\s*"), run.err());
        run = trainTable(table, "gaussian_learned@0-1+categorical@2-4", "never");
        assertTrue(run.err().contains("--likelihood: gaussian_learned@0-1+categorical@2-4 describes 5 columns, the"
                + " data have 6"), run.err());
        run = trainTable(table, "gaussian_learned@0-1+categorical@3-5", "never");
        assertTrue(run.err().contains("expected columns from 2 on"), run.err());
        run = trainTable(table, "gaussian_fixed:variance=0", "never");
        assertTrue(run.err().contains("--likelihood: variance: 0.0, expected a finite value above 0"), run.err());
    }

    /// Names may be numbers, and a comment; rows are numbers or missing, as any reader of tables says.
    @Test
    void numbersAreReadAsOfAnyTable() throws IOException {
        String rows = "1,2\n3,4\n0.5,-1\n2,7e-1\n" + "1,1\n".repeat(8);
        for (String first : List.of("0,1\n", "# x,y\n", "\uFEFF\"x\",y\r\n")) {
            Path table = Files.writeString(home.resolve("numbers.csv"), first + rows);
            assertEquals(0, trainTable(table, "gaussian_fixed", "run" + first.charAt(0)).status());
            assertEquals(first.charAt(0) == '0' ? "0,1" : "x,y",
                    Files.readAllLines(home.resolve("run" + first.charAt(0) + "/samples.csv")).getFirst());
            assertEquals(12, json(CommandLine.run("evaluate", "--run", home + "/run" + first.charAt(0), "--split",
                    "train", "--json")).integer("examples") + 1);
        }
        for (String cell : List.of("7D", "0x1p3", "no")) {
            Path table = Files.writeString(home.resolve("numbers.csv"), "x,y\n" + rows + cell + ",3\n");
            CommandLine run = trainTable(table, "gaussian_fixed", "never");
            assertEquals(1, run.status());
            assertTrue(run.err().contains("line 14, column x: is \"" + cell + "\", expected a number"), run.err());
        }
        Path table = Files.writeString(home.resolve("numbers.csv"), "x,y\n" + rows + ",3\n");
        assertTrue(trainTable(table, "gaussian_fixed", "never").err().contains("NaN"));
        assertEquals(0, trainTable(table, "observed:gaussian_fixed", "gaps").status());
    }
}
