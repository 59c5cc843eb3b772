package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.format.Json;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.FixtureFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// State dicts and fixtures of convolutional nets on the command line.
final class ConvolutionalExchangeCommandsTest {

    private static final String LAYERS = "--encoder conv2d:channels=3:kernel=3:stride=2:padding=1,dense:units=5"
            + " --decoder dense:units=3x3x3,conv_transpose2d:channels=2:kernel=3:stride=2:padding=1:output_padding=1"
            + " --decoder-head conv_transpose2d:kernel=3:padding=1 --latent 2";
    private static final String NAMES = "--names encoder.0=features.0,encoder.1=features.3,encoder.mu=mu,"
            + "encoder.logvar=log_var,decoder.0=net.0,decoder.1=net.3,decoder.out=net.5";
    private static final String NET = "--image 1x6x6 " + LAYERS + " " + NAMES;

    @TempDir
    static Path home;

    @BeforeAll
    static void train() throws IOException {
        TinyImages.write(home.resolve("data"));
        for (String net : new String[] {LAYERS + " --out @/run", "--hidden 5 --latent 2 --out @/dense"}) {
            CommandLine done = run("train --data @/data --epochs 1 --threads 1 " + net);
            assertEquals(0, done.status(), done.err());
        }
        assertEquals(0, run("export --run @/run --weights @/pt.safetensors " + NAMES).status());
        assertEquals(0, run("export --run @/dense --weights @/dense.safetensors").status());
        Files.writeString(home.resolve("net.json"), RunConfig.read(home.resolve("run/config.json")).architecture()
                .toJson());
        Files.writeString(home.resolve("wrong.json"), "{\"data\": 3}");
    }

    private static CommandLine run(String words) {
        return CommandLine.run(words.replace("@", home.toString()).split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {NET, NAMES + " --architecture @/net.json"})
    void aStateDictComesBackAsTheSameModel(String net) throws IOException {
        CommandLine done = run("import @/pt.safetensors --out @/back.safetensors --json " + net);
        assertEquals(0, done.status(), done.err());
        assertArrayEquals(Files.readAllBytes(home.resolve("run/model.safetensors")),
                Files.readAllBytes(home.resolve("back.safetensors")));
        assertEquals(RunFiles.sha256(home.resolve("back.safetensors")), Json.parseObject(done.out(), "out")
                .string("sha256"));
        assertEquals(0, run("sample --model @/back.safetensors --count 4 --out @/s.png").status());
    }

    /// The autograd framework's own tensors, `[out, in, k, k]` and `[in, out, k, k]` as it lays them out.
    @Test
    void weightsOfTheGoldensAreImported() throws IOException, URISyntaxException {
        Path golden = Path.of(Objects.requireNonNull(getClass()
                .getResource("/lanewise/goldens/conv/conv_relu_bernoulli.f32.safetensors")).toURI());
        FixtureFile fixture = FixtureFile.read(golden);
        Architecture net = fixture.fixture().model().architecture();
        Map<String, DoubleTensor> tensors = fixture.fixture().tensors();
        SafetensorsWriter writer = new SafetensorsWriter();
        try (Arena arena = Arena.ofConfined()) {
            for (ParameterLayout.Tensor tensor : net.layout().tensors()) {
                DoubleTensor values = tensors.get(shortName(tensor.name()));
                MemorySegment floats = arena.allocate(4L * values.size(), 4);
                for (int i = 0; i < values.size(); i++) {
                    floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values.values()[i]);
                }
                writer.addFloats(tensor.name(), floats,
                        Arrays.stream(values.shape()).asLongStream().toArray());
            }
            writer.write(home.resolve("golden.safetensors"));
        }
        Files.writeString(home.resolve("golden.json"), net.toJson());
        CommandLine done = run("import @/golden.safetensors --architecture @/golden.json --out @/golden.model");
        assertEquals(0, done.status(), done.err());
        try (VaeModel model = VaeModel.load(home.resolve("golden.model"))) {
            assertEquals(net, model.architecture());
            for (ParameterLayout.Tensor tensor : net.layout().tensors()) {
                float[] found = model.parameters().tensor(tensor.name()).toArray();
                double[] expected = tensors.get(shortName(tensor.name())).values();
                for (int i = 0; i < expected.length; i++) {
                    assertEquals((float) expected[i], found[i], tensor.name());
                }
            }
        }
    }

    private static String shortName(String name) {
        return name.replaceFirst("^encoder\\.", "enc.").replaceFirst("^decoder\\.", "dec.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        "1 | import @/dense.safetensors --image 1x6x6 --latent 2 --encoder conv2d:channels=5:kernel=3 | tensor"
                + " \"encoder.0.weight\" is [5, 36], expected [5, 1, 3, 3]: a state dict with dense weights, where the"
                + " architecture has a convolution",
        "1 | import @/pt.safetensors " + NAMES + " | tensor \"features.0.weight\" (encoder.0.weight) is [3, 1, 3, 3],"
                + " weights of a convolution, whose stride and padding no shape tells",
        "1 | import @/pt.safetensors --image 1x6x6 --latent 2 --encoder dense:units=3,dense:units=5 " + NAMES
                + " | tensor \"features.0.weight\" (encoder.0.weight) is [3, 1, 3, 3], expected [3, 36]: a state dict"
                + " with weights of a convolution, where the architecture has a dense layer",
        "1 | import @/pt.safetensors --image 3x6x6 " + LAYERS + " " + NAMES + " | is [3, 1, 3, 3], expected"
                + " [3, 3, 3, 3]",
        "1 | import @/pt.safetensors --architecture @/wrong.json | wrong.json: ",
        "1 | import @/pt.safetensors --architecture @/none.json | none.json: no such file, expected an architecture",
        "2 | import @/pt.safetensors --architecture @/net.json --image 1x6x6 | --architecture and --image do not go",
        "2 | import @/pt.safetensors --architecture @/net.json --activation relu | --architecture and --activation do",
        "2 | import @/pt.safetensors --image 1x6x6 | --latent: not given, expected the dimensions",
        "2 | import @/pt.safetensors --latent 2 | --latent: it follows from the shapes",
        "2 | import @/pt.safetensors --encoder dense:units=3 | --encoder: it is of a net for images, expected --image",
        "2 | import @/pt.safetensors --image 6x6 --latent 2 | --image: '6x6', expected channels, height and width such"
                + " as 3x32x32",
        "2 | import @/pt.safetensors --image 1x6x6 --latent 2 --encoder conv2d:channels=2:kernel=7 | --encoder: layer"
                + " 0: conv2d: its kernel of 7 is larger than the height of its input 1x6x6 with padding 0, expected at"
                + " most 6",
        "2 | import @/pt.safetensors --image 1x6x6 --latent 2 --decoder-head conv_transpose2d:kernel=3 |"
                + " --decoder-head: its head gives images of 3x3 from 2, expected 6x6 as the data have",
    })
    void whatDoesNotFitIsRefusedInOneLine(int status, String words, String message) {
        CommandLine refused = run(words.strip() + " --out @/x.safetensors");
        assertAll(words,
                () -> assertEquals(status, refused.status(), refused.err()),
                () -> assertTrue(refused.err().contains(message.strip()), refused.err()),
                () -> assertEquals(1, refused.err().lines().count(), refused.err()),
                () -> assertFalse(Files.exists(home.resolve("x.safetensors"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--likelihood gaussian_fixed --variance 0.5 --activation silu",
        "--likelihood gaussian_learned --normalization layer --dropout 0.25 --condition 2 --objective iwae --samples 3",
        "--posterior full_covariance --prior vamp --components 2 --objective dreg --samples 2",
        "--weights splitmix64", "--steps 2 --batch 3", "--dtype f32"})
    void fixturesAreWrittenAndChecked(String options) throws IOException {
        String words = "fixtures write --overwrite --image 3x6x4 --encoder"
                + " conv2d:channels=5:kernel=3:stride=2:padding=1,dense:units=7 --decoder dense:units=4x3x2"
                + " --decoder-head conv_transpose2d:kernel=4:stride=2:padding=1 --out @/";
        for (String name : new String[] {"one", "two"}) {
            CommandLine done = run((words + name + " " + options).strip());
            assertEquals(0, done.status(), done.err());
        }
        assertArrayEquals(Files.readAllBytes(home.resolve("one")), Files.readAllBytes(home.resolve("two")));
        Architecture net = FixtureFile.read(home.resolve("one")).fixture().model().architecture();
        assertEquals("3x6x4", net.data().toString());
        String exact = options.contains("f32") ? "--ulp 0.5" : "--absolute 0";
        CommandLine check = run("fixtures check --strict " + exact + " @/one");
        assertEquals(0, check.status(), check.out() + check.err());
        CommandLine kernels = run("fixtures check --kernels @/one");
        assertEquals(0, kernels.status(), kernels.out() + kernels.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--image 3x6x4 --hidden 5 | --hidden and --image do not go together",
        "--image 3x6x4 --inputs 72 | --inputs and --image do not go together",
        "--encoder conv2d:channels=2:kernel=3 | --encoder: it is of a net for images, expected --image as well",
        "--image 3x6x4 --encoder conv2d:channels=2:kernel=5 | --encoder: layer 0: conv2d: its kernel of 5 is larger"
                + " than the width of its input 3x6x4 with padding 0",
        "--image 3x6x4 --decoder dense:units=2x3x3 --decoder-head conv2d:kernel=1 | --decoder-head: its head gives"
                + " images of 3x3 from 2x3x3, expected 6x4",
        "--kind elementwise --image 3x6x4 | --image: a fixture of kind elementwise has no net",
    })
    void fixturesThatDoNotFitAreRefused(String options, String message) {
        CommandLine refused = run("fixtures write --out @/never " + options.strip());
        assertEquals(2, refused.status(), refused.err());
        assertTrue(refused.err().contains(message.strip()), refused.err());
        assertFalse(Files.exists(home.resolve("never")));
    }
}
