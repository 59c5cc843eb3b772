package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.random.Purpose;

class BinarizerTest {

    private static final int[] ORDER = {7, 3, 11, 0, 5};

    private final Arena arena = Arena.ofShared();
    private final Dataset data = TestData.data(arena);

    @AfterEach
    void close() {
        arena.close();
    }

    private float[] draw(Binarization mode, int position, long step, int epoch) {
        Matrix x = Matrix.allocate(arena, 2, TestData.WIDTH);
        data.gather(ORDER, position, 2, x);
        new Binarizer(new TrainingConfiguration().seed(9).binarization(mode), x.columns())
                .draw(x, ORDER, position, 0, step, epoch);
        return x.toArray();
    }

    private static float one(RandomStream stream, long element, float probability) {
        return stream.uniform(element) < probability ? 1 : 0;
    }

    @Test
    void eachModeDrawsFromItsStream() {
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < TestData.WIDTH; column++) {
                int at = row * TestData.WIDTH + column;
                int source = ORDER[2 + row];
                long element = (long) source * TestData.WIDTH + column;
                float p = data.value(source, column);
                assertEquals(p, draw(Binarization.NONE, 2, 40, 3)[at]);
                assertEquals(one(new RandomStream(9, Purpose.BINARIZE.stream(0)), element, p),
                        draw(Binarization.FIXED, 2, 40, 3)[at]);
                assertEquals(one(new RandomStream(9, Purpose.BINARIZE.stream(3)), element, p),
                        draw(Binarization.PER_EPOCH, 2, 40, 3)[at]);
                assertEquals(one(new RandomStream(9, Purpose.BINARIZE.stream(40)), at, p),
                        draw(Binarization.DYNAMIC, 2, 40, 3)[at]);
            }
        }
    }

    @Test
    void whatChangesIsWhatTheModeSays() {
        assertArrayEquals(draw(Binarization.FIXED, 1, 4, 0), draw(Binarization.FIXED, 1, 9, 5));
        assertArrayEquals(draw(Binarization.PER_EPOCH, 1, 4, 5), draw(Binarization.PER_EPOCH, 1, 9, 5));
        assertFalse(Arrays.equals(draw(Binarization.PER_EPOCH, 1, 4, 5), draw(Binarization.PER_EPOCH, 1, 4, 6)));
        assertFalse(Arrays.equals(draw(Binarization.DYNAMIC, 1, 4, 5), draw(Binarization.DYNAMIC, 1, 5, 5)));
    }

    @Test
    void fixedRowsAreThoseOfTheBinarisedDataSet() {
        Dataset fixed = data.binarized(new RandomStream(9, Purpose.BINARIZE.stream(0)));
        Matrix x = Matrix.allocate(arena, 2, TestData.WIDTH);
        fixed.gather(ORDER, 2, 2, x);
        assertArrayEquals(x.toArray(), draw(Binarization.FIXED, 2, 1, 1));
    }

    @Test
    void validationRowsAreDrawnOnce() {
        assertSame(data, new Binarizer(new TrainingConfiguration(), data.width()).validation(data));
        Dataset drawn = new Binarizer(new TrainingConfiguration().seed(2).binarization(Binarization.DYNAMIC),
                data.width()).validation(data);
        RandomStream stream = new RandomStream(2, Purpose.HELD_OUT.stream(0));
        int ones = 0;
        for (int row = 0; row < data.size(); row++) {
            for (int column = 0; column < data.width(); column++) {
                assertEquals(one(stream, (long) row * data.width() + column, data.value(row, column)),
                        drawn.value(row, column));
                ones += (int) drawn.value(row, column);
            }
        }
        assertTrue(ones > 0 && ones < data.size() * data.width());
    }

    @ParameterizedTest
    @EnumSource(Binarization.class)
    void whatIsNoProbabilityIsRefused(Binarization mode) throws IOException {
        Matrix values = Matrix.allocate(arena, 4, TestData.WIDTH);
        values.set(2, 5, 1.5f);
        Trainer trainer = Trainer.of(TestData.SMALL.withLikelihood(new GaussianFixed(1)))
                .configuration(new TrainingConfiguration().epochs(1).binarization(mode));
        if (mode == Binarization.NONE) {
            trainer.fit(Dataset.of("odd", values, null)).close();
        } else {
            assertMessage("data odd: row 3, column 5 is 1.5; binarization takes "
                    + (mode == Binarization.THRESHOLD ? "grey values" : "probabilities") + " from 0 to 1",
                    () -> trainer.fit(Dataset.of("odd", values, null)));
            assertMessage("validation odd: row 3, column 5",
                    () -> trainer.validation(Dataset.of("odd", values, null)).fit(data));
        }
    }
}
