package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.format.JsonObject;
import lanewise.vae.layer.ParameterLayout.Tensor;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConvolutionalRunTest {

    private static final List<String> NET = List.of("--encoder",
            "conv2d:channels=2:kernel=3:stride=2:padding=1,dense:units=5", "--decoder",
            "dense:units=3x3x3,conv_transpose2d:channels=2:kernel=3:stride=2:padding=1:output_padding=1",
                    "--decoder-head",
            "conv_transpose2d:kernel=3:padding=1", "--latent", "2", "--batch", "16", "--threads", "1");

    @TempDir
    Path home;

    @BeforeEach
    void writeData() throws IOException {
        TinyImages.write(home.resolve("data"));
    }

    private String[] train(String out, List<String> net, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", home + "/data", "--out", home.resolve(out)
                .toString(), "--no-report"));
        words.addAll(net);
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static Architecture of(String... words) throws UsageException {
        Arguments arguments = Arguments.parse(new Train(), List.of(words));
        return NetworkOptions.architecture(arguments, Base.of(arguments), new Shape(1, 28, 28), 0);
    }

    private static long parameters(Architecture net, String part) {
        return net.layout().tensors().stream().filter(tensor -> tensor.name().startsWith(part)).mapToLong(Tensor::size)
                .sum();
    }

    @Test
    void presetsHaveTheParametersOfTheirModels() throws UsageException {
        Architecture keras = of("--preset", "keras-conv");
        assertEquals(69_076, parameters(keras, "encoder."));
        assertEquals(65_089, parameters(keras, "decoder."));
        Architecture tensorflow = of("--preset", "tensorflow-conv");
        assertEquals(32 * 9 + 32 + 64 * 32 * 9 + 64 + 4 * (64 * 6 * 6 + 1), parameters(tensorflow, "encoder."));
        assertEquals(3 * 32 * 49 + 64 * 32 * 9 + 64 + 64 * 32 * 9 + 32 + 32 * 9 + 1, parameters(tensorflow,
                "decoder."));
    }

    @Test
    void denseNetsKeepTheDataAsVectors() throws UsageException {
        assertEquals(Shape.of(784), of("--hidden", "30,20").data());
        assertEquals(of("--hidden", "30,20").toJson(), of("--encoder", "dense:units=30,dense:units=20", "--decoder",
                "dense:units=20,dense:units=30").toJson());
        assertTrue(of("--preset", "pytorch-example").toJson().startsWith("{\"inputs\":784,\"encoder_hidden\":[400],"));
        assertEquals(new Shape(1, 28, 28), of("--encoder", "conv2d:channels=2:kernel=3").data());
    }

    @Test
    void everyCommandUsesTheRun() throws IOException {
        assertEquals(0, CommandLine.run(train("run", NET, "--epochs", "2", "--json")).status());
        String run = home + "/run";
        RunConfig config = RunConfig.read(home.resolve("run/config.json"));
        assertEquals(new Shape(1, TinyImages.SIDE, TinyImages.SIDE), config.architecture().data());
        double trained = TinyRun.json("train", "--resume", run).real("testLoss");
        assertEquals(trained, TinyRun.json("evaluate", "--run", run).real("loss"));
        for (String words : List.of("sample --count 4 --out s.png", "reconstruct --count 4 --out r.png",
                "encode --out c.csv", "likelihood --samples 3",
                "diagnose", "manifold --out m.png")) {
            String[] line = (words.replaceFirst("--out ", "--out " + home + "/") + " --run " + run).split(" ");
            CommandLine done = CommandLine.run(line);
            assertEquals(0, done.status(), words + ": " + done.err());
        }
        assertEquals(TinyImages.TEST + 1, Files.readAllLines(home.resolve("c.csv")).size());
    }

    @Test
    void stopsDoNotChangeTheResult() throws IOException {
        String[] more = {"--epochs", "2", "--with-test", "--binarize", "threshold"};
        assertEquals(0, CommandLine.run(train("whole", NET, more)).status());
        StopSignal stop = new StopSignal();
        stop.request();
        assertEquals(0, CommandLine.run(0, stop, train("parts", NET, more)).status());
        assertFalse(Files.exists(home.resolve("parts/model.safetensors")));
        CommandLine resumed = CommandLine.run("train", "--resume", home + "/parts", "--threads", "2");
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.err().contains(": 80 examples, 20 for the test"), resumed.err());
        for (String name : List.of("model.safetensors", "checkpoint.safetensors", "config.json")) {
            assertArrayEquals(Files.readAllBytes(home.resolve("whole/" + name)),
                    Files.readAllBytes(home.resolve("parts/" + name)), name);
        }
        JsonObject evaluated = TinyRun.json("evaluate", "--run", home + "/parts");
        assertEquals(TinyImages.TEST, evaluated.integer("examples"));
        assertTrue(evaluated.real("loss") > 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--encoder conv2d:channels=2:kernel=3,conv2d:channels=2:kernel=5 | --encoder: layer 1: conv2d: its kernel"
                + " of 5 is larger than the height of its input"
                + " 2x4x4 with padding 0, expected at most 4",
        "--decoder dense:units=2x4x4 --decoder-head conv_transpose2d:kernel=3:padding=1 | --decoder-head: its head"
        + " gives images of 4x4 from 2x4x4,"
                + " expected 6x6 as the data have",
        "--hidden 20 --encoder dense:units=4 | --hidden and --encoder do not go together: widths are of nets that"
        + " are dense throughout",
        "--decoder-hidden 20 --decoder-head conv2d:kernel=3 | --decoder-hidden and --decoder-head do not go together",
        "--decoder conv_transpose2d:channels=1:kernel=6 --decoder-head conv2d:kernel=1 --condition labels |"
                + " --decoder: has convolutions only, expected a"
                + " dense layer that the condition can join",
    })
    void whatDoesNotFitIsRefused(String options, String message) {
        CommandLine run = CommandLine.run(train("never", List.of(options.strip().split(" "))));
        assertEquals(2, run.status(), run.err());
        assertTrue(run.err().contains(message.strip()), run.err());
        assertFalse(Files.exists(home.resolve("never")));
    }

    @Test
    void presetsAreOfOneSize() {
        CommandLine run = CommandLine.run(train("never", List.of("--preset", "keras-conv")));
        assertEquals(1, run.status());
        assertTrue(run.err().contains("has 36 values per example, the preset keras-conv is for 784"), run.err());
    }
}
