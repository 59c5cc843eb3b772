package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainTest {

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void writeData() throws IOException {
        data = TinyImages.write(home.resolve("bars"));
    }

    private String[] train(String out, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", data.toString(), "--hidden", "9", "--latent",
                "3", "--batch", "16", "--lr", "0.01", "--out", home.resolve(out).toString(), "--no-report"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static JsonObject json(CommandLine run) throws IOException {
        assertEquals(0, run.status(), run.err());
        assertEquals(1, run.out().lines().count(), run.out());
        return Json.parseObject(run.out(), "standard output");
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(home.resolve(name));
    }

    @Test
    void hiddenLayersAreNormalisedAndDropped() throws IOException {
        json(CommandLine.run(train("plain", "--epochs", "2", "--json")));
        CommandLine run = CommandLine.run(train("both", "--epochs", "2", "--normalization", "layer",
                "--dropout", "0.2"));
        assertEquals(0, run.status(), run.err());
        assertTrue(run.err().contains("relu, bernoulli_logits, normalization layer"), run.err());
        String config = new String(file("both/config.json"), StandardCharsets.UTF_8);
        assertTrue(config.contains("\"normalization\": \"layer\"") && config.contains("\"dropout\": 0.2"), config);
        String plain = new String(file("plain/config.json"), StandardCharsets.UTF_8);
        assertFalse(plain.contains("normalization") || plain.contains("dropout"), plain);
        assertEquals(0, CommandLine.run("evaluate", "--run", home.resolve("both").toString(), "--data", data.toString(),
                "--json").status());
        assertEquals(0, CommandLine.run("export", "--run", home.resolve("both").toString(), "--encoder",
                home.resolve("e.onnx").toString()).status());
        CommandLine refused = CommandLine.run(train("bad", "--dropout", "1"));
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--dropout: '1', expected a number from 0 to 0.999"), refused.err());
    }

    @Test
    void writesARunAndItsNumbers() throws IOException {
        CommandLine run = CommandLine.run(train("a", "--epochs", "20", "--validation", "0.2", "--json"));
        JsonObject result = json(run);
        assertEquals(result.real("testLoss"), result.real("testReconstruction") + result.real("testKl"), 1e-9);
        assertTrue(result.real("testLoss") > 0 && result.real("testLoss") < 36 * Math.log(2),
                "learned something: " + run.out());
        assertTrue(result.real("trainSeconds") > 0 && result.real("samplesPerSecond") > 0, run.out());
        assertEquals(RunFiles.sha256(home.resolve("a/model.safetensors")), result.string("modelSha256"));
        for (String name : List.of("config.json", "metrics.csv", "checkpoint.safetensors", "model.safetensors")) {
            assertTrue(Files.size(home.resolve("a").resolve(name)) > 0, name);
        }
        for (String name : List.of("reconstructions.png", "samples.png", "curve.png")) {
            assertEquals("PNG", new String(file("a/" + name), 1, 3, StandardCharsets.US_ASCII));
        }
        assertEquals(21, Files.readAllLines(home.resolve("a/metrics.csv")).size());
        assertEquals(20, run.err().lines().filter(line -> line.startsWith("epoch ") && line.contains("validation"))
                .count(), run.err());
    }

    @Test
    void theOptionsOfTheIwaePaperAreThoseOfItsPreset() throws IOException {
        CommandLine run = CommandLine.run(train("paper", "--epochs", "4", "--optimizer", "adam", "--beta1", "0.99",
                "--epsilon", "1e-4", "--second-moment", "1", "--reduction", "sum", "--binarize", "dynamic", "--order",
                "data", "--decoder-bias", "mean", "--schedule", "iwae_stages:rounded=true", "--json"));
        JsonObject result = json(run);
        JsonObject training = Json.parseObject(Files.readString(home.resolve("paper/config.json")), "config")
                .object("training");
        JsonObject preset = Json.parseObject(Preset.named("iwae-paper").base().training().toJson(), "preset");
        for (String field : List.of("schedule", "binarization", "biasFromMean", "shuffle")) {
            assertEquals(Json.write(preset.get(field)), Json.write(training.get(field)), field);
        }
        JsonObject adam = training.object("optimizer");
        assertEquals(List.of(0.99, 1e-4, 1.0),
                List.of(adam.real("beta1"), adam.real("epsilon"), adam.real("initialSecondMoment")));
        CommandLine evaluated = CommandLine.run("evaluate", "--run", home + "/paper", "--json");
        assertEquals(result.real("testLoss"), json(evaluated).real("loss"), 1e-9);
    }

    @Test
    void endsEarlyAndKeepsTheBestEpoch() throws IOException {
        CommandLine run = CommandLine.run("train", "--data", data.toString(), "--hidden", "9", "--latent", "3",
                "--batch", "16", "--lr", "1", "--out", home + "/early", "--epochs", "30", "--validation", "0.2",
                "--patience", "3", "--keep", "best", "--warmup", "linear:epochs=2", "--json");
        JsonObject result = json(run);
        int done = (int) result.integer("epochsDone");
        assertTrue(done < 30, run.out());
        assertEquals(done - 3, result.integer("bestEpoch"));
        assertEquals(done + 1, Files.readAllLines(home.resolve("early/metrics.csv")).size());
        CommandLine resumed = CommandLine.run("train", "--resume", home + "/early", "--json");
        assertEquals(result.string("modelSha256"), json(resumed).string("modelSha256"));
    }

    @Test
    void threadsAndStopsDoNotChangeTheResult() throws IOException {
        assertEquals(0, CommandLine.run(train("whole", "--epochs", "6", "--threads", "1")).status());
        StopSignal stop = new StopSignal();
        stop.request();
        CommandLine stopped = CommandLine.run(0, stop, train("parts", "--epochs", "6", "--threads", "3"));
        assertEquals(0, stopped.status(), stopped.err());
        assertTrue(stopped.out()
                .startsWith("Stopped after step 1 of 24, nothing is lost. To go on: lanewise train --resume "),
                stopped.out());
        assertFalse(Files.exists(home.resolve("parts/model.safetensors")));
        CommandLine resumed = CommandLine.run("train", "--resume", home + "/parts", "--threads", "2");
        assertEquals(0, resumed.status(), resumed.err());
        for (String name : List.of("model.safetensors", "checkpoint.safetensors", "metrics.csv", "config.json",
                "samples.png", "curve.png")) {
            assertArrayEquals(file("whole/" + name), file("parts/" + name), name);
        }
    }

    @Test
    void aFinishedRunGoesOnToMoreEpochs() throws IOException {
        assertEquals(0,
                CommandLine.run(train("whole", "--epochs", "4", "--schedule", "steps:every=1:factor=0.5")).status());
        assertEquals(0,
                CommandLine.run(train("parts", "--epochs", "2", "--schedule", "steps:every=1:factor=0.5")).status());
        byte[] config = file("parts/config.json");
        CommandLine refused = CommandLine.run("train", "--resume", home + "/parts", "--epochs", "1");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("--epochs: schedule: steps of 1 epochs never change the rate of a run of 1,"),
                refused.err());
        assertArrayEquals(config, file("parts/config.json"));
        StopSignal stop = new StopSignal();
        stop.request();
        assertEquals(0, CommandLine.run(0, stop, "train", "--resume", home + "/parts", "--epochs", "4").status());
        CommandLine longer = CommandLine.run("train", "--resume", home + "/parts", "--json");
        assertEquals(4, json(longer).integer("epochsDone"), longer.out());
        assertEquals(16, json(CommandLine.run("train", "--resume", home + "/parts", "--json")).integer("steps"));
        for (String name : List.of("model.safetensors", "checkpoint.safetensors", "metrics.csv", "config.json",
                "samples.png", "curve.png")) {
            assertArrayEquals(file("whole/" + name), file("parts/" + name), name);
        }
    }

    @Test
    void aRunThatIsNotFinishedHasTheModelOfItsCheckpoint() throws IOException {
        StopSignal stop = new StopSignal();
        stop.request();
        assertEquals(0, CommandLine.run(0, stop, train("parts", "--epochs", "6")).status());
        CommandLine evaluated = CommandLine.run("evaluate", "--run", home + "/parts", "--json");
        double loss = json(evaluated).real("loss");
        assertTrue(evaluated.err().contains("checkpoint.safetensors: after step 1, 0 of 6 epochs done"),
                evaluated.err());
        assertEquals(loss, json(
                CommandLine.run("evaluate", "--model", home + "/parts/checkpoint.safetensors", "--json")).real("loss"));
        assertEquals(0, CommandLine.run("sample", "--run", home + "/parts", "--out", home + "/s.png").status());
        Files.delete(home.resolve("parts/checkpoint.safetensors"));
        CommandLine none = CommandLine.run("evaluate", "--run", home + "/parts");
        assertEquals(1, none.status());
        assertTrue(none.err().contains("has neither a model nor a checkpoint yet"), none.err());
    }

    @Test
    void seedsMatterAndAreKept() throws IOException {
        String zero = json(CommandLine.run(train("zero", "--epochs", "1", "--json"))).string("modelSha256");
        assertEquals(zero,
                json(CommandLine.run(train("again", "--epochs", "1", "--seed", "0", "--json"))).string("modelSha256"));
        assertNotEquals(zero,
                json(CommandLine.run(train("one", "--epochs", "1", "--seed", "1", "--json"))).string("modelSha256"));
    }

    @Test
    void limitTakesTheFirstExamples() throws IOException {
        CommandLine run = CommandLine.run(train("a", "--limit", "17", "--epochs", "2"));
        assertEquals(0, run.status(), run.err());
        assertTrue(run.err().contains(": 17 examples, 20 for the test"), run.err());
    }

    @Test
    void nothingIsWrittenWhereTheBiasHasNoStart() {
        CommandLine run = CommandLine.run(train("never", "--likelihood", "laplace", "--decoder-bias", "mean"));
        assertEquals(2, run.status());
        assertTrue(run.err().contains("--decoder-bias: the likelihood laplace has no output for a mean, expected init"),
                run.err());
        assertFalse(Files.exists(home.resolve("never")));
    }

    @Test
    void everyKindOfNetTrains() {
        for (String words : List.of("--likelihood gaussian_fixed --variance 0.1",
                "--likelihood gaussian_learned --activation silu", "--likelihood continuous_bernoulli",
                "--likelihood gaussian_shared:columnwise=true", "--likelihood gaussian_optimal", "--likelihood laplace",
                "--likelihood student_t:degrees=3", "--likelihood exponential", "--optimizer sgd"
                + " --lr 0.001 --momentum 0.9", "--optimizer adamw --weight-decay 0.1 --clip 1",
                "--hidden 8,7,6 --decoder-hidden 5 --samples 3 --beta 2", "--init he_normal --reduction sum",
                "--objective free_bits --free-bits 0.1 --free-bits-mode per_sample --validation 0.2", "--objective iwae"
                + " --samples 3 --validation 0.2", "--objective dreg", "--objective beta_tc --beta 4 --validation 0.2",
                "--objective info_vae --alpha 0.5 --lambda 5 --bandwidth 2",
                "--objective autoencoder --likelihood gaussian_fixed --validation 0.2")) {
            List<String> all = new ArrayList<>(List.of("train", "--data", data.toString(), "--epochs", "1", "--threads",
                    "1", "--out", home.resolve(words.replaceAll("[^a-z0-9]", "")).toString()));
            all.addAll(List.of(words.split(" ")));
            CommandLine run = CommandLine.run(all.toArray(String[]::new));
            assertEquals(0, run.status(), words + ": " + run.err());
        }
    }

    @Test
    void numbersThatAreNotFiniteStopTheRun() {
        CommandLine run = CommandLine.run("train", "--data", data.toString(), "--epochs", "50", "--optimizer", "sgd",
                "--lr", "100000", "--out", home + "/a");
        assertEquals(1, run.status(), run.out());
        String last = run.err().lines().reduce((_, line) -> line).orElseThrow();
        assertTrue(last.startsWith("lanewise train: training stopped at step ")
                && last.contains("a lower learning rate (--lr)"), last);
    }

    @Test
    void theBarIsDrawnOnTerminalsOnly() {
        assertFalse(CommandLine.run(train("a", "--epochs", "2")).err().contains("\r"));
        // a bar is drawn when a tenth of a second has gone by: no longer than until then
        StopSignal stop = new StopSignal();
        ByteArrayOutputStream err = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                super.write(bytes, from, length);
                if (toString(StandardCharsets.UTF_8).contains("\repoch ")) {
                    stop.request();
                }
            }
        };
        Main.run(List.of(train("b", "--epochs", "400")), new Terminal(new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8), 100, stop));
        String drawn = err.toString(StandardCharsets.UTF_8);
        assertTrue(drawn.contains("\repoch ") && drawn.contains("samples/s"), drawn);
    }

    @Test
    void everyCommandUsesTheRun() throws IOException {
        assertEquals(0, CommandLine.run(train("a", "--epochs", "3")).status());
        String run = home + "/a";
        JsonObject trained = json(CommandLine.run("train", "--resume", run, "--json"));
        JsonObject evaluated = json(CommandLine.run("evaluate", "--run", run, "--json"));
        assertEquals(trained.real("testLoss"), evaluated.real("loss"));
        assertEquals(trained.real("testReconstruction"), evaluated.real("reconstruction"));
        assertEquals(trained.real("testKl"), evaluated.real("kl"));
        JsonObject byModel = json(CommandLine.run("evaluate", "--model", run + "/model.safetensors", "--data",
                data.toString(), "--json"));
        assertEquals(evaluated.real("loss"), byModel.real("loss"));
        assertEquals(0, CommandLine.run("sample", "--run", run, "--count", "5", "--out", home + "/s.png").status());
        assertEquals(0,
                CommandLine.run("reconstruct", "--run", run, "--count", "500", "--out", home + "/r.png").status());
        assertTrue(Files.exists(home.resolve("s.png")) && Files.exists(home.resolve("r.png")));
        assertEquals(0, CommandLine.run("encode", "--run", run, "--out", home + "/codes.csv").status());
        List<String> codes = Files.readAllLines(home.resolve("codes.csv"));
        assertEquals("z0,z1,z2,label", codes.getFirst());
        assertEquals(TinyImages.TEST + 1, codes.size());
        assertEquals(0, CommandLine.run("encode", "--run", run, "--split", "train", "--limit", "7", "--out",
                home + "/codes.npy").status());
        assertEquals(128 + 7 * 3 * 4, Files.size(home.resolve("codes.npy")));
    }
}
