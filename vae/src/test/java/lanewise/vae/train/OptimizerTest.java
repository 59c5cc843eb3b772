package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.random.RandomStream;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;

/// Laws that hold for every optimizer, found by the permitted subclasses.
class OptimizerTest {

    static final int LENGTH = 16 * 37;

    /// The defaults of every optimizer, and the variants that take other paths.
    static Stream<Optimizer> optimizers() throws ReflectiveOperationException {
        List<Optimizer> all = new ArrayList<>();
        for (Class<?> type : Optimizer.class.getPermittedSubclasses()) {
            all.add((Optimizer) type.getConstructor().newInstance());
        }
        all.add(new Adam(0.003, 0.8, 0.99, 1e-6, 0.02, false));
        all.add(new Adam(0.003, 0.9, 0.999, 1e-8, 0.02, true));
        all.add(new AdamW(0.003, 0.9, 0.999, 1e-8, 0.1, true));
        all.add(new Adam(0.003, 0.99, 0.999, 1e-4, 0, true, 1));
        all.add(new Rmsprop(0.003, 0.9, 1e-6, 0.9, 0.01));
        all.add(new Adagrad(0.05, 0.01, 1e-8, 0.5, 0.01));
        all.add(new Sgd(0.05, 0));
        all.add(new Sgd(0.05, 0.9, 0.3, false, 0.01));
        all.add(new Sgd(0.05, 0.9, 0, true, 0.01));
        return all.stream();
    }

    static MemorySegment moments(Arena arena, Optimizer optimizer) {
        return arena.allocate((long) LENGTH * optimizer.moments().size() * Float.BYTES, 64);
    }

    static MemorySegment random(Arena arena, long seed, boolean tiny) {
        Random random = new Random(seed);
        MemorySegment segment = arena.allocate((long) LENGTH * Float.BYTES, 64);
        for (int i = 0; i < LENGTH; i++) {
            double scale = tiny ? Math.pow(2, -150 + random.nextInt(170)) : 1;
            segment.setAtIndex(Matrix.FLOAT, i, i % 11 == 0 ? 0f : (float) (random.nextGaussian() * scale));
        }
        return segment;
    }

    static float[] floats(MemorySegment segment) {
        float[] values = new float[(int) (segment.byteSize() / Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = segment.getAtIndex(Matrix.FLOAT, i);
        }
        return values;
    }

    private static void assertSameBits(MemorySegment expected, MemorySegment actual) {
        float[] a = floats(expected);
        float[] b = floats(actual);
        for (int i = 0; i < a.length; i++) {
            assertEquals(Float.floatToIntBits(a[i]), Float.floatToIntBits(b[i]),
                    "element " + i + ": " + a[i] + " and " + b[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void scalarTwinAndKernelGiveTheSameBits(Optimizer optimizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = random(arena, 1, false);
            MemorySegment q = random(arena, 1, false);
            MemorySegment a = moments(arena, optimizer);
            MemorySegment b = moments(arena, optimizer);
            Optimizer.Rule rule = optimizer.rule();
            for (int step = 1; step <= 40; step++) {
                MemorySegment g = random(arena, 100 + step, step % 3 == 0);
                rule.begin(step, step % 2 == 0 ? 1 : 0.37);
                rule.apply(p, g, a, LENGTH, 0, 16);
                rule.apply(p, g, a, LENGTH, 16, LENGTH);
                rule.scalar(q, g, b, LENGTH, 0, LENGTH);
                assertSameBits(q, p);
                assertSameBits(b, a);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void gradientsThatAreNotFiniteComeOutAlike(Optimizer optimizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = random(arena, 1, false);
            MemorySegment q = random(arena, 1, false);
            MemorySegment a = moments(arena, optimizer);
            MemorySegment b = moments(arena, optimizer);
            float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE,
                -Float.MAX_VALUE, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL,
                -0f, 0f, 1e19f};
            MemorySegment g = arena.allocate((long) LENGTH * Float.BYTES, 64);
            for (int i = 0; i < LENGTH; i++) {
                g.setAtIndex(Matrix.FLOAT, i, odd[i % odd.length]);
            }
            Optimizer.Rule rule = optimizer.rule();
            for (int step = 1; step <= 3; step++) {
                rule.begin(step, 1);
                rule.apply(p, g, a, LENGTH, 0, LENGTH);
                rule.scalar(q, g, b, LENGTH, 0, LENGTH);
                assertSameBits(q, p);
                assertSameBits(b, a);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void parametersThatAreNotFiniteComeOutAlike(Optimizer optimizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = random(arena, 1, false);
            float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
            for (int i = 0; i < LENGTH; i += 3) {
                p.setAtIndex(Matrix.FLOAT, i, odd[i % odd.length]);
            }
            MemorySegment q = arena.allocate((long) LENGTH * Float.BYTES, 64).copyFrom(p);
            MemorySegment a = moments(arena, optimizer);
            MemorySegment b = moments(arena, optimizer);
            Optimizer.Rule rule = optimizer.rule();
            for (int step = 1; step <= 4; step++) {
                MemorySegment g = random(arena, 100 + step, step % 3 == 0);
                rule.begin(step, step < 3 ? 1 : 0.37);
                rule.apply(p, g, a, LENGTH, 0, LENGTH);
                rule.scalar(q, g, b, LENGTH, 0, LENGTH);
                assertSameBits(q, p);
                assertSameBits(b, a);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void numberOfThreadsChangesNoBit(Optimizer optimizer) {
        try (Arena arena = Arena.ofShared(); Team two = Team.ofThreads(2); Team three = Team.ofThreads(3)) {
            MemorySegment[] p = new MemorySegment[3];
            MemorySegment[] m = new MemorySegment[3];
            List<Team> teams = List.of(Team.single(), two, three);
            for (int i = 0; i < 3; i++) {
                p[i] = random(arena, 1, false);
                m[i] = moments(arena, optimizer);
                MemorySegment g = arena.allocate((long) LENGTH * Float.BYTES, 64);
                ParameterUpdate update = new ParameterUpdate(optimizer, p[i], g, m[i], teams.get(i));
                for (int step = 1; step <= 10; step++) {
                    g.copyFrom(random(arena, 100 + step, step % 3 == 0));
                    update.step(step, 0.9);
                }
            }
            for (int i = 1; i < 3; i++) {
                assertSameBits(p[0], p[i]);
                assertSameBits(m[0], m[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void splittingByLayersChangesNoBit(Optimizer optimizer) {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(50), Shape.of(37), Normalization.NONE)
                .map("b", Dense.of(3), Shape.of(50), Normalization.NONE)
                .map("c", Dense.of(100), Shape.of(3), Normalization.NONE).build();
        int floats = layout.size();
        try (Arena arena = Arena.ofShared(); Team three = Team.ofThreads(3)) {
            Parameters[] p = {Parameters.allocate(arena, layout), Parameters.allocate(arena, layout)};
            Parameters g = Parameters.allocate(arena, layout);
            MemorySegment[] m = new MemorySegment[2];
            RandomStream stream = new RandomStream(5, 0);
            for (int i = 0; i < 2; i++) {
                m[i] = arena.allocate((long) floats * Float.BYTES * optimizer.moments().size(), 64);
                stream.fillGaussian(p[i].flat(), 0);
            }
            ParameterUpdate whole = new ParameterUpdate(optimizer, p[0].segment(), g.segment(), m[0], Team.single());
            ParameterUpdate byLayers = new ParameterUpdate(optimizer, p[1], g, m[1], three);
            for (int step = 1; step <= 5; step++) {
                stream.fillGaussian(g.flat(), (long) step * floats);
                whole.step(step, 0.9);
                byLayers.step(step, 0.9);
            }
            assertSameBits(p[0].segment(), p[1].segment());
            assertSameBits(m[0], m[1]);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void clipFactorIsAFactorOnTheGradient(Optimizer optimizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = random(arena, 1, false);
            MemorySegment q = random(arena, 1, false);
            MemorySegment a = moments(arena, optimizer);
            MemorySegment b = moments(arena, optimizer);
            Optimizer.Rule rule = optimizer.rule();
            for (int step = 1; step <= 5; step++) {
                MemorySegment g = random(arena, 100 + step, false);
                rule.begin(step, 0.125);
                rule.apply(p, g, a, LENGTH, 0, LENGTH);
                for (int i = 0; i < LENGTH; i++) {
                    g.setAtIndex(Matrix.FLOAT, i, 0.125f * g.getAtIndex(Matrix.FLOAT, i));
                }
                rule.begin(step, 1);
                rule.apply(q, g, b, LENGTH, 0, LENGTH);
            }
            assertSameBits(q, p);
            assertSameBits(b, a);
        }
    }

    /// The factor of a schedule gives what the learning rate times the factor gives, for a power of two to the bit.
    @ParameterizedTest
    @MethodSource("optimizers")
    void rateFactorIsAFactorOnTheLearningRate(Optimizer optimizer) throws FormatException {
        TrainingConfiguration base = new TrainingConfiguration().optimizer(optimizer);
        String rate = "\"learningRate\":";
        String slower = base.toJson().replace(rate + optimizer.learningRate(), rate + optimizer.learningRate() / 4);
        Optimizer quarter = TrainingConfiguration.fromJson(slower, "test").optimizer();
        assertEquals(optimizer.learningRate() / 4, quarter.learningRate());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = random(arena, 1, false);
            MemorySegment q = random(arena, 1, false);
            MemorySegment a = moments(arena, optimizer);
            MemorySegment b = moments(arena, optimizer);
            Optimizer.Rule rule = optimizer.rule();
            Optimizer.Rule slow = quarter.rule();
            for (int step = 1; step <= 5; step++) {
                MemorySegment g = random(arena, 100 + step, false);
                rule.begin(step, 0.5, 0.25);
                rule.apply(p, g, a, LENGTH, 0, LENGTH);
                slow.begin(step, 0.5);
                slow.apply(q, g, b, LENGTH, 0, LENGTH);
            }
            assertSameBits(q, p);
            assertSameBits(b, a);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void wrongSizesAreNamed(Optimizer optimizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = arena.allocate(64 * 4, 64);
            MemorySegment m = arena.allocate(64L * 4 * optimizer.moments().size(), 64);
            assertMessage("gradient", () -> new ParameterUpdate(optimizer, p, p.asSlice(0, 128), m, Team.single()));
            assertMessage("moments", () -> new ParameterUpdate(optimizer, p, p, arena.allocate(8), Team.single()));
            assertMessage("parameters", () -> new ParameterUpdate(optimizer, p.asSlice(0, 60), p, m, Team.single()));
            MemorySegment heap = MemorySegment.ofArray(new float[64]);
            assertMessage("parameters", () -> new ParameterUpdate(optimizer, heap, p, m, Team.single()));
            assertMessage("multiples of 16", () -> optimizer.rule().apply(p, p, m, 64, 0, 20));
            assertThrows(IndexOutOfBoundsException.class, () -> optimizer.rule().apply(p, p, m, 64, 0, 80));
        }
    }

    static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void namesDiffer() throws ReflectiveOperationException {
        List<String> names = Arrays.stream(Optimizer.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();
        assertEquals(names.size(), optimizers().map(Optimizer::name).distinct().count());
        assertEquals("adam", new Adam().name());
        assertEquals("adamw", new AdamW().name());
    }
}
