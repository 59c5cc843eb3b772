package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import lanewise.core.Team;
import lanewise.core.activation.Silu;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Normalization;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs with layer normalisation and dropout: they learn, and depend on neither threads nor interruptions.
class LayersTrainingTest {

    private static final Architecture PLAIN = Architecture.of(TestData.WIDTH, 3, 9, 7).withActivation(new Silu());
    private static final Architecture NORMALISED = PLAIN.withNormalization(Normalization.LAYER);

    @TempDir
    private Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void theLossFalls() throws IOException {
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(TrainingProgress progress, EpochRecord record) {
                losses.add(record.training().total());
            }
        };
        Dataset data = TestData.data(arena);
        try (VaeModel trained = Trainer.of(NORMALISED).configuration(TestData.SHORT.epochs(40).dropout(0.05))
                .team(Team.single()).listener(listener)
                .fit(data).model()) {
            assertTrue(losses.getLast() < 0.95 * losses.getFirst(), losses.toString());
            assertTrue(Evaluator.evaluate(trained, data, 20, 1, Team.single()).total() < 0.95 * losses.getFirst(),
                    losses.toString());
        }
    }

    static List<Objective> objectives() {
        return List.of(new Elbo(1, 2, Reduction.MEAN), new Iwae(3, Reduction.MEAN), new Dreg(3, Reduction.MEAN),
                new BetaTc());
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void aStoppedRunEndsWithTheSameBytes(Objective objective) throws IOException {
        aStoppedRunEndsWithTheSameBytes(NORMALISED, TestData.SHORT.objective(objective).dropout(0.3));
    }

    @Test
    void learnedInputsOfThePriorPassTheSameLayers() throws IOException {
        aStoppedRunEndsWithTheSameBytes(NORMALISED.withPrior(new VampPrior(5)), TestData.SHORT.dropout(0.2));
    }

    private void aStoppedRunEndsWithTheSameBytes(Architecture model, TrainingConfiguration configuration)
            throws IOException {
        Path whole = directory.resolve("whole.safetensors");
        Path parts = directory.resolve("parts.safetensors");
        Path checkpoint = directory.resolve("run.checkpoint");
        try (VaeModel trained = Trainer.of(model).configuration(configuration).team(Team.single())
                .fit(TestData.data(arena)).model()) {
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
        Trainer.of(model).configuration(configuration).team(Team.single()).checkpoint(checkpoint).listener(stopper)
                .fit(TestData.data(arena)).close();
        try (Team two = Team.ofThreads(2);
                VaeModel resumed = Trainer.resume(checkpoint).team(two).fit(TestData.data(arena)).model()) {
            resumed.save(parts);
        }
        assertEquals(TestData.hex(whole), TestData.hex(parts));
        try (VaeModel loaded = VaeModel.load(whole)) {
            assertEquals(model, loaded.architecture());
            loaded.save(parts);
        }
        assertEquals(TestData.hex(whole), TestData.hex(parts));
    }

    /// The validation rows of the first epoch are evaluated by the model as it then is, without dropout.
    @Test
    void nothingIsDroppedInEvaluations() throws IOException {
        List<Double> validated = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(TrainingProgress progress, EpochRecord record) {
                validated.add(record.validation().total());
            }
        };
        Dataset data = TestData.data(arena);
        TrainingConfiguration configuration = TestData.SHORT.epochs(1).validationFraction(0).dropout(0.5);
        try (VaeModel trained = Trainer.of(PLAIN).configuration(configuration).team(Team.single()).validation(data)
                .listener(listener).fit(data).model()) {
            double expected = Evaluator.evaluate(trained, data,
                    configuration.objective().evaluated(configuration.evaluationSamples()),
                    configuration.seed(), Team.single()).total();
            assertEquals(List.of(expected), validated);
        }
    }

    @Test
    void aRateOfZeroIsNoDropoutAndAnotherChangesTheRun() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration one = TestData.SHORT.epochs(1);
        try (VaeModel plain = Trainer.of(PLAIN).configuration(one).team(Team.single()).fit(data).model();
                VaeModel zero = Trainer.of(PLAIN).configuration(one.dropout(0)).team(Team.single()).fit(data).model();
                VaeModel some = Trainer.of(PLAIN).configuration(one.dropout(0.1)).team(Team.single())
                        .fit(data).model()) {
            assertEquals(-1, plain.parameters().segment().mismatch(zero.parameters().segment()));
            assertNotEquals(-1, plain.parameters().segment().mismatch(some.parameters().segment()));
        }
    }

    @Test
    void moreLayersThanHaveStreamsAreRefused() {
        Architecture deep = Architecture.builder(TestData.WIDTH).encoderHidden(Collections.nCopies(40, 2)).latent(2)
                .decoderHidden(Collections.nCopies(25, 2)).likelihood(PLAIN.likelihood()).build();
        assertMessage("dropout: the net has 65 hidden layers, expected at most 64",
                () -> Trainer.of(deep).configuration(TestData.SHORT.dropout(0.1)).team(Team.single())
                        .fit(TestData.data(arena)));
    }
}
