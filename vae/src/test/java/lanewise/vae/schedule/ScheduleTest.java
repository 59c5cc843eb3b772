package lanewise.vae.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.vae.format.FormatException;
import lanewise.vae.reference.ReferenceSchedule;
import lanewise.vae.schedule.Schedule.Constant;
import lanewise.vae.schedule.Schedule.Cosine;
import lanewise.vae.schedule.Schedule.IwaeStages;
import lanewise.vae.schedule.Schedule.Plateau;
import lanewise.vae.schedule.Schedule.Steps;
import lanewise.vae.train.TrainingConfiguration;

final class ScheduleTest {

    private static final IntToDoubleFunction FALLING = epoch -> 100.0 / (epoch + 1);

    static List<Schedule> schedules() throws ReflectiveOperationException {
        List<Schedule> all = new java.util.ArrayList<>(List.of(new Steps(3, 0.5), new Cosine(0.1, 0.01),
                new Plateau(0.5, 0, 0, 0.2), new IwaeStages(true)));
        for (Class<? extends Schedule> type : Schedule.types()) {
            all.add(type.getConstructor().newInstance());
        }
        return all;
    }

    /// Nothing but the first `epochs` losses may be asked for, and the factor is a usable one.
    @ParameterizedTest
    @MethodSource("schedules")
    void factorsAreAboveZeroAndLookAtThePastAlone(Schedule schedule) {
        for (long step = 0; step < 5 * 40; step++) {
            long epoch = step / 5;
            double factor = schedule.factor(step, 5, 40, asked -> {
                assertTrue(asked >= 0 && asked < epoch, "epoch " + asked);
                return FALLING.applyAsDouble(asked);
            });
            assertTrue(factor > 0 && factor <= 1, schedule + " at " + step + ": " + factor);
        }
        assertTrue(schedule instanceof Cosine cosine && cosine.warmup() > 0 || schedule.factor(0, 5, 40, FALLING) == 1);
    }

    private static ReferenceSchedule reference(Schedule schedule) {
        return switch (schedule) {
            case Constant _ -> new ReferenceSchedule.Constant();
            case Steps steps -> new ReferenceSchedule.Steps(steps.every(), steps.factor());
            case Cosine cosine -> new ReferenceSchedule.Cosine(cosine.warmup(), cosine.floor());
            case Plateau p -> new ReferenceSchedule.Plateau(p.factor(), p.patience(), p.threshold(), p.floor());
            case IwaeStages stages -> new ReferenceSchedule.IwaeStages(stages.rounded());
        };
    }

    /// Products of factors and powers of them differ in their last places, nothing else does; losses rise and fall.
    @ParameterizedTest
    @MethodSource("schedules")
    void factorsAreThoseOfTheReference(Schedule schedule) {
        IntToDoubleFunction losses = epoch -> 100 - epoch % 11 + 7 * StrictMath.sin(epoch) - 0.5 * epoch;
        for (int stepsPerEpoch : new int[] {1, 7}) {
            for (int epochs : new int[] {40, 400}) {
                for (long step = 0; step < (long) epochs * stepsPerEpoch; step++) {
                    double expected = reference(schedule)
                            .factor(step, stepsPerEpoch, (long) epochs * stepsPerEpoch, losses);
                    assertEquals(expected, schedule.factor(step, stepsPerEpoch, epochs, losses), 1e-14 * expected,
                            schedule + " at " + step);
                }
            }
        }
    }

    /// Those that say nothing of the length of the run have the same factors in any.
    @ParameterizedTest
    @MethodSource("schedules")
    void onlySomeDependOnTheLengthOfTheRun(Schedule schedule) {
        boolean differs = IntStream.range(0, 200)
                .anyMatch(step -> schedule.factor(step, 5, 40, FALLING) != schedule.factor(step, 5, 80, FALLING));
        assertEquals(schedule.dependsOnLength(), differs);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void jsonComesBackEqual(Schedule schedule) throws FormatException {
        TrainingConfiguration configuration = new TrainingConfiguration().epochs(100).schedule(schedule);
        assertEquals(configuration, TrainingConfiguration.fromJson(configuration.toJson(), "test"));
    }

    private static double[] epochs(Schedule schedule, int epochs, IntToDoubleFunction losses) {
        return IntStream.range(0, epochs)
                .mapToDouble(epoch -> schedule.factor(7L * epoch + 3, 7, epochs, losses)).toArray();
    }

    @Test
    void stepsAreThoseOfTorch() {
        double[] factors = epochs(new Steps(3, 0.1), 10, FALLING);
        for (int epoch = 0; epoch < 10; epoch++) {
            assertEquals(Math.pow(0.1, epoch / 3), factors[epoch], 1e-15);
        }
    }

    /// `eta_min + (1 - eta_min) (1 + cos(pi t / T)) / 2`.
    @Test
    void cosineIsThatOfTorch() {
        for (int t = 0; t < 60; t++) {
            assertEquals(0.1 + 0.9 * (1 + Math.cos(Math.PI * t / 60)) / 2,
                    new Cosine(0, 0.1).factor(t, 6, 10, FALLING), 1e-15);
        }
        Schedule rising = new Cosine(0.25, 0);
        for (int t = 0; t < 15; t++) {
            assertEquals((t + 1) / 15.0, rising.factor(t, 6, 10, FALLING), 1e-15);
        }
        assertEquals(1, rising.factor(15, 6, 10, FALLING));
        assertEquals(0.5 * (1 + Math.cos(Math.PI * 44 / 45)), rising.factor(59, 6, 10, FALLING), 1e-15);
        assertEquals(1, new Cosine(0.9, 0).factor(0, 1, 1, FALLING));
    }

    /// Worked by hand: bad epochs are counted from the second on; the third in a row multiplies.
    @Test
    void plateauCountsTheEpochsThatWereNotBetter() {
        double[] losses = {10, 9, 9, 9, 9, 8.9, 8.95, 8.95, 8.95, 8.95, 8.95, 8.95, 7};
        double[] factors = epochs(new Plateau(0.1, 2, 0, 0), 13, epoch -> losses[epoch]);
        double[] expected = {1, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001};
        for (int epoch = 0; epoch < 13; epoch++) {
            assertEquals(expected[epoch], factors[epoch], 1e-15, "epoch " + epoch);
        }
        assertEquals(0.05, epochs(new Plateau(0.1, 2, 0, 0.05), 13, epoch -> losses[epoch])[12]);
        // Falls of 1% a time do not count against a threshold of 2%, whatever the sign.
        assertEquals(0.5, epochs(new Plateau(0.5, 1, 0.02, 0), 4, epoch -> 100 - epoch)[3]);
        assertEquals(0.5, epochs(new Plateau(0.5, 1, 0.02, 0), 4, epoch -> -100 - epoch)[3]);
        assertEquals(1, epochs(new Plateau(0.5, 1, 0.02, 0), 4, epoch -> -100 - 3 * epoch)[3]);
    }

    /// The eight stages and rates of the paper; those of its code have two digits.
    @Test
    void iwaeStagesAreThoseOfThePaper() {
        double[] rounded = {1, 0.72, 0.52, 0.37, 0.27, 0.19, 0.14, 0.1};
        int epoch = 0;
        for (int stage = 0; stage < 8; stage++) {
            for (int i = 0; i < Math.round(Math.pow(3, stage)); i++, epoch++) {
                assertEquals(Math.pow(10, -stage / 7.0),
                        new IwaeStages().factor(3000L * epoch + i % 3000, 3000, 3280, FALLING), 1e-15);
                assertEquals(rounded[stage], new IwaeStages(true).factor(3000L * epoch, 3000, 3280, FALLING));
            }
        }
        assertEquals(3280, epoch);
    }

    @ParameterizedTest
    @CsvSource({"0, every: 0", "1, factor: 0.0", "2, warmup: 1.0", "3, floor: -0.1", "4, factor: 1.0",
            "5, patience: -1", "6, threshold: NaN"})
    void argumentsOutsideTheirRangeAreNamed(int which, String message) {
        List<Runnable> calls = List.of(() -> new Steps(0, 0.1), () -> new Steps(1, 0), () -> new Cosine(1, 0),
                () -> new Cosine(0, -0.1), () -> new Plateau(1, 1, 0, 0), () -> new Plateau(0.5, -1, 0, 0),
                () -> new Plateau(0.5, 1, Double.NaN, 0));
        String refusal = assertThrows(IllegalArgumentException.class, calls.get(which)::run).getMessage();
        assertTrue(refusal.startsWith(message), refusal);
    }

    @Test
    void schedulesThatDoNotSuitTheRunAreRefused() {
        TrainingConfiguration ten = new TrainingConfiguration().epochs(10);
        assertRefused("schedule: steps of 10 epochs never change the rate of a run of 10",
                () -> ten.schedule(new Steps(10, 0.1)));
        assertRefused("schedule: a plateau with patience 8 never changes the rate of a run of 10 epochs, expected at"
                + " least 11", () -> ten.schedule(new Plateau(0.1, 8, 0, 0)));
        ten.schedule(new Plateau(0.1, 7, 0, 0));
        assertRefused("schedule: the stages of the IWAE paper have 3280 epochs, the run has 3281",
                () -> new TrainingConfiguration().epochs(3281).schedule(new IwaeStages()));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable call) {
        String refusal = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(refusal.startsWith(message), refusal);
    }
}
