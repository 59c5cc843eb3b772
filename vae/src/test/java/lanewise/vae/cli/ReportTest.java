package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.vae.file.Csv;
import lanewise.vae.format.JsonObject;
import lanewise.vae.report.HtmlCheck;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

    @TempDir
    Path home;

    private String report(Path run, String... options) throws IOException {
        String[] words = new String[options.length + 7];
        List.of("report", "--run", run.toString(), "--threads", "1", "--samples", "3").toArray(words);
        System.arraycopy(options, 0, words, 7, options.length);
        CommandLine line = CommandLine.run(words);
        assertEquals(0, line.status(), line.err());
        return Files.readString(run.resolve("report.html"));
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(value -> value == null ? Double.NaN
                : ((Number) value).doubleValue()).toArray();
    }

    @Test
    void thePageHasTheNumbersOfTheRunAndNeedsNothingElse() throws Exception {
        Path run = TinyRun.train(home, "--validation", "0.2", "--epochs", "3", "--schedule", "cosine");
        String page = report(run, "--card", home + "/card.md");
        HtmlCheck.sound(page);
        for (String section : List.of("results", "data", "model", "curves", "pictures", "explorer", "dimensions",
                "embeddings", "scores", "reproduction")) {
            assertTrue(page.contains("<section id=\"" + section + "\""), section);
        }
        JsonObject data = HtmlCheck.data(page);
        Csv metrics = Csv.read(run.resolve("metrics.csv"));
        int chart = 0;
        for (String column : List.of("loss", "reconstruction", "kl")) {
            List<?> lines = (List<?>) data.object("curve" + chart++).get("lines");
            assertArrayEquals(metrics.numbers("train_" + column), numbers(((Map<?, ?>) lines.get(0)).get("values")));
            assertArrayEquals(metrics.numbers("validation_" + column),
                    numbers(((Map<?, ?>) lines.get(1)).get("values")));
            for (int r = 0; r < metrics.size(); r++) {
                assertTrue(page.contains(">" + metrics.cell(r, "train_" + column) + "</td>"));
            }
        }
        double[] rates = numbers(((Map<?, ?>) ((List<?>) data.object("curve3").get("lines")).getFirst())
                .get("values"));
        assertTrue(rates.length == 3 && rates[0] > rates[1] && rates[1] > rates[2] && rates[2] > 0);
        for (String file : List.of("model.safetensors", "checkpoint.safetensors", "config.json", "metrics.csv")) {
            assertTrue(page.contains(RunFiles.sha256(run.resolve(file))), file);
        }
        assertTrue(page.contains("the same training rows, by their SHA-256"));
        assertFalse(page.contains(home.toString()), "a directory of this machine");
        String card = Files.readString(home.resolve("card.md"));
        for (String section : List.of("Model details", "Intended use", "Factors", "Metrics", "Evaluation data",
                "Training data", "Quantitative analyses", "Ethical considerations", "Caveats and recommendations")) {
            assertTrue(card.contains("\n## " + section + "\n"), section);
        }
        assertEquals(page, report(run), "equal runs give equal pages");
    }

    /// A page more, and no other bit; where it cannot be written, a line.
    @Test
    void trainingLeavesThePageUnlessToldNotTo() throws Exception {
        Path run = TinyRun.train(home);
        assertFalse(Files.exists(run.resolve("report.html")));
        Path with = home.resolve("with");
        CommandLine trained = CommandLine.run("train", "--data", home + "/data", "--hidden", "9", "--latent", "3",
                "--batch", "10", "--epochs", "2", "--threads", "1", "--out", with.toString());
        assertTrue(trained.out().contains("Page        " + with + "/report.html"), trained.out());
        for (String file : RunFiles.names(new RunDirectory(run))) {
            assertEquals(RunFiles.sha256(run.resolve(file)), RunFiles.sha256(with.resolve(file)), file);
        }
        String page = Files.readString(with.resolve("report.html"));
        HtmlCheck.sound(page);
        assertTrue(page.contains("id=\"scores\"") && page.contains("the same training rows, by their SHA-256"));
        assertFalse(page.contains(home.toString()), "a directory of this machine");
        Files.delete(with.resolve("report.html"));
        Files.createDirectories(with.resolve("report.html/in"));
        CommandLine resumed = CommandLine.run("train", "--resume", with.toString(), "--threads", "1");
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.err().contains("There is no report.html: "), resumed.err());
        assertFalse(resumed.out().contains("Page  "), resumed.out());
    }

    /// What the page says of getting the same bits again is so.
    @Test
    void theConfigurationAloneGivesTheSameBits() throws Exception {
        Path run = TinyRun.train(home);
        assertTrue(report(run).contains("cp config.json again\nlanewise train --resume again --data data\n"));
        Path again = Files.createDirectories(home.resolve("again"));
        Files.copy(run.resolve("config.json"), again.resolve("config.json"));
        assertEquals(RunFiles.sha256(run.resolve("model.safetensors")), TinyRun.json("train", "--resume",
                again.toString(), "--data", home + "/data").string("modelSha256"));
    }

    @Test
    void withoutItsDataThePageSaysWhatIsLeftOut() throws Exception {
        Path run = TinyRun.train(home);
        Path moved = Files.move(home.resolve("data"), home.resolve("moved"));
        JsonObject away = TinyRun.json("report", "--run", run.toString(), "--weights", "none");
        assertEquals(2, away.strings("leftOut").size(), away.strings("leftOut").toString());
        assertTrue(away.strings("leftOut").getFirst().contains("embeddings and scores are left out"));
        String page = Files.readString(run.resolve("report.html"));
        HtmlCheck.sound(page);
        assertFalse(page.contains("id=\"scores\"") || page.contains("class=\"explorer\""));
        assertTrue(page.contains("The data of the run cannot be read: data: "), "the path by its last part");
        page = report(run, "--data", moved.toString());
        assertTrue(page.contains("the same training rows") && page.contains("id=\"scores\""));
        CommandLine wrong = CommandLine.run("report", "--run", run.toString(), "--data", home + "/nowhere");
        assertEquals(1, wrong.status(), wrong.err());
        assertTrue(wrong.err().contains("nowhere"), wrong.err());
        wrong = CommandLine.run("report", "--run", run.toString(), "--out", home + "/report.txt");
        assertEquals(2, wrong.status(), wrong.err());
        assertTrue(wrong.err().contains("expected a name that ends with .html"), wrong.err());
    }

    @Test
    void twoRunsStandSideBySide() throws Exception {
        Path run = TinyRun.train(home, "--seed", "7", "--condition", "labels");
        Path other = home.resolve("other");
        TinyRun.json("train", "--data", home + "/data", "--hidden", "9", "--latent", "2", "--epochs", "1", "--batch",
                "10", "--out", other.toString(), "--threads", "1");
        Path out = home.resolve("both.html");
        JsonObject result = TinyRun.json("report", "--run", run.toString(), "--run", other.toString(), "--out",
                out.toString(), "--samples", "3", "--weights", "int8");
        assertEquals(List.of(run.toString(), other.toString()), result.strings("runs"));
        String page = Files.readString(out);
        HtmlCheck.sound(page);
        assertTrue(page.contains("<h1>run and other</h1>"));
        List<?> lines = (List<?>) HtmlCheck.data(page).object("curve0").get("lines");
        assertEquals(List.of("run: training", "other: training"),
                lines.stream().map(line -> ((Map<?, ?>) line).get("name")).toList());
        assertTrue(page.contains("<tr class=\"differ\"><th scope=\"row\">Seed</th>\n<td>7</td>\n<td>0</td>"));
        assertEquals(3, page.split("class=\"explorer\"", -1).length);
    }

    /// Names of columns, categories and labels are anybody's.
    @Test
    void textsOfOthersStayTexts() throws Exception {
        StringBuilder text = new StringBuilder("amount,\"<script>alert(1)</script>\",kind,\"l\"\"'&<b>\"\n");
        Random random = new Random(5);
        for (int r = 0; r < 120; r++) {
            text.append(Math.round(1000 * random.nextGaussian())).append(',')
                    .append(r % 3 == 0 ? "</script><img src=x onerror=alert(1)>" : r % 3 == 1 ? "<!-- b" : "c|`*_")
                    .append(',').append(random.nextInt(4)).append(r % 20 == 1 ? ",</script>\u202e" : ",\"</td>no\"")
                    .append('\n');
        }
        Path table = Files.writeString(home.resolve("<i>table.csv"), text.toString());
        Path run = home.resolve("run");
        CommandLine trained = CommandLine.run("train", "--data", table.toString(), "--label", "l\"'&<b>", "--anomaly",
                "</script>\u202e", "--test-share", "0.5", "--epochs", "1", "--hidden", "5", "--latent", "3",
                "--threads", "1", "--out", run.toString());
        assertEquals(0, trained.status(), trained.err());
        String page = report(run, "--card", home + "/card.md");
        HtmlCheck.sound(page);
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the name of the column");
        assertTrue(page.contains("Strangest rows") && page.contains("AUROC"));
        assertFalse(page.contains("<script>alert") || page.contains("<img src=x") || page.contains("\u202e"));
        assertTrue(page.contains("cp config.json table.json again"));
        assertTrue(page.contains("<section id=\"quality\"") && page.contains("A drawn row is nearer"));
        String card = Files.readString(home.resolve("card.md"));
        assertFalse(card.contains("<script") || card.contains("<img") || card.contains("\u202e"), card);
        assertTrue(card.contains("&lt;script&gt;"), card);
    }
}
