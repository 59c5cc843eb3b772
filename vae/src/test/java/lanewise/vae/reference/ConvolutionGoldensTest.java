package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The float64 reference against an autograd framework's values for convolutions, single maps and whole autoencoders.
class ConvolutionGoldensTest {

    private static List<Path> files(String pattern) throws IOException, URISyntaxException {
        URL page = Objects.requireNonNull(ConvolutionGoldensTest.class.getResource("/lanewise/goldens/conv/README.md"));
        Path readme = Path.of(page.toURI());
        try (Stream<Path> files = Files.list(readme.getParent())) {
            return files.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
        }
    }

    static List<Path> autoencoders() throws IOException, URISyntaxException {
        return files("conv_.*\\.f64\\.safetensors");
    }

    static List<Path> singleOnes() throws IOException, URISyntaxException {
        return files("conv_.*\\.f32\\.safetensors");
    }

    @Test
    void theFilesAreThere() throws IOException, URISyntaxException {
        assertEquals(autoencoders().size(), singleOnes().size());
        assertTrue(autoencoders().size() >= 4, autoencoders()::toString);
        assertEquals(4, files("maps_.*").size());
    }

    /// As those of dense nets: 1e-14 of a tensor's largest element, 1e-13 under importance weights.
    @ParameterizedTest
    @MethodSource("autoencoders")
    void everyTensorIsReproduced(Path file) throws IOException {
        Fixture golden = FixtureFile.read(file).fixture();
        List<Deviation> deviations = golden.deviations(false);
        assertEquals(Set.of(), golden.unknown());
        assertTrue(deviations.size() > 30, "tensors compared: " + deviations.size());
        double limit = golden.description().get("objective").equals("iwae") ? 1e-13 : 1e-14;
        for (Deviation deviation : deviations) {
            assertTrue(deviation.relative() < limit, deviation::toString);
        }
        assertEquals(Set.of(), FixtureCheck.of(FixtureFile.read(file)).missing());
    }

    /// What the framework's float32 makes of the same inputs is within the limits of float32.
    @ParameterizedTest
    @MethodSource("singleOnes")
    void float32FilesPassTheCheck(Path file) throws IOException {
        FixtureCheck check = FixtureCheck.of(FixtureFile.read(file));
        assertTrue(check.passes(), () -> check.comparisons().stream().filter(comparison -> !comparison.passes())
            .toList().toString());
        assertEquals(Set.of(), check.unknown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps_conv2d", "maps_conv_transpose2d"})
    void everyMapIsReproduced(String name) throws IOException, URISyntaxException {
        Fixture golden = FixtureFile.read(files(name + "\\.f64\\.safetensors").getFirst()).fixture();
        int maps = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(golden.description()).entrySet()) {
            if (entry.getKey().startsWith("map.")) {
                maps++;
                reproduce(golden.tensors(), entry.getKey().substring("map.".length()), entry.getValue());
            }
        }
        assertTrue(maps >= 10, "maps: " + maps);
    }

    /// @param text such as `conv2d in=2x5x6 out=3x5x6 kernel=3 stride=1 padding=1 batch=2`
    private static void reproduce(Map<String, DoubleTensor> golden, String name, String text) {
        Map<String, String> words = new LinkedHashMap<>();
        Arrays.stream(text.split(" ")).skip(1).forEach(word -> words.put(word.split("=")[0], word.split("=")[1]));
        Shape in = Shape.parse(words.get("in"));
        Shape out = Shape.parse(words.get("out"));
        int kernel = Integer.parseInt(words.get("kernel"));
        int stride = Integer.parseInt(words.get("stride"));
        int padding = Integer.parseInt(words.get("padding"));
        LinearMap description = text.startsWith("conv2d ") ? new Conv2d(out.channels(), kernel, stride, padding)
            : new ConvTranspose2d(out.channels(), kernel, stride, padding,
            Integer.parseInt(words.get("output_padding")));
        assertEquals(out, description.output(in), name);
        AffineMap map = AffineMap.of(description, in, name, golden);
        double[] x = golden.get(name + ".x").values();
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        double[] dx = new double[x.length];
        map.backward(x, golden.get(name + ".dy").values(), dx, results);
        near(golden, name + ".y", map.forward(x));
        near(golden, name + ".grad.x", dx);
        for (String parameter : List.of("weight", "bias")) {
            DoubleTensor gradient = results.get("grad." + name + "." + parameter);
            assertArrayEquals(golden.get(name + "." + parameter).shape(), gradient.shape(), name);
            near(golden, name + ".grad." + parameter, gradient.values());
        }
    }

    private static void near(Map<String, DoubleTensor> golden, String name, double[] actual) {
        double[] expected = golden.get(name).values();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(expected, actual, 1e-14 * largest, name);
    }
}
