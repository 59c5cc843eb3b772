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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.vae.reference.FixtureFile;

final class FixturesWriteTest {

    @TempDir
    Path home;

    private CommandLine write(Path out, String options) {
        List<String> words = new ArrayList<>(List.of("fixtures", "write", "--out", out.toString()));
        words.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        return CommandLine.run(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--seed 7 --dtype f32", "--steps 3 --clip 1 --amsgrad", "--steps 5 --schedule plateau",
        "--steps 2 --optimizer sgd --momentum 0.9 --nesterov --weight-decay 0.01",
        "--objective iwae --samples 5 --likelihood gaussian_learned --activation silu --hidden 7,5",
        "--kind elementwise", "--kind elementwise --dtype f32", "--hidden none --likelihood gaussian_fixed --variance"
        + " 0.25 --reduction mean --samples 2 --free-bits-mode batch_mean --free-bits 0.3",
        "--inputs 300 --hidden 40 --weights splitmix64 --x-kind soft --decoder-hidden none",
        "--steps 2 --optimizer adamw --objective iwae --samples 3 --dtype f32", "--likelihood student_t:degrees=3",
        "--likelihood poisson --steps 2", "--likelihood categorical:groups=3/5/4",
        "--likelihood gaussian_optimal --samples 2", "--normalization layer", "--dropout 0.25 --hidden 9,7 --objective"
        + " dreg --samples 3 --prior vamp", "--normalization layer --dropout 0.1 --steps 3 --samples 2 --dtype f32",
        "--normalization layer --dropout 0.5 --inputs 300 --hidden 40 --weights splitmix64",
        "--likelihood observed:student_t --objective iwae --samples 4 --steps 2",
        "--likelihood observed:gaussian_learned@0-3+categorical@4-8+poisson@9-11 --dtype f32",
        "--likelihood gaussian_learned@0-3+categorical@4-8+negative_binomial@9+gaussian_shared@10-11 --prior vamp"
        + " --components 2"})
    void whatIsWrittenPassesAndIsTheSameAgain(String options) throws IOException {
        Path one = home.resolve("one.safetensors");
        Path two = home.resolve("two.safetensors");
        assertEquals(0, write(one, options).status());
        assertEquals(0, write(two, options).status());
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
        String[] exact = options.contains("f32") ? new String[] {"--ulp", "0.5"} : new String[] {"--absolute", "0"};
        CommandLine check = CommandLine.run("fixtures", "check", "--strict", exact[0], exact[1], one.toString());
        assertEquals(0, check.status(), check.err() + check.out());
    }

    @Test
    void seedsMakeOtherNumbers() throws IOException {
        write(home.resolve("a"), "--seed 1");
        write(home.resolve("b"), "--seed 2");
        assertFalse(FixtureFile.read(home.resolve("a")).fixture().tensors().get("x").values()[0]
                == FixtureFile.read(home.resolve("b")).fixture().tensors().get("eps").values()[0]);
        assertFalse(java.util.Arrays.equals(Files.readAllBytes(home.resolve("a")),
                Files.readAllBytes(home.resolve("b"))));
    }

    @Test
    void filesAreReplacedOnlyWhereAsked() throws IOException {
        Path file = Files.writeString(home.resolve("kept"), "mine");
        CommandLine run = write(file, "");
        assertEquals(1, run.status());
        assertEquals("lanewise fixtures write: --out: " + file + " exists already; --overwrite replaces it",
                run.err().strip());
        assertEquals("mine", Files.readString(file));
        assertEquals(0, write(file, "--overwrite").status());
        assertTrue(Files.size(file) > 1000);
        try (var list = Files.list(home)) {
            assertEquals(List.of(file), list.toList(), "no partial file is left");
        }
    }

    @Test
    void jsonTellsWhatWasWritten() {
        CommandLine run = write(home.resolve("x"), "--json --seed 5");
        assertTrue(run.out().startsWith("{\"out\":\"" + home
                + "/x\",\"kind\":\"vae_gradients\",\"dtype\":\"F64\",\"seed\":5,\"tensors\":42,"), run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--hidden 0 | --hidden: '0', expected whole numbers from 1 to 65536 separated by commas, such as 400 or"
                + " 512,256, or none",
        "--activation swish | --activation: 'swish', expected one of identity, relu",
        "--variance 2 | --variance: the likelihood bernoulli_logits has none, it is for gaussian_fixed",
        "--objective iwae --beta 2 | --beta: it is for the objective elbo",
        "--free-bits 0.5 | --free-bits: no floor without --free-bits-mode",
        "--x-kind real | --x-kind: 'real', expected binary or soft",
        "--lr 0.1 | --lr: it is for a trajectory, expected --steps as well",
        "--steps 2 --momentum 0.9 | --momentum: the optimizer adam has none, it is for sgd",
        "--steps 2 --optimizer sgd --beta1 0.9 | --beta1: the optimizer sgd has none, it is for adam and adamw",
        "--steps 2 --weights splitmix64 | --weights: 'splitmix64', expected stored",
        "--kind optimizer_trajectory | --steps: 0, expected at least 1",
        "--kind elementwise --hidden 5 | --hidden: a fixture of kind elementwise has no net",
        "--likelihood poisson --x-kind real | --x-kind: 'real', expected count or binary",
        "--likelihood student_t:nu=3 | --likelihood: 'nu=3' in 'student_t:nu=3', expected degrees=...",
        "--samples 0 | --samples: '0', expected a whole number from 1",
        "--dropout 1 | --dropout: '1', expected",
        "--normalization batch | --normalization: 'batch', expected one of none, layer",
        "--dtype f16 | --dtype: 'f16', expected one of f32, f64",
    })
    void optionsThatDoNotFitAreRefused(String options, String message) {
        CommandLine run = write(home.resolve("never"), options);
        assertEquals(2, run.status(), run.err());
        assertTrue(run.err().startsWith("lanewise fixtures write: " + message), run.err());
        assertEquals(1, run.err().lines().count());
        assertFalse(Files.exists(home.resolve("never")));
    }

    @Test
    void theFileHasToBeNamedAndWritable() {
        assertEquals("lanewise fixtures write: --out: not given, expected the file to write",
                CommandLine.run("fixtures", "write").err().strip());
        assertEquals(1, write(home.resolve("nowhere/x"), "").status());
        assertEquals(1, write(home, "").status());
    }
}
