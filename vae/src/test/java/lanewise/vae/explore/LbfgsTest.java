package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LbfgsTest {

    /// `1/2 sum_i i^2 (x_i - i)^2` with a condition number of 400.
    @Test
    void aStretchedBowl() {
        double[] expected = new double[20];
        for (int i = 0; i < 20; i++) {
            expected[i] = i + 1;
        }
        Lbfgs.Minimum minimum = Lbfgs.minimise((x, gradient) -> {
            double value = 0;
            for (int i = 0; i < 20; i++) {
                double weight = (i + 1) * (i + 1);
                gradient[i] = weight * (x[i] - i - 1);
                value += 0.5 * gradient[i] * (x[i] - i - 1);
            }
            return value;
        }, new double[20], 500, 1e-9);
        assertArrayEquals(expected, minimum.point(), 1e-9);
        assertEquals(0, minimum.value(), 1e-15);
        assertTrue(minimum.steps() < 200, minimum.steps() + " steps");
    }

    @Test
    void stepsAreLimited() {
        assertEquals(3, Lbfgs.minimise((x, gradient) -> {
            gradient[0] = x[0] * x[0] * x[0] * 4;
            return Math.pow(x[0], 4);
        }, new double[] {5}, 3, 0).steps());
    }
}
