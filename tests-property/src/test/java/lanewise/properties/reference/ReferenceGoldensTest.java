package lanewise.properties.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lanewise.vae.reference.Deviation;
import lanewise.vae.reference.Fixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The float64 reference against an autograd framework's float64; the table of deviations is left in
/// `target/golden-deviations-reference.txt`.
class ReferenceGoldensTest {
    private static final List<String> TABLE = new ArrayList<>();

    static List<Path> goldens() {
        return Goldens.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyTensorIsReproduced(Path file) throws IOException {
        Fixture golden = FixtureFile.read(file);
        List<Deviation> deviations = golden.deviations(false);
        assertEquals(Set.of(), golden.unknown());
        assertTrue(deviations.size() > 20, "tensors compared: " + deviations.size());
        Deviation worst = deviations.stream().max(Comparator.comparingDouble(Deviation::relative)).orElseThrow();
        TABLE.add(String.format(Locale.ROOT, "%-34s %4d tensors  %.2e  %s", golden.description().get("case"),
                deviations.size(), worst.relative(), worst.name()));
        // one unit in the last place of a log-weight of -550 nats is 1e-13: that is what the 784-wide importance
        // weighted net can keep; others have some -50 nats
        boolean wide = "splitmix64".equals(golden.description().get("weights"));
        double limit = wide ? 1e-11 : "iwae".equals(golden.description().get("objective")) ? 1e-13 : 1e-14;
        assertTrue(worst.relative() < limit, worst::toString);
    }

    @Test
    void theFullSetIsThere() {
        Assumptions.assumeFalse(Goldens.shared("f64").isEmpty(),
                "the shared goldens are not beside the checkout: only those among the resources are tested");
        assertEquals(Goldens.shared("f64").size(), Goldens.shared("f32").size());
        assertTrue(Goldens.shared("f64").size() >= Goldens.own().size());
    }

    /// What the framework's own float32 keeps: an importance weight of the 784-wide net is good to 3e-5, its gradients
    /// to 4e-5, nearly all else to 2e-6.
    @Test
    void float32FilesOfAnotherBackendCanBeJudged() throws IOException {
        List<Path> files = Goldens.shared("f32");
        Assumptions.assumeFalse(files.isEmpty(), "the shared goldens are not beside the checkout");
        List<Double> all = new ArrayList<>();
        for (Path file : files) {
            Fixture golden = FixtureFile.read(file);
            assertEquals(Set.of(), golden.unknown(), file::toString);
            for (Deviation deviation : golden.deviations(true)) {
                assertTrue(deviation.relative() < 1e-4 || deviation.name().startsWith("gradsample.sum"),
                        () -> file + ": " + deviation);
                all.add(deviation.relative());
            }
        }
        all.sort(null);
        assertTrue(all.get(all.size() / 2) < 2e-7, "median " + all.get(all.size() / 2));
        assertTrue(all.get(all.size() * 98 / 100) < 2e-6, "98th percentile " + all.get(all.size() * 98 / 100));
    }

    @AfterAll
    static void writeTable() throws IOException {
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "golden-deviations-reference.txt"), TABLE);
    }
}
