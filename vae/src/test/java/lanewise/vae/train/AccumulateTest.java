package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static lanewise.vae.train.TestData.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Iwae;
import lanewise.vae.schedule.Schedule;

/// Steps of several blocks: on one process, on several, stopped and resumed, beside one batch as large.
class AccumulateTest {

    /// Of 42 rows 24 and then 18, in blocks of 5: the last steps have blocks of 5, 5, 5 and 3 rows. All that is drawn
    /// for a row is drawn, and the schedule follows the losses.
    private static final TrainingConfiguration BLOCKS = new TrainingConfiguration().epochs(4).batchSize(5)
            .accumulate(5).seed(3).optimizer(new Adam(0.01)).validationFraction(0.16).clipNorm(5).samples(2)
            .dropout(0.2).binarization(Binarization.DYNAMIC).corruption(new Corruption.Gaussian(0.1))
            .schedule(new Schedule.Plateau(0.5, 1, 0.5, 0.1)).keepBest(true);

    private static final Architecture NET = SMALL.withPrior(new VampPrior(2));

    private final Arena arena = Arena.ofShared();
    private final Dataset data = TestData.data(arena);

    @TempDir
    private Path directory;

    @AfterEach
    void free() {
        arena.close();
    }

    private static Trainer trainer(TrainingConfiguration configuration) {
        return Trainer.of(NET).configuration(configuration).team(Team.single());
    }

    private String model(Trainer trainer, String name) throws IOException {
        return TestData.modelBytes(trainer, data, directory.resolve(name));
    }

    @Test
    void theFileDoesNotDependOnThreadsAndProcesses() throws IOException {
        Path alone = directory.resolve("alone.checkpoint");
        String expected = model(trainer(BLOCKS).checkpoint(alone), "alone");
        try (Team team = Team.ofThreads(3)) {
            assertEquals(expected, model(trainer(BLOCKS).team(team), "team"));
        }
        for (int size : new int[] {1, 2, 5}) {
            List<String> files = Threads.run(size, collective -> model(trainer(BLOCKS).collective(collective)
                    .checkpoint(directory.resolve(size + ".checkpoint." + collective.rank())),
                    size + "." + collective.rank()));
            for (int rank = 0; rank < size; rank++) {
                assertEquals(expected, files.get(rank), "rank " + rank + " of " + size);
                assertEquals(-1, Files.mismatch(alone, directory.resolve(size + ".checkpoint." + rank)));
            }
        }
    }

    /// Stopped by one rank, after three of eight steps, and resumed by three of them.
    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
        String expected = model(trainer(BLOCKS), "whole");
        Threads.run(2, collective -> {
            TrainingListener stop = new TrainingListener() {
                @Override
                public void step(TrainingProgress progress) {
                    assertEquals(2, progress.stepsPerEpoch());
                    if (collective.rank() == 1 && progress.step() == 2) {
                        progress.stop();
                    }
                }
            };
            Trainer trainer = trainer(BLOCKS).collective(collective).listener(stop);
            if (collective.rank() == 0) {
                trainer.checkpoint(directory.resolve("stopped"));
            }
            try (TrainingResult result = trainer.fit(data)) {
                assertEquals(TrainingResult.End.STOPPED, result.end());
                return result.bestEpoch();
            }
        });
        assertEquals(3, Checkpoint.read(directory.resolve("stopped")).step());
        assertEquals(List.of(expected, expected, expected), Threads.run(3, collective -> model(
                trainer(BLOCKS).collective(collective).resumeFrom(directory.resolve("stopped")),
                "resumed." + collective.rank())));
        assertEquals(expected, model(Trainer.resume(directory.resolve("stopped")).team(Team.single()), "resumed"));
        assertThrows(IllegalArgumentException.class,
                () -> model(trainer(BLOCKS.accumulate(4)).resumeFrom(directory.resolve("stopped")), "other"));
    }

    /// The same step up to rounding, and other bits: a test of the test.
    @Test
    void blocksMakeTheStepsOfOneBatchAsLarge() throws IOException {
        TrainingConfiguration blocks = BLOCKS.optimizer(new Sgd(0.01, 0));
        model(trainer(blocks), "blocks");
        model(trainer(blocks.batchSize(25).accumulate(1)), "batch");
        assertNotEquals(TestData.hex(directory.resolve("blocks")), TestData.hex(directory.resolve("batch")));
        try (VaeModel a = VaeModel.load(directory.resolve("blocks"));
                VaeModel b = VaeModel.load(directory.resolve("batch"))) {
            Matrix sum = a.parameters().flat();
            Matrix whole = b.parameters().flat();
            double largest = 0;
            for (int i = 0; i < sum.columns(); i++) {
                largest = Math.max(largest, Math.abs(sum.get(0, i) - whole.get(0, i)));
            }
            assertTrue(largest < 1e-5, "largest difference " + largest);
        }
    }

    @Test
    void oneBlockIsNoPartOfTheConfiguration() throws FormatException {
        TrainingConfiguration one = BLOCKS.accumulate(1);
        assertFalse(one.toJson().contains("accumulate"), one.toJson());
        assertEquals(one, TrainingConfiguration.fromJson(one.toJson(), "test"));
        assertTrue(BLOCKS.toJson().endsWith(",\"accumulate\":5}"), BLOCKS.toJson());
        assertEquals(25, BLOCKS.stepRows());
    }

    @Test
    void lossesOfAWholeBatchAreRefused() {
        assertMessage("accumulate: 5, but the objective beta_tc takes a batch as a whole",
                () -> BLOCKS.objective(new BetaTc()));
        assertMessage("likelihood gaussian_optimal: takes a batch as a whole",
                () -> Trainer.of(SMALL.withLikelihood(new GaussianOptimal())).configuration(BLOCKS.binarization(
                        Binarization.NONE)).check(data));
        assertEquals(2, BLOCKS.objective(new Iwae(2, BLOCKS.objective().reduction())).objective().samples());
    }

    @Test
    void ranksOfOtherRunsAreRefused() {
        assertMessage("size of the collective: 6, expected at most 5", () -> Threads.run(6,
                collective -> model(trainer(BLOCKS).collective(collective), "six." + collective.rank())));
        assertMessage("collective: rank 1 trains another run than rank 0", () -> Threads.run(2,
                collective -> model(trainer(BLOCKS.seed(collective.rank())).collective(collective),
                        "seeds." + collective.rank())));
        assertMessage("collective: rank 1 begins after step 0, rank 0 after step 8", () -> {
            Path end = directory.resolve("end");
            model(trainer(BLOCKS).checkpoint(end), "done");
            Threads.run(2, collective -> {
                Trainer trainer = trainer(BLOCKS).collective(collective);
                return model(collective.rank() == 0 ? trainer.resumeFrom(end) : trainer, "steps." + collective.rank());
            });
        });
    }

    /// The row is named by its place in the data, wherever its block was computed.
    @Test
    void aRowThatIsNotFiniteInTheLossIsNamed() throws IOException {
        Matrix values = Matrix.allocateDense(arena, 20, TestData.WIDTH);
        data.copy(0, 20, values);
        values.set(13, 4, 1e30f);
        Dataset spoiled = Dataset.of("spoiled", values, null);
        TrainingConfiguration plain = new TrainingConfiguration().batchSize(5).accumulate(4).seed(1).shuffle(false);
        Architecture net = SMALL.withLikelihood(new lanewise.vae.likelihood.GaussianFixed(1));
        for (int size : new int[] {1, 3}) {
            TrainingStoppedException stop = assertThrows(TrainingStoppedException.class,
                    () -> Threads.run(size, collective -> Trainer.of(net).configuration(plain).team(Team.single())
                            .collective(collective).fit(spoiled).bestEpoch()));
            assertTrue(stop.advice().contains("value 5 of row 14 of spoiled"), stop.advice());
        }
    }
}
