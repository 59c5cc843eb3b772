package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.SMALL;
import static lanewise.vae.train.TestData.hex;
import static lanewise.vae.train.TestData.trainer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.random.Purpose;
import lanewise.vae.schedule.Schedule.Cosine;
import lanewise.vae.schedule.Schedule.Steps;
import lanewise.vae.schedule.Warmup.Linear;

class TrainerTest {

    @TempDir
    private Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private String modelBytes(Trainer trainer, Dataset data) throws IOException {
        return TestData.modelBytes(trainer, data, directory.resolve("model.safetensors"));
    }

    @Test
    void lossFalls() throws IOException {
        Recorder recorder = new Recorder();
        trainer(SHORT.epochs(40)).listener(recorder).fit(TestData.data(arena)).close();
        EpochRecord first = recorder.epochs.getFirst();
        EpochRecord last = recorder.epochs.getLast();
        assertEquals(40, recorder.epochs.size());
        assertEquals(240, last.step());
        assertEquals(240, recorder.steps);
        assertTrue(last.training().total() < first.training().total() - 0.2, first + " " + last);
        assertTrue(last.validation().total() < first.validation().total() - 0.2, first + " " + last);
    }

    @Test
    void teamChangesNoBit() throws IOException {
        Dataset data = TestData.data(arena);
        Path one = directory.resolve("one");
        String expected = modelBytes(trainer(SHORT).checkpoint(one), data);
        try (Team two = Team.ofThreads(2); Team three = Team.ofThreads(3);
                ExecutorService executor = Executors.newFixedThreadPool(2)) {
            for (Team team : new Team[] {two, three, Team.on(executor, 2)}) {
                Path other = directory.resolve("other");
                assertEquals(expected, modelBytes(trainer(SHORT).team(team).checkpoint(other), data));
                assertEquals(hex(one), hex(other));
            }
        }
        assertEquals(expected, modelBytes(Trainer.of(SMALL).configuration(SHORT), data));
    }

    static List<Objective> objectives() {
        return List.of(new FreeBits(0.1, FreeBits.Mode.BATCH_MEAN, 1, 1, Reduction.SUM), new Iwae(3, Reduction.MEAN),
                new Dreg(3, Reduction.SUM), new BetaTc(), new InfoVae(0.2, 4, 0, 2, Reduction.SUM), new Autoencoder());
    }

    /// On two threads and stopped within an epoch, or on one and never.
    @ParameterizedTest
    @MethodSource("objectives")
    void everyObjectiveTrainsToTheSameBytes(Objective objective) throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration configuration = SHORT.objective(objective).epochs(20);
        Path whole = directory.resolve("whole");
        Recorder all = new Recorder();
        String expected = modelBytes(trainer(configuration).listener(all).checkpoint(whole), data);
        assertTrue(all.epochs.getLast().training().total() < all.epochs.getFirst().training().total(),
                all.epochs::toString);
        assertTrue(all.epochs.getLast().validation().total() < all.epochs.getFirst().validation().total(),
                all.epochs::toString);
        assertEquals(objective.terms(), List.copyOf(all.epochs.getLast().training().others().keySet()));
        Path parts = directory.resolve("parts");
        Recorder recorder = new Recorder();
        recorder.stopAfter = 8;
        try (Team two = Team.ofThreads(2)) {
            trainer(configuration).team(two).listener(recorder).checkpoint(parts).fit(data).close();
            assertEquals(expected, modelBytes(Trainer.resume(parts).team(two).listener(recorder), data));
        }
        assertEquals(hex(whole), hex(parts));
        assertEquals(all.epochs, recorder.epochs);
        assertEquals(all.epochs, Checkpoint.read(parts).history());
    }

    @Test
    void anObjectiveThatIsNotDefinedForTheModelIsRefusedBeforeTheFirstStep() {
        Recorder recorder = new Recorder();
        Trainer trainer = Trainer.of(SMALL.withPrior(new GaussianMixture(2)))
                .configuration(SHORT.objective(new FreeBits())).listener(recorder);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> trainer.fit(TestData.data(arena))).getMessage()
                .startsWith("objective free_bits: needs"));
        assertEquals(0, recorder.steps);
    }

    @Test
    void dataOfTheCallingThreadAloneWillDo() throws IOException {
        String expected = modelBytes(trainer(SHORT).validation(TestData.data(arena))
                .configuration(SHORT.validationFraction(0)), TestData.data(arena));
        try (Arena confined = Arena.ofConfined(); Team two = Team.ofThreads(2)) {
            Trainer trainer = trainer(SHORT.validationFraction(0)).validation(TestData.data(confined)).team(two);
            assertEquals(expected, modelBytes(trainer, TestData.data(confined)));
        }
    }

    @Test
    void everyPartOfTheConfigurationMatters() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration base = SHORT.epochs(2);
        List<TrainingConfiguration> variants = List.of(base, base.seed(4), base.batchSize(9),
                base.optimizer(new Adam(0.02)), base.beta(0.5), base.samples(2),
                base.reduction(Reduction.SUM).clipNorm(0), base.initialization(Initialization.HE_NORMAL),
                base.clipNorm(1e-6), base.validationFraction(0), base.shuffle(false), base.epochs(3),
                base.schedule(new Steps(1, 0.5)), base.schedule(new Cosine()), base.warmup(new Linear(1)),
                base.binarization(Binarization.FIXED), base.binarization(Binarization.PER_EPOCH),
                base.binarization(Binarization.DYNAMIC), base.biasFromMean(true), base.optimizer(new Rmsprop()),
                base.optimizer(new Adagrad()),
                base.optimizer(new Adam(0.01, 0.9, 0.999, 1e-8, 0, false, 1)));
        List<String> models = new ArrayList<>();
        for (TrainingConfiguration variant : variants) {
            models.add(modelBytes(trainer(variant), data));
        }
        for (int i = 0; i < models.size(); i++) {
            assertEquals(i, models.indexOf(models.get(i)), "variant " + i);
        }
        assertEquals(models.getFirst(), modelBytes(trainer(base), data));
    }

    @Test
    void evaluationDoesNotTouchTheModel() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration base = SHORT.epochs(2).validationFraction(0);
        Recorder recorder = new Recorder();
        String plain = modelBytes(trainer(base).listener(recorder), data);
        assertNull(recorder.epochs.getFirst().validation());
        Trainer judged = trainer(base.evaluationSamples(5)).validation(TestData.data(arena, 20, 9)).listener(recorder);
        assertEquals(plain, modelBytes(judged, data));
        assertTrue(recorder.epochs.getLast().validation().total() > 0);
    }

    @Test
    void progressSaysWhereTheRunStands() throws IOException {
        List<String> seen = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(TrainingProgress p) {
                seen.add(p.step() + "/" + p.steps() + " " + p.epoch() + "/" + p.epochs() + " " + p.examples() + "/"
                        + p.totalExamples());
                assertTrue(p.loss() > 0 && p.gradientNorm() > 0);
                assertEquals(p.reconstruction() + p.kl(), p.loss(), 1e-12 * p.loss());
                assertEquals(p.loss(), p.terms().total());
            }

            @Override
            public void epoch(TrainingProgress p, EpochRecord epoch) {
                seen.add("epoch " + p.epoch() + " " + epoch.epoch() + " " + p.history().size());
                try (VaeModel model = p.model()) {
                    assertEquals(SMALL, model.architecture());
                }
            }
        };
        trainer(SHORT.epochs(2).batchSize(30)).listener(listener).fit(TestData.data(arena)).close();
        assertEquals(List.of("1/4 1/2 30/84", "2/4 1/2 42/84", "epoch 1 1 1", "3/4 2/2 72/84", "4/4 2/2 84/84",
                "epoch 2 2 2"), seen);
    }

    @Test
    void parametersThatLeaveTheFloatsStopTheRunAndTheLastGoodStateStays() throws IOException {
        Dataset data = TestData.data(arena);
        Path file = directory.resolve("checkpoint");
        TrainingConfiguration wild = SHORT.optimizer(new Sgd(3e38, 0)).clipNorm(0);
        TrainingStoppedException stop = assertThrows(TrainingStoppedException.class,
                () -> trainer(wild).checkpoint(file).fit(data));
        assertTrue(stop.getMessage().startsWith("training stopped at step " + stop.step() + " (epoch 1): "),
                stop.getMessage());
        assertTrue(stop.step() <= 6, stop.getMessage());
        assertThrows(TrainingStoppedException.class,
                () -> trainer(wild.batchSize(100).epochs(1).reduction(Reduction.SUM)).fit(data));
        assertTrue(stop.advice().contains("learning rate (--lr)"), stop.advice());
        assertEquals(1, stop.epoch());
        assertTrue(Checkpoint.read(file).step() < stop.step());
        assertTrue(stop.culprit().startsWith("parameter ") || stop.culprit().startsWith("gradient ")
                || List.of("reconstruction", "kl").contains(stop.culprit()), stop.culprit());
    }

    /// A checkpoint whose weights are finite but far too large: the first step of the resumed run
    /// meets an infinite loss.
    @Test
    void aLossThatIsNotFiniteLeavesParametersAndCheckpointAsTheyWere() throws IOException {
        Dataset data = TestData.data(arena);
        Path file = directory.resolve("checkpoint");
        Recorder recorder = new Recorder();
        recorder.stopAfter = 9;
        trainer(SHORT).listener(recorder).checkpoint(file).fit(data).close();
        RunIdentity identity = Checkpoint.read(file).identity();
        TrainingState state = new TrainingState(SMALL.layout(), SHORT, arena);
        Checkpoint.restore(file, identity, 42, state);
        Parameters parameters = state.parameters;
        parameters.tensor("encoder.logvar.bias").set(0, 1, 1000);
        CheckpointWriter.write(file, identity, state);
        String before = hex(file);
        TrainingStoppedException stop = assertThrows(TrainingStoppedException.class,
                () -> Trainer.resume(file).team(Team.single()).fit(data));
        assertEquals(10, stop.step());
        assertEquals(2, stop.epoch());
        assertEquals("reconstruction", stop.culprit());
        assertEquals(TrainingStoppedException.Reason.LOG_VARIANCE, stop.reason());
        assertTrue(stop.advice().contains("reach 999.98") && stop.advice().contains("--log-variance-bound"),
                stop.advice());
        assertTrue(stop.getMessage().contains("kl Infinity"), stop.getMessage());
        assertTrue(stop.getMessage().contains("gradient of encoder.0.weight holds a NaN"), stop.getMessage());
        assertTrue(stop.getMessage().endsWith("the state before this step is in " + file), stop.getMessage());
        assertEquals(file, stop.checkpoint().orElseThrow());
        assertEquals(before, hex(file));
    }

    @Test
    void dataThatDoNotSuitAreRefused() {
        Dataset data = TestData.data(arena);
        Matrix values = Matrix.allocateDense(arena, 10, TestData.WIDTH);
        values.set(7, 5, 1.5f);
        Dataset outside = Dataset.of("outside", values, null);
        assertMessage("row 8, column 5 is 1.5", () -> trainer(SHORT).fit(outside));
        assertMessage("row 8, column 5 is 1.5",
                () -> trainer(SHORT.validationFraction(0)).validation(outside).fit(data));
        Matrix broken = Matrix.allocateDense(arena, 10, TestData.WIDTH);
        broken.set(9, 11, Float.NaN);
        assertMessage("row 10, column 11 is NaN", () -> trainer(SHORT).fit(Dataset.of("broken", broken, null)));
        Dataset narrow = Dataset.of("narrow", Matrix.allocateDense(arena, 10, 5), null);
        assertMessage("narrow has 5 values per row, the model 12 inputs", () -> trainer(SHORT).fit(narrow));
        assertMessage("has no rows", () -> trainer(SHORT).fit(data.head(0)));
        assertMessage("validationFraction: 0.16 of 3 rows", () -> trainer(SHORT).fit(data.head(3)));
        assertMessage("expected one or the other", () -> trainer(SHORT).validation(data).fit(data));
    }

    @Test
    void aCheckpointThatCannotBeWrittenIsNamed() {
        Path nowhere = directory.resolve("missing").resolve("checkpoint");
        IOException refusal = assertThrows(IOException.class,
                () -> trainer(SHORT).checkpoint(nowhere).fit(TestData.data(arena)));
        assertTrue(refusal.getMessage().contains(nowhere.toString()), refusal.getMessage());
    }

    @Test
    void checkpointsComeAsOftenAsAsked() throws IOException {
        Path file = directory.resolve("checkpoint");
        List<Long> written = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(TrainingProgress p) {
                try {
                    written.add(Checkpoint.read(file).step());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (p.step() == 5) {
                    p.checkpoint();
                }
            }
        };
        trainer(SHORT.epochs(2)).listener(listener).checkpoint(file).checkpointEvery(4)
                .fit(TestData.data(arena)).close();
        assertEquals(List.of(0L, 0L, 0L, 0L, 4L, 5L, 6L, 6L, 8L, 8L, 8L, 8L), written);
        assertEquals(12, Checkpoint.read(file).step());
        assertFalse(Files.exists(directory.resolve("other")));
    }

    @Test
    void epochsHaveOrdersOfTheirOwn() {
        int[] first = new lanewise.core.random.RandomStream(3, Purpose.SHUFFLE.stream(0)).permutation(42);
        int[] second = new lanewise.core.random.RandomStream(3, Purpose.SHUFFLE.stream(1)).permutation(42);
        assertNotEquals(Arrays.toString(first), Arrays.toString(second));
        Arrays.sort(first);
        Arrays.sort(second);
        assertEquals(Arrays.toString(first), Arrays.toString(second));
    }
}
