package lanewise.vae.train;

import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.SPOILED;
import static lanewise.vae.train.TestData.hex;
import static lanewise.vae.train.TestData.trainer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schedule.Warmup;

/// Runs that go on to another end than the one they began with.
class RunLengthTest {

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

    /// A finished run, and one stopped within an epoch, go on to a later end with the bytes of a run that had this
    /// end from the start.
    @Test
    void longerRunsHaveTheBytesOfThoseThatWereAlwaysSoLong() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration long4 = SHORT.epochs(4).optimizer(new Adam(0.02, 0.99, 0.999, 1e-4, 0, true, 1));
        List<TrainingConfiguration> runs = List.of(long4, long4.schedule(new Schedule.Steps(1, 0.5)).keepBest(true),
                long4.schedule(new Schedule.IwaeStages(true)), long4.schedule(new Schedule.Plateau(0.5, 0, 0.5, 0)),
                long4.warmup(new Warmup.Linear(1)).binarization(Binarization.DYNAMIC),
                long4.objective(new BetaTc()).shuffle(false));
        for (TrainingConfiguration run : runs) {
            Path whole = directory.resolve("whole" + runs.indexOf(run));
            String expected = modelBytes(trainer(run).checkpoint(whole), data);
            int short2 = run.schedule() instanceof Schedule.Plateau ? 3 : 2;
            for (long stopAfter : new long[] {0, 9}) {
                Path parts = directory.resolve("parts" + runs.indexOf(run) + "-" + stopAfter);
                Recorder recorder = new Recorder();
                recorder.stopAfter = stopAfter;
                modelBytes(trainer(run.epochs(short2)).checkpoint(parts).listener(recorder), data);
                assertEquals(short2, Checkpoint.read(parts).configuration().epochs());
                assertEquals(expected, modelBytes(Trainer.resume(parts).epochs(4).team(Team.single()), data),
                        run.toString());
                assertEquals(hex(whole), hex(parts));
            }
        }
    }

    @Test
    void shorterRunsHaveTheBytesOfThoseThatWereAlwaysSoShort() throws IOException {
        Dataset data = TestData.data(arena);
        String expected = modelBytes(trainer(SHORT.epochs(3)), data);
        Recorder recorder = new Recorder();
        recorder.stopAfter = 15;
        Path parts = directory.resolve("parts");
        modelBytes(trainer(SHORT).checkpoint(parts).listener(recorder), data);
        assertEquals(expected, modelBytes(Trainer.resume(parts).epochs(3), data));
        assertEquals(expected, modelBytes(Trainer.resume(parts), data));
        assertLengthRefused(parts, 2, data, "cannot go on to 2 epochs, the run is in epoch 3 already");
    }

    /// The length that was asked for is in the file before the first step, so that a process killed at any moment
    /// leaves the longer run.
    @Test
    void theNewLengthIsKeptAtOnce() throws IOException {
        Dataset data = TestData.data(arena);
        Path file = directory.resolve("run");
        modelBytes(trainer(SHORT.epochs(2)).checkpoint(file), data);
        TrainingListener broken = new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                throw new IllegalStateException("killed");
            }
        };
        assertThrows(IllegalStateException.class, () -> Trainer.resume(file).epochs(4).listener(broken).fit(data));
        assertEquals(4, Checkpoint.read(file).configuration().epochs());
        assertEquals(12, Checkpoint.read(file).step());
    }

    private static void assertLengthRefused(Path checkpoint, int epochs, Dataset data, String reason)
            throws IOException {
        String before = hex(checkpoint);
        Trainer trainer = Trainer.resume(checkpoint).epochs(epochs);
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.fit(data)).getMessage();
        assertTrue(message.contains(reason), message);
        assertEquals(before, hex(checkpoint));
    }

    @Test
    void anotherLengthIsRefusedWhereItWouldChangeThePast() throws IOException {
        Dataset data = TestData.data(arena);
        Path file = directory.resolve("run");
        modelBytes(trainer(SHORT.epochs(2).schedule(new Schedule.Cosine())).checkpoint(file), data);
        assertLengthRefused(file, 4, data,
                "cannot go on to 4 epochs, the schedule cosine follows the length of the run, 2 epochs");
        modelBytes(trainer(SHORT.epochs(2).warmup(new Warmup.Cyclical(2, 0.5))).checkpoint(file), data);
        assertLengthRefused(file, 4, data,
                "cannot go on to 4 epochs, the warm-up cyclical follows the length of the run, 2 epochs");
        modelBytes(trainer(SPOILED.patience(3)).checkpoint(file), data);
        int ended = Checkpoint.read(file).epochs();
        assertTrue(ended < 12, "patience ended it");
        assertLengthRefused(file, 20, data,
                "the run ended after epoch " + ended + ", 3 epochs without a smaller validation loss");
        modelBytes(trainer(SHORT.epochs(2).schedule(new Schedule.IwaeStages())).checkpoint(file), data);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Trainer.resume(file).epochs(3281)).getMessage()
                .startsWith("schedule: the stages"));
    }
}
