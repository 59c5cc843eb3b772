package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `export` and `import`: what leaves comes back, and what does not fit is refused.
final class ExchangeCommandsTest {

    @TempDir
    static Path home;

    @BeforeAll
    static void train() throws IOException {
        TinyImages.write(home.resolve("data"));
        assertEquals(0, CommandLine.run("train", "--data", home + "/data", "--hidden", "5", "--latent", "2", "--epochs",
                "1", "--out", home + "/run", "--threads", "1").status());
        run("export --run @/run --weights @/pt.safetensors --names pytorch-example --encoder @/encoder.onnx --decoder"
                + " @/decoder.onnx");
        run("export --run @/run --decoder @/decoder.safetensors");
    }

    private static JsonObject run(String words) throws IOException {
        CommandLine run = CommandLine.run((words + " --json").replace("@", home.toString()).split(" "));
        assertEquals(0, run.status(), run.err());
        return Json.parseObject(run.out(), "standard output");
    }

    @Test
    void aStateDictComesBackAsTheSameModel() throws IOException {
        JsonObject result = run("import @/pt.safetensors --names pytorch-example --out @/back.safetensors");
        assertArrayEquals(Files.readAllBytes(home.resolve("run/model.safetensors")),
                Files.readAllBytes(home.resolve("back.safetensors")));
        assertEquals(36, result.object("architecture").integer("inputs"));
        assertEquals(RunFiles.sha256(home.resolve("back.safetensors")), result.string("sha256"));
    }

    @Test
    void exportsAreAFunctionOfTheModel() throws IOException {
        JsonObject result = run("export --run @/run --encoder @/again.onnx");
        assertEquals(-1, Files.mismatch(home.resolve("encoder.onnx"), home.resolve("again.onnx")));
        assertEquals(RunFiles.sha256(home.resolve("encoder.onnx")), result.string("encoderSha256"));
    }

    @Test
    void aDecoderWithItsLossIsAnotherGraphAndScoresRows() throws IOException {
        run("export --run @/run --decoder @/nll.onnx --nll");
        String graph = Files.readString(home.resolve("nll.onnx"), StandardCharsets.ISO_8859_1);
        assertTrue(graph.contains("nll") && !Files.readString(home.resolve("decoder.onnx"),
                StandardCharsets.ISO_8859_1).contains("nll"));
    }

    @Test
    void theDecoderAloneSamples() throws IOException {
        run("sample --run @/run --count 4 --seed 1 --out @/a.npy");
        run("sample --model @/decoder.safetensors --count 4 --seed 1 --out @/b.npy");
        assertEquals(-1, Files.mismatch(home.resolve("a.npy"), home.resolve("b.npy")));
    }

    @Test
    void narrowFilesServeTheCommands() throws IOException {
        run("export --run @/run --whole @/same.safetensors");
        assertEquals(-1, Files.mismatch(home.resolve("run/model.safetensors"), home.resolve("same.safetensors")));
        long before = Files.size(home.resolve("same.safetensors"));
        for (String storage : new String[] {"bf16", "int8"}) {
            JsonObject result = run("export --run @/run --whole @/small.safetensors"
                    + " --decoder @/d.safetensors --storage " + storage);
            assertEquals(RunFiles.sha256(home.resolve("small.safetensors")), result.string("wholeSha256"));
            assertTrue(Files.size(home.resolve("small.safetensors")) < before);
            run("sample --model @/small.safetensors --count 4 --seed 1 --out @/c.npy");
            run("sample --model @/d.safetensors --count 4 --seed 1 --out @/d.npy");
            assertEquals(-1, Files.mismatch(home.resolve("c.npy"), home.resolve("d.npy")), storage);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "2 | export --run @/run | nothing to write, expected --encoder FILE, --decoder FILE, --whole FILE or"
                + " --weights FILE",
        "2 | export --run @/run --encoder @/x.onnx --storage bf16 | --storage: is for files of this program",
        "2 | export --run @/run --whole @/x.safetensors --storage fp8 | --storage: 'fp8', expected one of fp32, bf16,",
        "2 | export --run @/run --encoder @/x.pb | expected a name that ends with .onnx",
        "2 | export --run @/run --decoder @/x.pt | expected a name that ends with .onnx or .safetensors",
        "2 | export --run @/run --encoder @/x.onnx --names own | --names: is for a state dict",
        "2 | export --run @/run --weights @/x.safetensors --names fc1 | --names: 'fc1', expected own, pytorch-example"
                + " or entries such as",
        "2 | export --run @/run --encoder @/x.onnx --nll | --nll: is an output of the decoder's graph",
        "1 | export --run @/run --encoder @/nowhere/x.onnx | there is no directory",
        "2 | import --out @/x.safetensors | no file given, expected the safetensors file of a state dict",
        "2 | import @/a @/b --out @/x.safetensors | expected one file",
        "2 | import @/pt.safetensors --likelihood gauss --out @/x.safetensors | --likelihood: ",
        "1 | import @/missing.safetensors --out @/x.safetensors | missing.safetensors: no such file",
        "1 | import @/pt.safetensors --out @/x.safetensors | has no tensor \"encoder.mu.weight\"",
        "1 | import @/pt.safetensors --names pytorch-example --likelihood gaussian_learned --out @/x.safetensors | has"
                + " no tensor \"decoder.logvar.weight\"",
        "1 | import @/decoder.safetensors --out @/x.safetensors | has no tensor \"encoder.mu.weight\"",
        "1 | evaluate --model @/pt.safetensors --data @/data | metadata \"format\" is \"pt\", expected"
                + " \"lanewise-vae\""})
    void whatDoesNotFitIsRefusedInOneLine(int status, String words, String message) {
        CommandLine run = CommandLine.run(words.replace("@", home.toString()).split(" "));
        assertAll(words,
                () -> assertEquals(status, run.status(), run.err()),
                () -> assertTrue(run.err().contains(message), run.err()),
                () -> assertEquals(1, run.err().lines().count(), run.err()),
                () -> assertFalse(Files.exists(home.resolve("x.safetensors")) || Files.exists(home.resolve("x.onnx"))));
    }
}
