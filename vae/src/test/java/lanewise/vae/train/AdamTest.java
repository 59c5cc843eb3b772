package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;

class AdamTest {

    private static final int LENGTH = 64;

    /// The formulas in double, gradient of a random quadratic, 300 steps.
    @ParameterizedTest
    @CsvSource({"0.9, 0.999, 1e-8, 0, false, false", "0.5, 0.9, 1e-4, 0.1, false, false",
        "0.9, 0.999, 1e-8, 0.1, true, false", "0.9, 0.999, 1e-8, 0, false, true", "0.9, 0.99, 1e-8, 0.1, true, true",
        "0, 0, 1e-3, 0, false, false"})
    void followsTheFormulaInDouble(double b1, double b2, double epsilon, double decay, boolean decoupled,
        boolean amsgrad) {
        double rate = 0.01;
        Optimizer optimizer = decoupled ? new AdamW(rate, b1, b2, epsilon, decay, amsgrad)
            : new Adam(rate, b1, b2, epsilon, decay, amsgrad);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ps = arena.allocate(LENGTH * 4L, 64);
            MemorySegment gs = arena.allocate(LENGTH * 4L, 64);
            MemorySegment moments = arena.allocate(LENGTH * 4L * optimizer.moments().size(), 64);
            Random random = new Random(5);
            double[] p = new double[LENGTH];
            double[] m = new double[LENGTH];
            double[] v = new double[LENGTH];
            double[] w = new double[LENGTH];
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
                    double g = gradient + (decoupled ? 0 : decay * p[i]);
                    p[i] *= decoupled ? 1 - rate * decay : 1;
                    m[i] = b1 * m[i] + (1 - b1) * g;
                    v[i] = b2 * v[i] + (1 - b2) * g * g;
                    w[i] = amsgrad ? Math.max(w[i], v[i]) : v[i];
                    p[i] -= rate / (1 - Math.pow(b1, t))
                        * m[i] / (Math.sqrt(w[i]) / Math.sqrt(1 - Math.pow(b2, t)) + epsilon);
                }
                rule.apply(ps, gs, moments, LENGTH, 0, LENGTH);
                for (int i = 0; i < LENGTH; i++) {
                    assertEquals(p[i], ps.getAtIndex(Matrix.FLOAT, i), 1e-5 * Math.max(1, Math.abs(p[i])),
                        "step " + t + " element " + i);
                }
            }
        }
    }

    /// As the code of the IWAE paper has it but for where epsilon is added.
    @Test
    void secondMomentsMayStartAtOne() {
        double[] m = new double[DoubleTwin.LENGTH];
        double[] v = new double[DoubleTwin.LENGTH];
        Arrays.fill(v, 1);
        DoubleTwin.compare(new Adam(0.01, 0.99, 0.999, 1e-4, 0, false, 1), 1e-5, (t, i, p, g) -> {
            m[i] = 0.99 * m[i] + 0.01 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            return p - 0.01 / (1 - Math.pow(0.99, t))
                * m[i] / (Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(0.999, t)) + 1e-4);
        });
    }

    @Test
    void argumentsOutsideTheirRangeAreNamed() {
        assertMessage("learningRate: 0.0", () -> new Adam(0));
        assertMessage("learningRate: NaN", () -> new Adam(Double.NaN));
        assertMessage("beta1: 1.0", () -> new Adam(1e-3, 1, 0.999, 1e-8, 0, false));
        assertMessage("beta2: -0.1", () -> new Adam(1e-3, 0.9, -0.1, 1e-8, 0, false));
        assertMessage("epsilon: 0.0", () -> new Adam(1e-3, 0.9, 0.999, 0, 0, false));
        assertMessage("epsilon: 1.0E-40", () -> new Adam(1e-3, 0.9, 0.999, 1e-40, 0, false));
        assertMessage("weightDecay: -1.0", () -> new Adam(1e-3, 0.9, 0.999, 1e-8, -1, false));
        assertMessage("initialSecondMoment: -1.0", () -> new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false, -1));
        assertMessage("weightDecay: 10.0", () -> new AdamW(0.1, 10));
    }
}
