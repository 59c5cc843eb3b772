package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.core.Matrix;

/// What decays in optimizers goes to zero, not through numbers that are slow.
class DenormalsTest {

    /// Units that learn for a while and then die, and gradients of every tiny size: the moments go to zero and never
    /// through a denormal.
    @ParameterizedTest
    @MethodSource("lanewise.vae.train.OptimizerTest#optimizers")
    void momentsNeverHoldADenormal(Optimizer optimizer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = OptimizerTest.random(arena, 1, false);
            MemorySegment m = OptimizerTest.moments(arena, optimizer);
            MemorySegment zero = arena.allocate((long) OptimizerTest.LENGTH * Float.BYTES, 64);
            Optimizer.Rule rule = optimizer.rule();
            int zeros = 0;
            for (int step = 1; step <= 1200; step++) {
                rule.begin(step, 0.5);
                rule.apply(p, step <= 20 ? OptimizerTest.random(arena, step, true) : zero, m, OptimizerTest.LENGTH, 0,
                        OptimizerTest.LENGTH);
                zeros = 0;
                for (long i = 0; i < m.byteSize() / Float.BYTES; i++) {
                    float value = m.getAtIndex(Matrix.FLOAT, i);
                    if (value != 0 && Math.abs(value) < Float.MIN_NORMAL) {
                        fail("step " + step + ": " + value);
                    }
                    zeros += value == 0 ? 1 : 0;
                }
            }
            boolean forgets = optimizer.moments().stream().allMatch(name -> name.equals("momentum"));
            assertTrue(!forgets || decays(optimizer) || zeros == OptimizerTest.LENGTH * optimizer.moments().size(),
                    zeros + " zeros");
            for (float value : OptimizerTest.floats(p)) {
                assertTrue(Float.isFinite(value));
            }
        }
    }

    /// Weight decay keeps feeding the buffer.
    private static boolean decays(Optimizer optimizer) {
        return optimizer instanceof Sgd sgd && sgd.weightDecay() > 0;
    }

    @Test
    void firstMomentsOfDeadUnitsReachZero() {
        try (Arena arena = Arena.ofConfined()) {
            Optimizer optimizer = new Adam();
            MemorySegment p = OptimizerTest.random(arena, 1, false);
            MemorySegment m = OptimizerTest.moments(arena, optimizer);
            Optimizer.Rule rule = optimizer.rule();
            rule.begin(1, 1);
            rule.apply(p, OptimizerTest.random(arena, 2, false), m, OptimizerTest.LENGTH, 0, OptimizerTest.LENGTH);
            MemorySegment zero = arena.allocate((long) OptimizerTest.LENGTH * Float.BYTES, 64);
            for (int step = 2; step <= 1000; step++) {
                rule.begin(step, 1);
                rule.apply(p, zero, m, OptimizerTest.LENGTH, 0, OptimizerTest.LENGTH);
            }
            float[] values = OptimizerTest.floats(m);
            for (int i = 0; i < OptimizerTest.LENGTH; i++) {
                assertEquals(0f, values[i]);
                assertTrue(i % 11 == 0 || values[OptimizerTest.LENGTH + i] > 0, "second moment " + i);
            }
        }
    }
}
