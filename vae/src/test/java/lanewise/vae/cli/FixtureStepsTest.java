package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.reference.Comparison;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.FixtureCheck;
import lanewise.vae.reference.FixtureFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fp32 path along all steps of float64 trajectories.
class FixtureStepsTest {

    @TempDir
    Path home;

    private FixtureFile write(String options) throws IOException {
        Path file = home.resolve("steps.safetensors");
        List<String> words = new ArrayList<>(List.of("fixtures", "write", "--out", file.toString()));
        words.addAll(List.of(options.split(" ")));
        CommandLine run = CommandLine.run(words.toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        return FixtureFile.read(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--steps 40 --lr 0.1 --clip 3",
        "--steps 9 --optimizer adamw --amsgrad --weight-decay 0.1 --schedule cosine --warm-up linear"
                + " --objective beta_tc",
        "--steps 9 --optimizer adam --initial-second-moment 1 --schedule steps --objective iwae --samples 3"
                + " --prior vamp",
        "--steps 9 --optimizer sgd --momentum 0.9 --nesterov --weight-decay 0.01 --schedule plateau --clip 0.5"
                + " --reduction mean",
        "--steps 9 --optimizer sgd --momentum 0.5 --dampening 0.5 --schedule iwae_stages --free-bits-mode per_sample"
                + " --free-bits 0.2",
        "--steps 9 --optimizer rmsprop --momentum 0.9 --warm-up cyclical --corruption masking",
        "--steps 9 --optimizer adagrad --lr-decay 0.1 --initial-sum 0.1 --objective info_vae --warm-up linear"
                + " --posterior full_covariance --condition 2",
        "--steps 9 --normalization layer --dropout 0.2 --hidden 9,7 --prior vamp --objective dreg --samples 2"})
    void everyStepIsFollowed(String options) throws IOException {
        FixtureFile file = write(options);
        FixtureCheck check = FixtureCheck.of(FixtureKernels.of(file));
        assertTrue(check.passes(), () -> check.comparisons().stream().filter(c -> !c.passes())
                .map(Comparison::complaint).toList().toString());
        assertTrue(check.missing().stream().noneMatch(name -> name.startsWith("step")),
                () -> check.missing().toString());
        int steps = file.fixture().trajectory().steps();
        assertTrue(check.comparisons().stream().anyMatch(
                c -> c.deviation().name().equals("step" + steps + ".dec.out.weight") && c.deviation().absolute() > 0));
    }

    /// Results of a run with another constant do not pass as those of this one, neither where it shows in the updates
    /// nor where in the losses.
    @ParameterizedTest
    @ValueSource(strings = {"lr 0.0101 step2.dec.out.bias", "betas 0.9,0.99 step3.dec.out.bias",
        "clip_grad_norm 1.001 step1.gradclipped.enc.mu.weight", "warmup_steps 3 step2.loss",
        "weight_decay 0.2 step4.enc.mu.weight", "lr_floor 0.2 step4.dec.out.weight"})
    void anotherConstantIsNoticed(String change) throws IOException {
        String[] words = change.split(" ");
        FixtureFile file = write("--steps 4 --clip 1 --warm-up linear --schedule cosine --weight-decay 0.1");
        Map<String, String> other = new LinkedHashMap<>(file.fixture().description());
        other.put(words[0], words[1]);
        Map<String, DoubleTensor> truth = file.fixture().recompute();
        Map<String, DoubleTensor> start = new LinkedHashMap<>();
        file.fixture().model().parameterShapes().keySet()
                .forEach(name -> start.put(name, file.fixture().tensors().get("step0." + name)));
        Map<String, DoubleTensor> all = new LinkedHashMap<>(file.fixture().tensors());
        all.putAll(FixtureSteps.of(new Fixture(other, file.fixture().tensors()), start, truth));
        Map<String, String> single = new LinkedHashMap<>(file.fixture().description());
        single.put("dtype", "F32");
        FixtureCheck check = FixtureCheck.of(new FixtureFile(file.source(), new Fixture(single, all), file.types()));
        assertFalse(check.passes());
        assertTrue(check.comparisons().stream().anyMatch(c -> c.deviation().name().equals(words[2]) && !c.passes()),
                () -> check.comparisons().stream().filter(c -> !c.passes()).map(c -> c.deviation().name()).toList()
                        .toString());
    }

    @Test
    void theFirstPassHasItsPlainNamesToo() throws IOException {
        FixtureFile kernels = FixtureKernels.of(write("--steps 2"));
        assertEquals(kernels.fixture().tensors().get("loss.total").item(),
                kernels.fixture().tensors().get("step1.loss").item());
        assertTrue(kernels.fixture().tensors().containsKey("out.z"));
    }
}
