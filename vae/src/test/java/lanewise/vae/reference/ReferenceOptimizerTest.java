package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceOptimizerTest {

    private static double[] run(ReferenceOptimizer.Rule rule, double start, double... gradients) {
        ReferenceOptimizer optimizer = new ReferenceOptimizer(rule);
        Map<String, DoubleTensor> parameter = Map.of("p", DoubleTensor.scalar(start));
        double[] path = new double[gradients.length];
        for (int t = 0; t < gradients.length; t++) {
            optimizer.step(parameter, Map.of("p", DoubleTensor.scalar(gradients[t])));
            path[t] = parameter.get("p").item();
        }
        return path;
    }

    @Test
    void adamsFirstStepIsTheRateWhateverTheGradient() {
        ReferenceOptimizer.Rule adam = new ReferenceOptimizer.Adam(0.1, 0.9, 0.999, 0, 0, false, false);
        assertArrayEquals(new double[] {0.9}, run(adam, 1, 1e-5), 1e-12);
        assertArrayEquals(new double[] {1.1}, run(adam, 1, -300), 1e-12);
    }

    @Test
    void adamsSecondStepByHand() {
        // m = 0.19, v = 0.001999 after two gradients of 1, corrected to 1 and 1; then of 1 and 3
        assertArrayEquals(new double[] {-0.1, -0.2},
                run(new ReferenceOptimizer.Adam(0.1, 0.9, 0.999, 0, 0, false, false), 0, 1, 1), 1e-12);
        double m = (0.9 * 0.1 + 0.1 * 3) / 0.19;
        double v = (0.999 * 0.001 + 0.001 * 9) / 0.001999;
        assertEquals(-0.1 - 0.1 * m / Math.sqrt(v),
                run(new ReferenceOptimizer.Adam(0.1, 0.9, 0.999, 0, 0, false, false), 0, 1, 3)[1], 1e-12);
    }

    @Test
    void decayIsInTheGradientOrOutsideIt() {
        assertArrayEquals(new double[] {2 - 0.1},
                run(new ReferenceOptimizer.Adam(0.1, 0.9, 0.999, 0, 0.5, false, false), 2, 7), 1e-12);
        assertArrayEquals(new double[] {2 * 0.95 - 0.1},
                run(new ReferenceOptimizer.Adam(0.1, 0.9, 0.999, 0, 0.5, true, false), 2, 7), 1e-12);
    }

    @Test
    void amsgradRemembersTheLargestSecondMoment() {
        ReferenceOptimizer.Rule plain = new ReferenceOptimizer.Adam(0.1, 0, 0, 0, 0, false, false);
        ReferenceOptimizer.Rule amsgrad = new ReferenceOptimizer.Adam(0.1, 0, 0, 0, 0, false, true);
        assertArrayEquals(new double[] {-0.1, -0.2}, run(plain, 0, 10, 1), 1e-12);
        assertArrayEquals(new double[] {-0.1, -0.11}, run(amsgrad, 0, 10, 1), 1e-12);
    }

    @Test
    void gradientDescentByHand() {
        assertArrayEquals(new double[] {-0.1, -0.3},
                run(new ReferenceOptimizer.Sgd(0.1, 0, 0, false, 0), 0, 1, 2), 1e-12);
        // buffer 1, then 0.9 + 0.5 * 2
        assertArrayEquals(new double[] {-0.1, -0.29},
                run(new ReferenceOptimizer.Sgd(0.1, 0.9, 0.5, false, 0), 0, 1, 2), 1e-12);
        // 1 + 0.9 * 1, then 2 + 0.9 * 2.9
        assertArrayEquals(new double[] {-0.19, -0.19 - 0.461},
                run(new ReferenceOptimizer.Sgd(0.1, 0.9, 0, true, 0), 0, 1, 2), 1e-12);
        assertArrayEquals(new double[] {1 - 0.1 * 1.5},
                run(new ReferenceOptimizer.Sgd(0.1, 0, 0, false, 0.5), 1, 1), 1e-12);
    }

    @Test
    void secondMomentsMayStartElsewhere() {
        // v = 0.999 * 1 + 0.001 * 4, corrected by 1 - 0.999; m = 2
        double v = (0.999 + 0.004) / 0.001;
        assertArrayEquals(new double[] {-0.1 * 2 / Math.sqrt(v)},
                run(new ReferenceOptimizer.Adam(0.1, 0.9, 0.999, 0, 0, false, false, 1), 0, 2), 1e-12);
    }

    @Test
    void rootMeanSquaresByHand() {
        // v = 0.25 * 4, then 0.75 * 1 + 0.25 * 9 = 3
        assertArrayEquals(new double[] {-0.2, -0.2 - 0.3 / Math.sqrt(3)},
                run(new ReferenceOptimizer.Rmsprop(0.1, 0.75, 0, 0, 0), 0, 2, 3), 1e-12);
        assertArrayEquals(new double[] {-0.2, -0.2 - 0.1 * (0.5 * 2 + 3 / Math.sqrt(3))},
                run(new ReferenceOptimizer.Rmsprop(0.1, 0.75, 0, 0.5, 0), 0, 2, 3), 1e-12);
        assertArrayEquals(new double[] {1 - 0.1 * 1.5 / (0.75 + 1)},
                run(new ReferenceOptimizer.Rmsprop(0.1, 0.75, 1, 0, 0.5), 1, 1), 1e-12);
    }

    @Test
    void sumsOfSquaresByHand() {
        // s = 9, then 25; the rate 0.1, then 0.1/1.5
        assertArrayEquals(new double[] {-0.1, -0.1 - 0.1 / 1.5 * 4 / 5},
                run(new ReferenceOptimizer.Adagrad(0.1, 0.5, 0, 0, 0), 0, 3, 4), 1e-12);
        assertArrayEquals(new double[] {-0.1 * 3 / (5 + 1)},
                run(new ReferenceOptimizer.Adagrad(0.1, 0, 1, 16, 0), 0, 3), 1e-12);
    }

    @Test
    void aFactorScalesTheRate() {
        ReferenceOptimizer optimizer = new ReferenceOptimizer(new ReferenceOptimizer.Sgd(0.1, 0, 0, false, 0));
        Map<String, DoubleTensor> parameter = Map.of("p", DoubleTensor.scalar(1));
        optimizer.step(parameter, Map.of("p", DoubleTensor.scalar(2)), 0.5);
        assertEquals(0.9, parameter.get("p").item(), 1e-15);
    }

    @Test
    void clippingScalesToTheLimitAndNeverUp() {
        Map<String, DoubleTensor> gradients = Map.of("a", DoubleTensor.of(new double[] {3}, 1), "b",
                DoubleTensor.of(new double[] {4}, 1));
        assertEquals(5, ReferenceOptimizer.norm(gradients), 1e-15);
        ReferenceOptimizer.clip(gradients, 10);
        assertEquals(5, ReferenceOptimizer.norm(gradients), 1e-15);
        ReferenceOptimizer.clip(gradients, 1);
        assertEquals(1, ReferenceOptimizer.norm(gradients), 1e-6);
        assertEquals(0.75, gradients.get("a").item() / gradients.get("b").item(), 1e-15);
    }
}
