package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

import lanewise.core.Matrix;

/// Holds an optimizer against its formula in double, over gradients of many sizes.
final class DoubleTwin {

    static final int LENGTH = 64;

    private DoubleTwin() {
    }

    /// One parameter's step in double.
    interface Formula {
        double next(int step, int index, double parameter, double gradient);
    }

    static void compare(Optimizer optimizer, double tolerance, Formula formula) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ps = arena.allocate(LENGTH * 4L, 64);
            MemorySegment gs = arena.allocate(LENGTH * 4L, 64);
            MemorySegment moments = moments(arena, optimizer);
            Random random = new Random(5);
            double[] p = new double[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                ps.setAtIndex(Matrix.FLOAT, i, (float) random.nextGaussian());
                p[i] = ps.getAtIndex(Matrix.FLOAT, i);
            }
            Optimizer.Rule rule = optimizer.rule();
            for (int t = 1; t <= 300; t++) {
                rule.begin(t, 1);
                for (int i = 0; i < LENGTH; i++) {
                    float gradient = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
                    gs.setAtIndex(Matrix.FLOAT, i, gradient);
                    p[i] = formula.next(t, i, p[i], gradient);
                }
                rule.apply(ps, gs, moments, LENGTH, 0, LENGTH);
                for (int i = 0; i < LENGTH; i++) {
                    assertEquals(p[i], ps.getAtIndex(Matrix.FLOAT, i), tolerance * Math.max(1, Math.abs(p[i])),
                            "step " + t + " element " + i);
                }
            }
        }
    }

    private static MemorySegment moments(Arena arena, Optimizer optimizer) {
        MemorySegment moments = arena.allocate(LENGTH * 4L * optimizer.moments().size(), 64);
        for (int m = 0; m < optimizer.moments().size(); m++) {
            for (int i = 0; i < LENGTH; i++) {
                moments.setAtIndex(Matrix.FLOAT, (long) m * LENGTH + i,
                        (float) optimizer.start(optimizer.moments().get(m)));
            }
        }
        return moments;
    }
}
