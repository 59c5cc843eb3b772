package lanewise.core.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;

import org.junit.jupiter.api.Test;

class GammaRatioTest {

    /// log of z (z + 1) ... (z + n - 1), by a product of 60 decimal digits.
    private static double rising(double z, int n) {
        MathContext digits = new MathContext(60);
        BigDecimal product = BigDecimal.ONE;
        for (int k = 0; k < n; k++) {
            product = product.multiply(new BigDecimal(z).add(BigDecimal.valueOf(k)), digits);
        }
        int scale = product.precision() - product.scale();
        return Math.log(product.movePointLeft(scale).doubleValue()) + scale * Math.log(10);
    }

    @Test
    void wholeStepsAreProducts() {
        for (double z : new double[] {1e-6, 0.01, 0.5, 1, 3.7, 15.9, 16, 100, 12345.678, 1e9, 1e15}) {
            for (int n : new int[] {0, 1, 2, 5, 40, 3000}) {
                double expected = rising(z, n);
                assertEquals(expected, GammaRatio.logRatio(z, n), 1e-13 * Math.max(1, Math.abs(expected)), z + " " + n);
                double slope = 0;
                for (int k = n - 1; k >= 0; k--) {
                    slope += 1 / (z + k);
                }
                assertEquals(slope, GammaRatio.digammaDifference(z, n), 1e-13 * Math.max(1, slope), z + " " + n);
            }
        }
    }

    @Test
    void halfStepsSatisfyTheDuplicationFormula() {
        // Gamma(z + 1/2) / Gamma(z): with (z + 1/2) - z doubled it is z, and at 1/2 it is 1 / sqrt(pi)
        assertEquals(-0.5 * Math.log(Math.PI), GammaRatio.logRatio(0.5, 0.5), 1e-14);
        for (double z : new double[] {0.1, 0.75, 2, 9, 33.3, 1e4}) {
            assertEquals(Math.log(z), GammaRatio.logRatio(z, 0.5) + GammaRatio.logRatio(z + 0.5, 0.5), 1e-13);
        }
    }

    @Test
    void largeSecondArgumentsAreThoseOfStirling() {
        double n = 1 << 24;
        double stirling = (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n);
        assertEquals(stirling, GammaRatio.logFactorial(n), 1e-14 * stirling);
        assertEquals(0, GammaRatio.logFactorial(0));
        assertTrue(Double.isNaN(GammaRatio.logRatio(Double.NaN, 1)));
    }
}
