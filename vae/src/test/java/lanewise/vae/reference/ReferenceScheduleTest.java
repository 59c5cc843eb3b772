package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReferenceScheduleTest {

    private static double[] factors(ReferenceSchedule schedule, int stepsPerEpoch, int steps) {
        return LongStream.range(0, steps).mapToDouble(t -> schedule.factor(t, stepsPerEpoch, steps)).toArray();
    }

    @Test
    void byHand() {
        assertArrayEquals(new double[] {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25},
            factors(new ReferenceSchedule.Steps(2, 0.5), 2, 9));
        // W = 1, then from 1 over half of the way down to almost the floor
        assertArrayEquals(new double[] {1, 1, 0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, 0.55,
            0.1 + 0.9 * (1 - Math.sqrt(0.5)) / 2},
            factors(new ReferenceSchedule.Cosine(0.2, 0.1), 1, 5), 1e-15);
        assertArrayEquals(new double[] {0.5, 1, 1}, factors(new ReferenceSchedule.Linear(2), 1, 3));
        assertArrayEquals(new double[] {0, 0.5, 1, 1, 0, 0.5, 1, 1},
            factors(new ReferenceSchedule.Cyclical(2, 0.5), 1, 8));
    }

    /// Epochs of two steps; 9.5 is within the tenth that counts, 8 is better; each time the second epoch in a row that
    /// is not better halves, and the floor holds.
    @Test
    void plateauByHand() {
        double[] losses = {10, 9.5, 9.2, 8, 8, 8, 8, 8, 8};
        ReferenceSchedule plateau = new ReferenceSchedule.Plateau(0.5, 1, 0.1, 0.2);
        double[] expected = {1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2};
        for (int epoch = 0; epoch < expected.length; epoch++) {
            assertEquals(expected[epoch], plateau.factor(2L * epoch + 1, 2, 0, e -> losses[e]), "epoch " + epoch);
        }
        assertEquals(0x1p-126, new ReferenceSchedule.Plateau(0.1, 0, 0, 0).factor(100, 1, 0, e -> 1));
        assertThrows(IllegalStateException.class, () -> plateau.factor(2, 2, 0));
    }

    @Test
    void theStagesOfThePaperTake3280Epochs() {
        ReferenceSchedule stages = new ReferenceSchedule.IwaeStages(false);
        long first = 0;
        for (int stage = 0; stage < 8; stage++) {
            long length = Math.round(Math.pow(3, stage));
            assertEquals(Math.pow(10, -stage / 7.0), stages.factor(5 * first, 5, 0), 1e-15);
            assertEquals(Math.pow(10, -stage / 7.0), stages.factor(5 * (first + length) - 1, 5, 0), 1e-15);
            first += length;
        }
        assertEquals(3280, first);
    }
}
