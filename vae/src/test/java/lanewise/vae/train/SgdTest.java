package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import lanewise.core.Matrix;

class SgdTest {

    private static final int LENGTH = 64;

    /// The formulas in double, 100 steps.
    @ParameterizedTest
    @CsvSource({"0, 0, false, 0", "0, 0, false, 0.1", "0.9, 0, false, 0", "0.9, 0.4, false, 0.01",
            "0.9, 0, true, 0.01"})
    void followsTheFormulaInDouble(double momentum, double dampening, boolean nesterov, double decay) {
        double rate = 0.02;
        Sgd optimizer = new Sgd(rate, momentum, dampening, nesterov, decay);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ps = arena.allocate(LENGTH * 4L, 64);
            MemorySegment gs = arena.allocate(LENGTH * 4L, 64);
            MemorySegment moments = arena.allocate(LENGTH * 4L * optimizer.moments().size(), 64);
            Random random = new Random(5);
            double[] p = new double[LENGTH];
            double[] b = new double[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                ps.setAtIndex(Matrix.FLOAT, i, (float) random.nextGaussian());
                p[i] = ps.getAtIndex(Matrix.FLOAT, i);
            }
            Optimizer.Rule rule = optimizer.rule();
            for (int t = 1; t <= 100; t++) {
                for (int i = 0; i < LENGTH; i++) {
                    float gradient = (float) random.nextGaussian();
                    gs.setAtIndex(Matrix.FLOAT, i, gradient);
                    double g = gradient + decay * p[i];
                    b[i] = t == 1 ? g : momentum * b[i] + (1 - dampening) * g;
                    double d = momentum == 0 ? g : nesterov ? g + momentum * b[i] : b[i];
                    p[i] -= rate * d;
                }
                rule.begin(t, 1);
                rule.apply(ps, gs, moments, LENGTH, 0, LENGTH);
                for (int i = 0; i < LENGTH; i++) {
                    assertEquals(p[i], ps.getAtIndex(Matrix.FLOAT, i), 1e-5 * Math.max(1, Math.abs(p[i])),
                            "step " + t + " element " + i);
                }
            }
        }
    }

    @Test
    void argumentsOutsideTheirRangeAreNamed() {
        assertMessage("learningRate: Infinity", () -> new Sgd(Double.POSITIVE_INFINITY, 0));
        assertMessage("momentum: 1.0", () -> new Sgd(0.1, 1));
        assertMessage("dampening: 1.0", () -> new Sgd(0.1, 0.9, 1, false, 0));
        assertMessage("nesterov: momentum 0.0", () -> new Sgd(0.1, 0, 0, true, 0));
        assertMessage("nesterov: momentum 0.9 and dampening 0.1", () -> new Sgd(0.1, 0.9, 0.1, true, 0));
        assertMessage("weightDecay: NaN", () -> new Sgd(0.1, 0, 0, false, Double.NaN));
    }
}
