package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Tanh;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs with other posteriors, priors and conditions: they learn, come back from files, and depend on neither threads
/// nor interruptions.
class LatentTrainingTest {

    @TempDir
    private Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    static List<Architecture> models() {
        Architecture plain = Architecture.of(TestData.WIDTH, 3, 9).withActivation(new Tanh());
        return List.of(plain.withPosterior(new FullGaussian()), plain.withPrior(new GaussianMixture(5)),
                plain.withPrior(new VampPrior(6)),
                plain.withPosterior(new FullGaussian()).withPrior(new VampPrior(4)).withCondition(2),
                plain.withCondition(2));
    }

    private Dataset data(Architecture model) {
        Dataset data = TestData.data(arena);
        return model.conditionWidth() == 0 ? data : data.beside(data.columns(new int[] {3, 7}));
    }

    @ParameterizedTest
    @MethodSource("models")
    void theLossFalls(Architecture model) throws IOException {
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(TrainingProgress progress, EpochRecord record) {
                losses.add(record.training().total());
            }
        };
        try (VaeModel trained = Trainer.of(model).configuration(TestData.SHORT.epochs(30)).team(Team.single())
                .listener(listener).fit(data(model)).model()) {
            assertTrue(losses.getLast() < 0.95 * losses.getFirst(), losses.toString());
            assertEquals(losses.getLast(), Evaluator.evaluate(trained, data(model), 20, 1, Team.single()).total(),
                    0.1 * losses.getLast());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aStoppedRunEndsWithTheSameBytes(Architecture model) throws IOException {
        Path whole = directory.resolve("whole.safetensors");
        Path parts = directory.resolve("parts.safetensors");
        Path checkpoint = directory.resolve("run.checkpoint");
        try (VaeModel trained = Trainer.of(model).configuration(TestData.SHORT).team(Team.single())
                .fit(data(model)).model()) {
            trained.save(whole);
        }
        TrainingListener stopper = new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                if (progress.step() == 15) {
                    progress.stop();
                }
            }
        };
        Trainer.of(model).configuration(TestData.SHORT).team(Team.single()).checkpoint(checkpoint).listener(stopper)
                .fit(data(model)).close();
        try (Team two = Team.ofThreads(2);
                VaeModel resumed = Trainer.resume(checkpoint).team(two).fit(data(model)).model()) {
            resumed.save(parts);
        }
        assertEquals(TestData.hex(whole), TestData.hex(parts));
        try (VaeModel loaded = VaeModel.load(whole)) {
            assertEquals(model, loaded.architecture());
            loaded.save(parts);
        }
        assertEquals(TestData.hex(whole), TestData.hex(parts));
    }

    /// The encoder of a run with corrupted input reads other data, and no other random number changes: without
    /// corruption the bits are those of always.
    @Test
    void corruptionIsOfTheInputAlone() throws IOException {
        Architecture model = Architecture.of(TestData.WIDTH, 3, 9).withCondition(2);
        Dataset data = data(model);
        TrainingConfiguration plain = TestData.SHORT.epochs(1);
        try (VaeModel clean = Trainer.of(model).configuration(plain).team(Team.single()).fit(data).model();
                VaeModel none = Trainer.of(model).configuration(plain.corruption(new Corruption.Gaussian(0)))
                        .team(Team.single()).fit(data).model();
                VaeModel masked = Trainer.of(model).configuration(plain.corruption(new Corruption.Masking(0.5)))
                        .team(Team.single()).fit(data).model()) {
            assertEquals(-1, clean.parameters().segment().mismatch(none.parameters().segment()));
            assertNotEquals(-1, clean.parameters().segment().mismatch(masked.parameters().segment()));
        }
        try (VaeModel denoising = Trainer.of(model)
                .configuration(TestData.SHORT.epochs(40).corruption(new Corruption.Masking(0.3)))
                .team(Team.single()).fit(data).model();
                VaeModel start = Trainer.of(model).configuration(plain)
                        .team(Team.single()).fit(data).model()) {
            assertTrue(Evaluator.evaluate(denoising, data, 5, 1, Team.single()).total()
                    < Evaluator.evaluate(start, data, 5, 1, Team.single()).total());
        }
    }

    /// Grey values of a conditional model are drawn as ones, its conditions are not.
    @Test
    void binarisationLeavesConditionsAlone() throws IOException {
        Architecture model = Architecture.of(TestData.WIDTH, 3, 9).withCondition(1);
        Dataset data = TestData.data(arena);
        Matrix tens = Matrix.allocate(arena, data.size(), 1);
        tens.fill(10f);
        for (Binarization mode : Binarization.values()) {
            Trainer.of(model).configuration(TestData.SHORT.epochs(2).binarization(mode)).team(Team.single())
                    .fit(data.beside(Dataset.of("tens", tens, null))).close();
        }
    }

    @Test
    void whatCannotBeTrainedIsNamed() {
        Architecture plain = Architecture.of(TestData.WIDTH, 3, 9);
        assertMessage("prior: vamp has 43 components, but there are 42 rows to train on, expected at most one"
                + " component per row", () -> Trainer.of(plain.withPrior(new VampPrior(43)))
                .configuration(TestData.SHORT).fit(TestData.data(arena)));
        assertMessage("data: two causes has 12 values per row, the model 12 inputs and a"
                + " condition of 2 columns after them",
                () -> Trainer.of(plain.withCondition(2)).configuration(TestData.SHORT).fit(TestData.data(arena)));
        Matrix rows = Matrix.allocate(arena, 3, TestData.WIDTH + 1);
        rows.set(2, TestData.WIDTH, Float.NaN);
        assertMessage("data rows: row 3, column 12 is NaN; a condition expects finite values",
                () -> Trainer.of(plain.withCondition(1).withLikelihood(new GaussianFixed(1)))
                        .fit(Dataset.of("rows", rows, null)));
    }
}
