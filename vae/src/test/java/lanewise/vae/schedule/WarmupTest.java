package lanewise.vae.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.vae.format.FormatException;
import lanewise.vae.objective.Iwae;
import lanewise.vae.reference.ReferenceSchedule;
import lanewise.vae.schedule.Warmup.Cyclical;
import lanewise.vae.schedule.Warmup.Immediate;
import lanewise.vae.schedule.Warmup.Linear;
import lanewise.vae.train.TrainingConfiguration;

final class WarmupTest {

    static List<Warmup> warmups() throws ReflectiveOperationException {
        List<Warmup> all = new ArrayList<>(List.of(new Linear(3), new Cyclical(3, 0.9), new Cyclical(1, 0.1)));
        for (Class<? extends Warmup> type : Warmup.types()) {
            all.add(type.getConstructor().newInstance());
        }
        return all;
    }

    private static ReferenceSchedule reference(Warmup warmup, int stepsPerEpoch) {
        return switch (warmup) {
            case Immediate _ -> new ReferenceSchedule.Constant();
            case Linear linear -> new ReferenceSchedule.Linear((long) linear.epochs() * stepsPerEpoch);
            case Cyclical cyclical -> new ReferenceSchedule.Cyclical(cyclical.cycles(), cyclical.rise());
        };
    }

    /// Those that say nothing of the length of the run have the same factors in any.
    @ParameterizedTest
    @MethodSource("warmups")
    void onlySomeDependOnTheLengthOfTheRun(Warmup warmup) {
        boolean differs = IntStream.range(0, 200)
                .anyMatch(step -> warmup.factor(step, 5, 40) != warmup.factor(step, 5, 80));
        assertEquals(warmup.dependsOnLength(), differs);
    }

    @ParameterizedTest
    @MethodSource("warmups")
    void factorsAreThoseOfTheReference(Warmup warmup) {
        for (int stepsPerEpoch : new int[] {1, 7}) {
            double most = 0;
            for (long step = 0; step < 20L * stepsPerEpoch; step++) {
                double factor = warmup.factor(step, stepsPerEpoch, 20);
                assertTrue(factor >= 0 && factor <= 1, warmup + " at " + step + ": " + factor);
                most = Math.max(most, factor);
                assertEquals(reference(warmup, stepsPerEpoch).factor(step, stepsPerEpoch, 20L * stepsPerEpoch), factor);
            }
            assertTrue(stepsPerEpoch == 1 || most == 1, warmup + " reaches " + most);
        }
    }

    @ParameterizedTest
    @MethodSource("warmups")
    void jsonComesBackEqual(Warmup warmup) throws FormatException {
        TrainingConfiguration configuration = new TrainingConfiguration().epochs(20).warmup(warmup);
        assertEquals(configuration, TrainingConfiguration.fromJson(configuration.toJson(), "test"));
    }

    /// By hand: a rise over two epochs of three steps; two cycles of five steps that rise over two fifths.
    @Test
    void factorsAreThoseOfTheFormulas() {
        double[] linear = {1 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0, 5 / 6.0, 1, 1, 1, 1};
        double[] cyclical = {0, 0.5, 1, 1, 1, 0, 0.5, 1, 1, 1};
        for (int step = 0; step < linear.length; step++) {
            assertEquals(linear[step], new Linear(2).factor(step, 3, 3), 1e-15);
        }
        for (int step = 0; step < cyclical.length; step++) {
            assertEquals(cyclical[step], new Cyclical(2, 0.4).factor(step, 5, 2), 1e-15);
        }
    }

    @Test
    void whatDoesNotSuitTheRunIsRefused() {
        TrainingConfiguration ten = new TrainingConfiguration().epochs(10);
        assertRefused("warmup: takes 10 epochs, the run has 10, expected fewer", () -> ten.warmup(new Linear(10)));
        assertRefused("warmup: takes 9 epochs, the run has 8", () -> ten.warmup(new Linear(9)).epochs(8));
        assertRefused("warmup: 11 cycles do not fit a run of 10 epochs", () -> ten.warmup(new Cyclical(11, 0.5)));
        assertRefused("warmup: the objective iwae has no weight to warm up",
                () -> ten.warmup(new Linear(2)).objective(new Iwae()));
        assertRefused("epochs: 0", () -> new Linear(0));
        assertRefused("cycles: 0", () -> new Cyclical(0, 0.5));
        assertRefused("rise: 0.0", () -> new Cyclical(1, 0));
        assertRefused("rise: 1.0", () -> new Cyclical(1, 1));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable call) {
        String refusal = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(refusal.startsWith(message), refusal);
    }
}
