package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import lanewise.core.activation.Silu;
import lanewise.core.activation.Tanh;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.model.Architecture;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.FixtureCheck;
import lanewise.vae.reference.FixtureFile;
import lanewise.vae.reference.FixtureMaker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fixtures of convolutional nets: the autograd framework's through the fp32 path, and some of our own.
class FixtureConvolutionsTest {

    @TempDir
    static Path home;

    static List<Path> goldens() throws IOException, URISyntaxException {
        URL page = FixtureConvolutionsTest.class.getResource("/lanewise/goldens/conv/README.md");
        Path readme = Path.of(Objects.requireNonNull(page).toURI());
        try (Stream<Path> files = Files.list(readme.getParent())) {
            return files.filter(file -> file.getFileName().toString().matches("conv_.*\\.f64\\.safetensors")).sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void kernelsReproduceTheGoldens(Path golden) throws IOException {
        FixtureFile kernels = FixtureKernels.of(FixtureFile.read(golden));
        FixtureCheck check = FixtureCheck.of(kernels);
        assertTrue(check.passes(), () -> check.comparisons().stream().filter(comparison -> !comparison.passes())
                .toList().toString());
        assertTrue(check.comparisons().stream().anyMatch(comparison -> comparison.deviation().name()
                .equals("grad.x_enc")));
        assertTrue(check.comparisons().stream().anyMatch(comparison -> comparison.deviation().name()
                .equals("out.enc.h0")));
        assertEquals(0, CommandLine.run("fixtures", "check", "--kernels", golden.toString()).status());
    }

    private static Architecture net() {
        return Architecture.builder(new Shape(2, 7, 5))
                .encoder(List.of(new Layer(new Conv2d(9, 3, 2, 1), Normalization.LAYER, new Silu()),
                new Layer(Dense.of(6), new Tanh()))).latent(3)
                .decoder(List.of(new Layer(new Dense(new Shape(9, 4, 3)), new Tanh())),
                new ConvTranspose2d(1, 3, 2, 1, 0))
                .likelihood(new GaussianLearned()).posterior(new FullGaussian()).prior(new VampPrior(2)).condition(2)
                .build();
    }

    private static Map<String, String> description() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("kind", "vae_gradients");
        keys.put("dtype", "F64");
        keys.put("seed", "5");
        keys.put("architecture", net().toJson());
        keys.put("objective", "elbo");
        keys.put("reduction", "mean");
        keys.put("batch", "4");
        keys.put("x_kind", "real");
        keys.put("dropout", "0.25");
        return keys;
    }

    /// Written, read and checked, with masks, a normalised convolution, a condition and what the prior has learned;
    /// then by the kernels.
    @Test
    void ourOwnAreReadAndReproduced() throws IOException {
        FixtureFile made = FixtureMaker.make(description());
        Path file = home.resolve("own.safetensors");
        made.writer().write(file);
        assertEquals(net(), FixtureFile.read(file).fixture().model().architecture());
        FixtureCheck exact = FixtureCheck.of(FixtureFile.read(file));
        assertTrue(exact.passes());
        assertEquals(Set.of(), exact.missing());
        assertEquals(Set.of(), exact.unknown());
        CommandLine kernels = CommandLine.run("fixtures", "check", "--kernels", file.toString());
        assertEquals(0, kernels.status(), kernels.out() + kernels.err());
        assertTrue(made.fixture().description().get("formula.layer").contains("conv_transpose2d"));
    }

    @Test
    void aTrajectoryIsFollowed() throws IOException {
        Map<String, String> keys = description();
        keys.put("kind", "optimizer_trajectory");
        keys.put("optimizer", "adam");
        keys.put("lr", "0.01");
        keys.put("steps", "2");
        Path file = home.resolve("steps.safetensors");
        FixtureMaker.make(keys).writer().write(file);
        CommandLine kernels = CommandLine.run("fixtures", "check", "--kernels", file.toString());
        assertEquals(0, kernels.status(), kernels.out() + kernels.err());
    }

    @Test
    void anArchitectureStandsAlone() {
        Map<String, String> keys = description();
        keys.put("x_dim", "70");
        assertEquals("metadata \"x_dim\": \"70\", expected nothing beside the key \"architecture\", which tells all of "
                + "the net",
                assertThrows(IllegalArgumentException.class, () -> new Fixture(keys, Map.of()).model()).getMessage());
        keys.remove("x_dim");
        keys.put("architecture", "{}");
        String message = assertThrows(IllegalArgumentException.class, () -> new Fixture(keys, Map.of()).model())
                .getMessage();
        assertTrue(message.startsWith("metadata \"architecture\": "), message);
    }
}
