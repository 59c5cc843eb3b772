package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.SPOILED;
import static lanewise.vae.train.TestData.trainer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.data.Dataset;
import lanewise.vae.objective.LossTerms;

/// Keeping the model of the best epoch, and the end of a run that gets no better.
class BestEpochTest {

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

    private static int best(List<EpochRecord> epochs) {
        int best = 0;
        for (int e = 1; e < epochs.size(); e++) {
            best = epochs.get(e).validation().total() < epochs.get(best).validation().total() ? e : best;
        }
        return best + 1;
    }

    @Test
    void theModelOfTheBestEpochIsKept() throws IOException {
        Dataset data = TestData.data(arena);
        Recorder all = new Recorder();
        String last = modelBytes(trainer(SPOILED).listener(all), data);
        int best = best(all.epochs);
        assertTrue(best < 10, "best epoch " + best);
        String kept = modelBytes(trainer(SPOILED.keepBest(true)), data);
        assertEquals(modelBytes(trainer(SPOILED.epochs(best)), data), kept);
        assertNotEquals(last, kept);
    }

    @Test
    void theRunEndsWhenPatienceDoes() throws IOException {
        Dataset data = TestData.data(arena);
        Recorder all = new Recorder();
        modelBytes(trainer(SPOILED).listener(all), data);
        int patience = 2;
        int end = 1;
        while (end - best(all.epochs.subList(0, end)) < patience) {
            end++;
        }
        assertTrue(end < 12, "ends after epoch " + end);
        Recorder some = new Recorder();
        Path file = directory.resolve("early");
        String ended = modelBytes(trainer(SPOILED.patience(patience)).listener(some).checkpoint(file), data);
        assertEquals(all.epochs.subList(0, end), some.epochs);
        assertEquals(modelBytes(trainer(SPOILED.epochs(end)), data), ended);
        // Resumed, it has nothing left to do.
        Recorder none = new Recorder();
        assertEquals(ended, modelBytes(Trainer.resume(file).listener(none), data));
        assertEquals(List.of(), none.epochs);
        assertEquals(end - patience, Checkpoint.read(file).bestEpoch());
    }

    @Test
    void theResultTellsHistoryBestEpochAndWhyItEnded() throws IOException {
        Dataset data = TestData.data(arena);
        Recorder all = new Recorder();
        try (TrainingResult result = trainer(SPOILED).listener(all).fit(data)) {
            assertEquals(all.epochs, result.history());
            assertEquals(best(all.epochs), result.bestEpoch());
            assertEquals(TrainingResult.End.EPOCHS, result.end());
            assertEquals(12, result.model().architecture().inputs());
        }
        int patience = 2;
        try (TrainingResult result = trainer(SPOILED.patience(patience)).fit(data)) {
            assertEquals(TrainingResult.End.PATIENCE, result.end());
            assertEquals(result.bestEpoch() + patience, result.history().size());
            assertEquals(all.epochs.subList(0, result.history().size()), result.history());
        }
        Path file = directory.resolve("stopped");
        TrainingListener stopper = new TrainingListener() {
            @Override
            public void epoch(TrainingProgress progress, EpochRecord record) {
                if (record.epoch() == 2) {
                    progress.stop();
                }
            }
        };
        try (TrainingResult result = trainer(SPOILED).listener(stopper).checkpoint(file).fit(data)) {
            assertEquals(TrainingResult.End.STOPPED, result.end());
            assertEquals(all.epochs.subList(0, 2), result.history());
        }
        try (TrainingResult result = Trainer.resume(file).fit(data)) {
            assertEquals(TrainingResult.End.EPOCHS, result.end());
            assertEquals(all.epochs, result.history());
        }
        try (TrainingResult result = trainer(SPOILED.validationFraction(0).epochs(1)).fit(data)) {
            assertEquals(0, result.bestEpoch());
        }
    }

    @Test
    void theBestEpochIsToldByValidationRowsAlone() throws IOException {
        Dataset data = TestData.data(arena);
        TrainingConfiguration without = SHORT.validationFraction(0);
        assertMessage("keepBest: true, but there are no validation rows",
                () -> trainer(without.keepBest(true)).fit(data));
        assertMessage("patience: 3, but there are no validation rows", () -> trainer(without.patience(3)).fit(data));
        trainer(without.epochs(2).keepBest(true)).validation(TestData.data(arena, 20, 9)).fit(data).close();
    }

    @Test
    void aLossThatIsNoFiniteNumberIsNeverTheBest() {
        Random random = new Random(4);
        for (int run = 0; run < 200; run++) {
            List<EpochRecord> history = new ArrayList<>();
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int epoch = 1; epoch <= 6; epoch++) {
                double loss = switch (random.nextInt(5)) {
                    case 0 -> Double.NaN;
                    case 1 -> Double.POSITIVE_INFINITY;
                    case 2 -> Double.NEGATIVE_INFINITY;
                    default -> random.nextInt(6) - 3;
                };
                if (Double.isFinite(loss) && loss < least) {
                    least = loss;
                    best = epoch;
                }
                history.add(new EpochRecord(epoch, epoch, new LossTerms(1, 1, 2, Map.of()),
                        new LossTerms(loss, 0, loss, Map.of())));
                assertEquals(best, EpochRecord.best(history));
            }
        }
    }
}
