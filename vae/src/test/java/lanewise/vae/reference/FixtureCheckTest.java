package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import lanewise.vae.file.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Values of an autograd framework pass; the same values with a wrong sign, factor, order or shape do not.
class FixtureCheckTest {

    /// Goldens of the shared collection, unchanged, that lie among the resources.
    static List<Path> own() {
        List<Path> files = new ArrayList<>();
        for (String name : new String[] {"/lanewise/vae/loss/act_relu_h1",
            "/lanewise/vae/loss/gauss_learned_softplus_sum", "/lanewise/vae/loss/mc3_bern_sum",
            "/lanewise/vae/train/optim_adam_clip", "/lanewise/vae/train/optim_sgd_nesterov_wd"}) {
            try {
                files.add(Path.of(FixtureCheckTest.class.getResource(name + ".f64.safetensors").toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return files;
    }

    static List<Path> shared() throws IOException {
        Path goldens = Path.of(System.getProperty("lanewise.shared", "../../shared")).resolve("goldens");
        Assumptions.assumeTrue(Files.isDirectory(goldens), goldens + " is not there");
        List<Path> files = new ArrayList<>();
        try (var list = Files.newDirectoryStream(goldens, "*.safetensors")) {
            list.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    /// The same file with one tensor replaced.
    private static FixtureFile with(FixtureFile file, String name, DoubleTensor tensor) {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>(file.fixture().tensors());
        tensors.put(name, tensor);
        return new FixtureFile(file.source(), new Fixture(file.fixture().description(), tensors), file.types());
    }

    private static FixtureFile described(FixtureFile file, String key, String value) {
        Map<String, String> description = new LinkedHashMap<>(file.fixture().description());
        if (value == null) {
            description.remove(key);
        } else {
            description.put(key, value);
        }
        return new FixtureFile(file.source(), new Fixture(description, file.fixture().tensors()), file.types());
    }

    /// As another backend would store it in float32.
    private static FixtureFile rounded(FixtureFile file) {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        Map<String, Tensor.Type> types = new LinkedHashMap<>();
        file.fixture().tensors().forEach((name, tensor) -> {
            DoubleTensor copy = tensor.copy();
            for (int i = 0; i < copy.size(); i++) {
                copy.values()[i] = (float) copy.values()[i];
            }
            tensors.put(name, copy);
            types.put(name, Tensor.Type.F32);
        });
        Map<String, String> description = new LinkedHashMap<>(file.fixture().description());
        description.put("dtype", "F32");
        return new FixtureFile(file.source(), new Fixture(description, tensors), types);
    }

    private static List<String> failing(FixtureFile file) {
        return FixtureCheck.of(file).comparisons().stream().filter(c -> !c.passes())
            .map(c -> c.deviation().name()).toList();
    }

    private static DoubleTensor changed(DoubleTensor tensor, Consumer<double[]> change) {
        DoubleTensor copy = tensor.copy();
        change.accept(copy.values());
        return copy;
    }

    private static void scale(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private static DoubleTensor transposed(DoubleTensor tensor) {
        DoubleTensor other = DoubleTensor.zeros(tensor.shape());
        int rows = tensor.extent(0);
        int columns = tensor.extent(1);
        for (int i = 0; i < other.size(); i++) {
            other.values()[i] = tensor.values()[i % rows * columns + i / rows];
        }
        return other;
    }

    @Test
    void ownGoldensPassInBothTypes() throws IOException {
        for (Path path : own()) {
            FixtureFile file = FixtureFile.read(path);
            FixtureCheck check = FixtureCheck.of(file);
            assertTrue(check.passes(), path + ": " + failing(file));
            assertEquals(Set.of(), check.unknown());
            assertEquals(Set.of(), check.missing());
            assertTrue(check.comparisons().size() > 20);
            assertTrue(check.comparisons().stream().noneMatch(Comparison::singlePrecision));
            FixtureCheck single = FixtureCheck.of(rounded(file));
            assertTrue(single.passes(), path::toString);
            assertTrue(single.comparisons().stream().allMatch(c -> c.singlePrecision()
                    && c.tolerance().equals(Tolerance.FLOAT32.widened(1, 0x1p-24 * updates(c.deviation().name())))));
            assertTrue(single.comparisons().stream()
                .allMatch(c -> c.deviation().ulps() <= 0.51 || c.deviation().relative() < 1e-7), path::toString);
        }
    }

    /// Parameters after t updates have been rounded t times.
    private static int updates(String name) {
        return name.matches("step[0-9]\\.(enc|dec)\\..*") ? name.charAt(4) - '0' : 0;
    }

    @Test
    void everySharedGoldenPasses() throws IOException {
        List<Path> files = shared();
        for (Path path : files) {
            FixtureFile file = FixtureFile.read(path);
            assertEquals(List.of(), failing(file), path::toString);
            assertEquals(Set.of(), FixtureCheck.of(file).unknown(), path::toString);
        }
        assertFalse(files.isEmpty());
    }

    /// Every result of every golden is changed in one of three ways: another sign, a factor, columns for rows. Of a sum
    /// that cancels, and of exp of large numbers in float32, only the sign can be told to be wrong.
    @Test
    void wrongSignsFactorsAndTranspositionsFail() throws IOException {
        for (Path path : own()) {
            for (int way = 0; way < 3; way++) {
                everyWrongResultFails(FixtureFile.read(path), way);
                everyWrongResultFails(rounded(FixtureFile.read(path)), way);
            }
        }
    }

    @Test
    void wrongResultsInSharedGoldensFail() throws IOException {
        int way = 0;
        for (Path path : shared()) {
            everyWrongResultFails(FixtureFile.read(path), way++);
        }
    }

    private static void everyWrongResultFails(FixtureFile file, int way) {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>(file.fixture().tensors());
        Set<String> wrong = new TreeSet<>(file.fixture().recompute().keySet());
        wrong.retainAll(tensors.keySet());
        int i = way;
        for (String name : wrong) {
            tensors.put(name,
                changed(tensors.get(name), name.startsWith("gradsample.sum") || name.equals("logsumexp.dx") ? 0 : i++));
        }
        assertEquals(wrong, new TreeSet<>(
            failing(new FixtureFile(file.source(), new Fixture(file.fixture().description(), tensors), file.types()))),
            file.source());
        assertTrue(wrong.size() > 20, file.source());
    }

    private static DoubleTensor changed(DoubleTensor tensor, int way) {
        boolean matrix = tensor.rank() == 2 && tensor.extent(0) > 1 && tensor.extent(1) > 1;
        return switch (way % 3) {
            case 0 -> changed(tensor, v -> scale(v, -1));
            case 1 -> changed(tensor, v -> scale(v, 1.001));
            default -> matrix ? transposed(tensor) : changed(tensor, v -> scale(v, 0.5));
        };
    }

    @Test
    void oneWrongElementFails() throws IOException {
        FixtureFile file = FixtureFile.read(own().getFirst());
        DoubleTensor gradient = file.fixture().tensors().get("grad.enc.0.weight");
        FixtureCheck check = FixtureCheck.of(
            with(file, "grad.enc.0.weight", changed(gradient, v -> v[7] = Double.NaN)));
        Comparison wrong = check.comparisons().stream().filter(c -> !c.passes()).findFirst().orElseThrow();
        assertEquals(7, wrong.worst());
        assertEquals(1, wrong.failures());
        assertEquals("grad.enc.0.weight: 1 of 143 elements, the worst at 7: NaN, expected " + wrong.expected(),
            wrong.complaint());
    }

    @Test
    void anotherDescriptionFails() throws IOException {
        FixtureFile file = FixtureFile.read(own().getFirst());
        for (String[] entry : new String[][] {{"activation", "leaky_relu"}, {"reduction", "mean"}, {"beta", "1.001"},
            {"likelihood", "gaussian_fixed"}}) {
            assertFalse(FixtureCheck.of(described(described(file, "sigma2", "1"), entry[0], entry[1])).passes(),
                entry[0]);
        }
        FixtureFile steps = FixtureFile.read(own().get(3));
        for (String[] entry : new String[][] {{"lr", "0.0101"}, {"betas", "0.9,0.9991"}, {"clip_grad_norm", "1.001"},
            {"amsgrad", "true"}, {"weight_decay", "0.001"}, {"optimizer", "sgd"}}) {
            assertFalse(FixtureCheck.of(described(steps, entry[0], entry[1])).passes(), entry[0]);
        }
    }

    @Test
    void otherShapesFailAndScalarsMayBeVectorsOfOne() throws IOException {
        FixtureFile file = FixtureFile.read(own().getFirst());
        DoubleTensor gradient = file.fixture().tensors().get("grad.enc.0.weight");
        FixtureFile turned = with(file, "grad.enc.0.weight",
            DoubleTensor.of(gradient.values(), gradient.extent(1), gradient.extent(0)));
        Comparison wrong = FixtureCheck.of(turned).comparisons().stream().filter(c -> !c.passes()).findFirst()
            .orElseThrow();
        assertEquals("grad.enc.0.weight: shape [13, 11], expected [11, 13]", wrong.complaint());
        DoubleTensor total = file.fixture().tensors().get("loss.total");
        assertTrue(FixtureCheck.of(with(file, "loss.total", DoubleTensor.of(total.values(), 1))).passes());
    }

    @Test
    void missingAndUnknownAreNamed() throws IOException {
        FixtureFile file = FixtureFile.read(own().getFirst());
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>(file.fixture().tensors());
        Map<String, Tensor.Type> types = new LinkedHashMap<>(file.types());
        tensors.put("grad.encoder.0.weight", tensors.remove("grad.enc.0.weight"));
        types.put("grad.encoder.0.weight", Tensor.Type.F64);
        FixtureCheck check = FixtureCheck.of(
            new FixtureFile("x", new Fixture(file.fixture().description(), tensors), types));
        assertEquals(Set.of("grad.enc.0.weight"), check.missing());
        assertEquals(Set.of("grad.encoder.0.weight"), check.unknown());
        assertTrue(check.passes());
    }

    @Test
    void ownLimitsAreTakenAsTheyAre() throws IOException {
        FixtureFile file = rounded(FixtureFile.read(own().getFirst()));
        assertTrue(FixtureCheck.of(file, new Tolerance(0, 1e-7, 0)).passes());
        assertFalse(FixtureCheck.of(file, new Tolerance(0, 1e-9, 0)).passes());
        assertTrue(FixtureCheck.of(file, new Tolerance(1e-4, 0, 0)).passes());
        assertFalse(FixtureCheck.of(file, new Tolerance(0, 0, 0.1)).passes());
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(-1, 0, 0));
    }

    @Test
    void badInputsAreNamed() throws IOException {
        FixtureFile file = FixtureFile.read(own().getFirst());
        DoubleTensor x = file.fixture().tensors().get("x");
        refused(with(file, "x", changed(x, v -> v[4] = Double.NaN)),
            "tensor \"x\": element 4 is NaN, expected a finite number");
        refused(with(file, "x", DoubleTensor.zeros(3)), "tensor \"x\": shape [3], expected [rows, 13]");
        refused(with(file, "enc.mu.bias", DoubleTensor.zeros(3)), "tensor \"enc.mu.bias\": shape [3], expected [2]");
        refused(with(file, "eps", DoubleTensor.zeros(1, 2, 2)), "eps");
        refused(described(file, "batch", "4"), "metadata \"batch\": \"4\", expected the 3 rows of tensor \"x\"");
        refused(described(file, "x_dim", "13.5"), "metadata \"x_dim\": \"13.5\", expected a whole number from 1 up");
        refused(described(file, "x_dim", "99999999999"), "metadata \"x_dim\"");
        refused(described(file, "enc_hidden", "11,,2"), "metadata \"enc_hidden\": \"11,,2\", expected widths");
        refused(described(file, "reduction", "median"),
            "metadata \"reduction\": \"median\", expected one of sum, mean");
        refused(described(file, "free_bits_mode", "some"),
            "metadata \"free_bits_mode\": \"some\", expected one of none, per_sample, batch_mean");
        refused(described(file, "beta", "NaN"), "metadata \"beta\": \"NaN\", expected a finite number");
        refused(described(file, "L", "0"), "metadata \"L\": \"0\"");
        refused(described(file, "dtype", "half"), "metadata \"dtype\": \"half\", expected one of F32, F64");
        refused(described(file, "kind", null), "metadata \"kind\": missing, expected one of vae_gradients");
        refused(described(described(file, "likelihood", "gaussian_fixed"), "sigma2", "0"),
            "metadata \"sigma2\": \"0\"");
        refused(described(described(file, "weights", "splitmix64"), "seed", "x"), "metadata \"seed\": \"x\"");
        FixtureFile steps = FixtureFile.read(own().get(3));
        refused(described(steps, "optimizer", "lion"),
            "metadata \"optimizer\": \"lion\", expected one of adam, adamw, sgd");
        refused(described(steps, "betas", "0.9"), "metadata \"betas\": \"0.9\"");
        refused(described(FixtureFile.read(own().get(4)), "nesterov", "1"),
            "metadata \"nesterov\": \"1\", expected true or false");
        refused(described(steps, "lr", null), "metadata \"lr\": missing");
        refused(described(steps, "steps", "6"), "tensor \"eps\": shape [5, 6, 3], expected [6, 6, 3]");
        refused(with(steps, "step0.enc.mu.bias", DoubleTensor.zeros(4)),
            "tensor \"step0.enc.mu.bias\": shape [4], expected [3]");
    }

    @Test
    void onlyInputsAreNothingToCompare() throws IOException {
        FixtureFile file = FixtureFile.read(own().getFirst());
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>(file.fixture().tensors());
        tensors.keySet().removeAll(file.fixture().recompute().keySet());
        refused(new FixtureFile("x", new Fixture(file.fixture().description(), tensors), file.types()),
            "nothing to compare");
    }

    @Test
    void samplesOfGradientsAreChecked() {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>(FixtureTest.inputs());
        Fixture inputs = new Fixture(FixtureTest.description(), tensors);
        tensors.putAll(inputs.recompute());
        Map<String, Tensor.Type> types = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> types.put(name, Tensor.Type.F64));
        FixtureFile file = new FixtureFile("x", new Fixture(FixtureTest.description(), tensors), types);
        assertTrue(FixtureCheck.of(file).passes());
        for (String name : new String[] {"gradsample.value.enc.0.weight", "gradsample.l2norm.enc.0.weight",
            "gradsample.sum.enc.0.weight"}) {
            assertEquals(List.of(name), failing(with(file, name, changed(tensors.get(name), v -> scale(v, -1)))));
        }
        refused(with(file, "gradsample.index.enc.0.weight", DoubleTensor.of(new double[] {15, 0}, 2)),
            "element 0 is 15.0, expected an index below 15");
    }

    private static void refused(FixtureFile file, String message) {
        String actual = assertThrows(IllegalArgumentException.class, () -> FixtureCheck.of(file)).getMessage();
        assertTrue(actual.contains(message), actual);
    }
}
