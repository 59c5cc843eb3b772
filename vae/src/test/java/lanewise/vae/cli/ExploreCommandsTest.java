package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import lanewise.vae.data.Dataset;
import lanewise.vae.file.Csv;
import lanewise.vae.file.Safetensors;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands that look at what a model has learned: what they write, and what they refuse.
final class ExploreCommandsTest {

    @TempDir
    static Path home;

    @BeforeAll
    static void train() throws IOException {
        TinyImages.write(home.resolve("data"));
        for (int latent = 1; latent <= 3; latent++) {
            assertEquals(0, CommandLine.run("train", "--data", home + "/data", "--hidden", "5", "--latent",
                    Integer.toString(latent), "--epochs", "1", "--out", home + "/run" + latent, "--threads",
                    "1").status());
        }
        assertEquals(0, CommandLine.run("train", "--data", home + "/data", "--hidden", "5", "--latent", "2", "--epochs",
                "1", "--condition", "labels", "--out", home + "/conditional", "--threads", "1").status());
        tellColumns();
        Files.createDirectories(home.resolve("bare"));
        Files.copy(home.resolve("run2/model.safetensors"), home.resolve("bare/model.safetensors"));
        try (VaeModel model = VaeModel.load(home.resolve("run2/model.safetensors"))) {
            model.decoder().save(home.resolve("bare/decoder.safetensors"));
        }
    }

    /// A model of two columns of a table that is told the other two.
    private static void tellColumns() throws IOException {
        Csv table = new Csv("a", "b", "c", "d");
        for (int r = 0; r < 50; r++) {
            table.add(0.1 * (r % 7), r % 2 - 0.5 * (r % 3), r % 2, 0.25 * (r % 3));
        }
        table.write(home.resolve("table.csv"));
        CommandLine told = CommandLine.run("train", "--data", home + "/table.csv", "--hidden", "5", "--latent", "2",
                "--epochs", "2", "--likelihood", "gaussian_learned", "--condition", "3,2", "--out", home + "/told",
                "--threads", "1");
        assertEquals(0, told.status(), told.err());
    }

    private static JsonObject run(String words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words.replace("@", home.toString()).split(" ")));
        all.add("--json");
        CommandLine run = CommandLine.run(all.toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        return Json.parseObject(run.out(), "standard output");
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(home.resolve(name));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "manifold --run @/run2 --side 4",
        "sample --run @/run2 --output draw --count 5",
        "scatter --run @/run2",
        "scatter --run @/run3",
        "interpolate --run @/run3 --pairs 2 --steps 4",
        "interpolate --run @/run3 --between prior --way spherical --seed 4",
        "traverse --run @/run3 --active",
        "traverse --run @/run3 --example 3 --dimensions 2,0 --from -1 --to 1 --steps 3",
        "attribute --run @/run3 --with 1 --count 2",
        "manifold --run @/conditional --side 3 --label 1",
        "interpolate --run @/conditional --pairs 2 --label 0",
        "traverse --run @/conditional --active --label 0",
        "attribute --run @/conditional --with 1 --count 2 --label 1"})
    void picturesAreAFunctionOfTheCommandLine(String words) throws IOException {
        JsonObject result = run(words + " --out @/first.png");
        assertEquals(home + "/first.png", result.string("out"));
        run(words + " --out @/second.png");
        assertArrayEquals(file("first.png"), file("second.png"));
        assertEquals(0x89504e47, ByteBuffer.wrap(file("first.png")).getInt(), "a PNG");
        run("sample --run @/run1 --out @/second.png");
        assertFalse(Arrays.equals(file("first.png"), file("second.png")));
    }

    @Test
    void theLabelOfAConditionalModelCounts() throws IOException {
        run("manifold --run @/conditional --side 3 --label 0 --out @/first.png");
        run("manifold --run @/conditional --side 3 --label 1 --out @/second.png");
        assertFalse(Arrays.equals(file("first.png"), file("second.png")));
    }

    /// Test example 4 has its values by another way: of the table itself, in the order in which the model is told them.
    @ParameterizedTest
    @CsvSource({"interpolate --between prior --pairs 2 --steps 3", "traverse --steps 3 --dimensions 1",
            "manifold --side 3", "sample --count 4"})
    void toldColumnsAreNamedByValuesOrByAnExample(String words) throws Exception {
        JsonObject like = run(words + " --run @/told --like 4 --out @/like.csv");
        List<?> values = (List<?>) like.get("told");
        assertEquals(2, values.size());
        try (Arena arena = Arena.ofConfined()) {
            Dataset test = TableSource.read(home.resolve("table.csv"), arena).test();
            assertEquals(List.of((double) test.value(4, 3), (double) test.value(4, 2)), values);
        }
        run(words + " --run @/told --told " + values.get(0) + "," + values.get(1) + " --out @/told.csv");
        assertArrayEquals(file("like.csv"), file("told.csv"));
        run(words + " --run @/told --told 7,-7 --out @/other.csv");
        assertFalse(Arrays.equals(file("told.csv"), file("other.csv")));
        assertEquals(List.of("a", "b"), Csv.read(home.resolve("other.csv")).columns());
    }

    @Test
    void aDecoderAloneDoesAsItsModel() throws IOException {
        for (String words : List.of("sample --count 9 --output draw --seed 3", "manifold --side 3")) {
            run(words + " --model @/bare/model.safetensors --out @/first.png");
            run(words + " --model @/bare/decoder.safetensors --out @/second.png");
            assertArrayEquals(file("first.png"), file("second.png"));
        }
    }

    @Test
    void samplesAreWrittenAsNumbersToo() throws IOException {
        run("sample --run @/run2 --count 7 --seed 5 --out @/x.csv");
        run("sample --run @/run2 --count 7 --seed 5 --out @/x.safetensors");
        run("sample --run @/run2 --count 7 --seed 5 --out @/x.npy");
        Csv csv = Csv.read(home.resolve("x.csv"));
        assertEquals(7, csv.size());
        assertEquals(36, csv.columns().size());
        try (Arena arena = Arena.ofConfined()) {
            float[] values = Safetensors.open(home.resolve("x.safetensors"), arena).tensor("x").toFloats();
            assertEquals(7 * 36, values.length);
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], (float) csv.number(i / 36, "x" + i % 36));
            }
        }
        assertEquals(128 + 4 * 7 * 36, file("x.npy").length);
    }

    @Test
    void embeddingsAreWrittenInEveryForm() throws IOException {
        run("encode --run @/run3 --out @/z.csv");
        run("encode --run @/run3 --variances --out @/z.safetensors");
        Csv csv = Csv.read(home.resolve("z.csv"));
        assertEquals(List.of("z0", "z1", "z2", "label"), csv.columns());
        try (Arena arena = Arena.ofConfined()) {
            Safetensors file = Safetensors.open(home.resolve("z.safetensors"), arena);
            assertArrayEquals(new long[] {TinyImages.TEST, 6}, file.tensor("z").shape());
            for (int r = 0; r < TinyImages.TEST; r++) {
                assertEquals(file.tensor("z").get(r * 6L + 2), csv.number(r, "z2"), 1e-6);
                assertEquals(file.tensor("label").get(r), csv.number(r, "label"));
            }
        }
    }

    @Test
    void theDirectionIsTheOneThatIsPrinted() throws IOException {
        JsonObject result = run("attribute --run @/run3 --with 1 --without 0 --out @/a.png --direction @/d.csv");
        List<?> direction = (List<?>) result.get("direction");
        Csv csv = Csv.read(home.resolve("d.csv"));
        for (int d = 0; d < 3; d++) {
            assertEquals((Double) direction.get(d), csv.number(0, "d" + d), 1e-7);
        }
        assertEquals(TinyImages.TRAIN / 2, result.integer("examples_with"));
        assertEquals(List.of(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L), result.get("examples"));
    }

    @Test
    void theMostActiveDimensionsComeFirst() throws IOException {
        JsonObject result = run("traverse --run @/run3 --active --out @/t.png");
        List<?> kl = (List<?>) result.get("kl");
        assertEquals(3, kl.size());
        assertTrue((Double) kl.get(0) >= (Double) kl.get(1) && (Double) kl.get(1) >= (Double) kl.get(2)
                && (Double) kl.get(2) >= 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "1 | manifold --run @/run3 --out @/x.png | has a latent variable of 3 dimensions, expected 2",
        "1 | scatter --run @/run1 --out @/x.png | has a latent variable of 1 dimension, expected at least 2",
        "1 | traverse --run @/run3 --dimensions 0,3 --out @/x.png | --dimensions: 3, but",
        "1 | traverse --run @/run3 --example 20 --out @/x.png | --example: 20, but",
        "2 | traverse --run @/run3 --dimensions 1 --active --out @/x.png | do not go together",
        "2 | interpolate --run @/run3 --examples 1,2,3 --out @/x.png | --examples: 3 numbers, expected two for"
                + " each row",
        "2 | interpolate --run @/run3 --examples 1,2 --between prior --out @/x.png | --examples: there are none between"
                + " draws from the prior",
        "2 | interpolate --run @/run3 --way curved --out @/x.png | --way: 'curved', expected one of linear, spherical",
        "1 | interpolate --run @/run3 --examples 1,99 --out @/x.png | --examples: 99, but",
        "2 | attribute --run @/run3 --out @/x.png | --with: not given, expected the labels",
        "2 | attribute --run @/run3 --with 1 --without 0,1 --out @/x.png | --without: 1 is among --with too",
        "1 | attribute --run @/run3 --with 7 --out @/x.png | --with: ",
        "1 | attribute --run @/run3 --with 0,1 --out @/x.png | --without: ",
        "2 | attribute --run @/run3 --with 1 --direction d.txt --out @/x.png | --direction: 'd.txt', expected a name"
                + " that ends with",
        "2 | sample --run @/run2 --output median | --output: 'median', expected one of mean, ",
        "1 | encode --model @/bare/decoder.safetensors --data @/data --out @/x.csv | metadata \"format\" is"
                + " \"lanewise-decoder\"",
        "1 | manifold --run @/run2 --label 1 --out @/x.png | --label: ",
        "1 | manifold --run @/conditional --out @/x.png | --label: not given, but",
        "1 | traverse --run @/conditional --label 2 --out @/x.png | expected the label to decode for, 0 to 1",
        "1 | manifold --run @/run2 --told 1 --out @/x.png | is no conditional model, expected one trained with"
                + " --condition COLUMNS",
        "1 | traverse --run @/conditional --told 1,0 --out @/x.png | is told labels, 0 to 1, expected --label",
        "1 | traverse --run @/told --label 1 --out @/no.csv | is told the 2 columns 3,2, expected --told or --like",
        "1 | sample --run @/told --labels 1 --out @/no.csv | is told the 2 columns 3,2, expected --told or --like",
        "1 | interpolate --run @/told --out @/no.csv | --told: not given, but",
        "1 | manifold --run @/told --told 1,2,3 --out @/no.csv | --told: 3 values, but",
        "1 | manifold --run @/told --like 5 --out @/no.csv | --like: 5, but",
        "2 | traverse --run @/told --told 1,x --out @/no.csv | --told: '1,x', expected numbers separated by commas",
        "2 | sample --run @/told --told 1,2 --like 0 --out @/no.csv | do not go together",
        "1 | manifold --run @/run2 --out @/nowhere/x.png | cannot be written: there is no directory"})
    void whatCannotBeDoneIsRefusedInOneLine(int status, String words, String message) {
        CommandLine run = CommandLine.run(words.replace("@", home.toString()).split(" "));
        assertAll(words,
                () -> assertEquals(status, run.status(), run.err()),
                () -> assertTrue(run.err().contains(message), run.err()),
                () -> assertEquals(1, run.err().lines().count(), run.err()),
                () -> assertFalse(Files.exists(home.resolve("x.png")) || Files.exists(home.resolve("no.csv"))));
    }
}
