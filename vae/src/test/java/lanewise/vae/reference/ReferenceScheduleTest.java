package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReferenceScheduleTest {

    private static double[] factors(ReferenceSchedule schedule, int stepsPerEpoch, int steps) {
        return LongStream.range(0, steps).mapToDouble(t -> schedule.factor(t, stepsPerEpoch, steps)).toArray();
    }

    @Test
    void byHand() {
        assertArrayEquals(new double[] {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25}, factors(new ReferenceSchedule.Steps(2, 0.5), 2, 9));
        // W = 1, then from 1 over half of the way down to almost the floor
        assertArrayEquals(new double[] {1, 1, 0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, 0.55, 0.1 + 0.9 * (1 - Math.sqrt(0.5)) / 2},
            factors(new ReferenceSchedule.Cosine(0.2, 0.1), 1, 5), 1e-15);
        assertArrayEquals(new double[] {0.5, 1, 1}, factors(new ReferenceSchedule.Linear(2), 1, 3));
        assertArrayEquals(new double[] {0, 0.5, 1, 1, 0, 0.5, 1, 1}, factors(new ReferenceSchedule.Cyclical(2, 0.5), 1, 8));
    }

    @Test
    void theStagesOfThePaperTake3280Epochs() {
        ReferenceSchedule stages = new ReferenceSchedule.IwaeStages();
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
