package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class GaussianFixedTest {

    @Test
    void constantsAreKept() {
        Matrix zero = Matrix.allocate(Arena.ofAuto(), 1, 3);
        double[] nll = new double[1];
        new GaussianFixed(1).loss(zero, zero, 0, 1, nll);
        assertEquals(3 * 0.91893853320467274, nll[0], 1e-14);
        new GaussianFixed(4).loss(zero, zero, 0, 1, nll);
        assertEquals(3 * (0.91893853320467274 + Math.log(2)), nll[0], 1e-14);
    }

    @Test
    void noVarianceIsRefused() {
        for (double variance : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals("variance: " + variance + ", expected a finite value above 0",
                    assertThrows(IllegalArgumentException.class, () -> new GaussianFixed(variance)).getMessage());
        }
    }
}
