package lanewise.vae.train;

import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.hex;
import static lanewise.vae.train.TestData.trainer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schedule.Warmup;

/// Runs that are stopped and go on from their checkpoint.
class ResumeTest {

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5, 6, 7, 12, 20, 35, 41, 42})
    void stoppingAnywhereAndResumingGivesTheSameBytes(long stopAfter) throws IOException {
        Dataset data = TestData.data(arena);
        Path whole = directory.resolve("whole");
        Recorder all = new Recorder();
        String expected = modelBytes(trainer(SHORT).listener(all).checkpoint(whole), data);
        Path parts = directory.resolve("parts");
        Recorder recorder = new Recorder();
        recorder.stopAfter = stopAfter;
        trainer(SHORT).listener(recorder).checkpoint(parts).fit(data).close();
        assertEquals(stopAfter, recorder.steps);
        assertEquals(stopAfter, Checkpoint.read(parts).step());
        assertEquals(expected, modelBytes(Trainer.resume(parts).team(Team.single()).listener(recorder), data));
        assertEquals(hex(whole), hex(parts));
        assertEquals(all.epochs, recorder.epochs);
        assertEquals(all.epochs, Checkpoint.read(parts).history());
        assertEquals(42, Checkpoint.read(parts).step());
    }

    @Test
    void stoppingAfterEveryStepGivesTheSameBytes() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration brief = SHORT.epochs(2).optimizer(new Sgd(0.01, 0.9, 0, true, 0.01));
        String expected = modelBytes(trainer(brief), data);
        Path parts = directory.resolve("parts");
        String actual = "";
        for (int step = 1; step <= 13; step++) {
            Recorder recorder = new Recorder();
            recorder.stopAfter = step;
            Trainer trainer = (step == 1 ? trainer(brief).checkpoint(parts) : Trainer.resume(parts))
                    .team(Team.single());
            actual = modelBytes(trainer.listener(recorder), data);
        }
        assertEquals(expected, actual);
    }

    /// What a run carries on besides parameters: the plateau's view of past losses, moments that did not start at zero,
    /// the draws of ones.
    @Test
    void schedulesAndDrawsGoOnAfterAStop() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration adam = SHORT.epochs(4).optimizer(new Adam(0.01, 0.99, 0.999, 1e-4, 0, true, 1))
                .biasFromMean(true);
        List<TrainingConfiguration> runs = List.of(
                adam.binarization(Binarization.DYNAMIC).schedule(new Schedule.Plateau(0.5, 0, 0.5, 0)),
                adam.binarization(Binarization.PER_EPOCH).schedule(new Schedule.Cosine(0.2, 0.1)),
                adam.schedule(new Schedule.Cosine()).warmup(new Warmup.Cyclical(3, 0.5)).keepBest(true).patience(3),
                adam.binarization(Binarization.FIXED).schedule(new Schedule.Steps(1, 0.5))
                        .optimizer(new Rmsprop(0.01, 0.9, 1e-8, 0.9, 0)));
        for (TrainingConfiguration run : runs) {
            String expected = modelBytes(trainer(run), data);
            Path parts = directory.resolve("parts" + runs.indexOf(run));
            Recorder recorder = new Recorder();
            recorder.stopAfter = 15;
            modelBytes(trainer(run).checkpoint(parts).listener(recorder), data);
            assertEquals(expected, modelBytes(Trainer.resume(parts), data));
            assertNotEquals(expected, modelBytes(trainer(run.schedule(new Schedule.Constant())), data));
        }
    }
}
