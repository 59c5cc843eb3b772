package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTest {
    private static final MathContext DIGITS = new MathContext(120);
    private static final BigDecimal SQRT_PI =
        new BigDecimal(
            "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068")
        .sqrt(DIGITS);

    /// The Maclaurin series in 120 digits: its largest term near x = 8 is 10^27, so 90 digits are left.
    private static BigDecimal exactErf(double x) {
        BigDecimal value = new BigDecimal(x);
        BigDecimal square = value.multiply(value, DIGITS).negate();
        BigDecimal power = value;
        BigDecimal sum = value;
        BigDecimal limit = new BigDecimal("1e-110");
        for (int n = 1; n < 1000; n++) {
            power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            BigDecimal term = power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS);
            sum = sum.add(term, DIGITS);
            if (term.abs().compareTo(limit) < 0) {
                break;
            }
        }
        return sum.multiply(BigDecimal.TWO, DIGITS).divide(SQRT_PI, DIGITS);
    }

    private static double ulps(BigDecimal exact, double actual) {
        return exact.subtract(new BigDecimal(actual)).abs().doubleValue() / Math.ulp(exact.doubleValue());
    }

    @Test
    void erfIsGoodToFourUlps() {
        double worst = 0;
        for (double x = -6; x <= 6; x += 0.01171875) {
            worst = Math.max(worst, ulps(exactErf(x), SpecialFunctions.erf(x)));
        }
        for (double x = 1; x > 1e-12; x /= 3) {
            worst = Math.max(worst, ulps(exactErf(x), SpecialFunctions.erf(x)));
        }
        assertTrue(worst <= 4, "worst error " + worst + " ulp");
    }

    @Test
    void erfcKeepsItsDigitsInTheTail() {
        double worst = 0;
        for (double x = -6; x <= 8; x += 0.01171875) {
            worst = Math.max(worst, ulps(BigDecimal.ONE.subtract(exactErf(x)), SpecialFunctions.erfc(x)));
        }
        assertTrue(worst <= 8, "worst error " + worst + " ulp");
    }

    @Test
    void erfAtTheEnds() {
        assertEquals(1, SpecialFunctions.erf(Double.POSITIVE_INFINITY));
        assertEquals(-1, SpecialFunctions.erf(Double.NEGATIVE_INFINITY));
        assertEquals(0, SpecialFunctions.erfc(Double.POSITIVE_INFINITY));
        assertEquals(2, SpecialFunctions.erfc(Double.NEGATIVE_INFINITY));
        assertEquals(Double.NaN, SpecialFunctions.erf(Double.NaN));
        assertEquals(Double.NaN, SpecialFunctions.erfc(Double.NaN));
        assertEquals(-0.0, SpecialFunctions.erf(-0.0));
    }

    @Test
    void sigmoidKeepsItsLeftTail() {
        assertEquals(0.5, SpecialFunctions.sigmoid(0));
        assertEquals(Math.exp(-700), SpecialFunctions.sigmoid(-700), 1e-14 * Math.exp(-700));
        assertEquals(1, SpecialFunctions.sigmoid(1e4));
        assertEquals(0, SpecialFunctions.sigmoid(Double.NEGATIVE_INFINITY));
    }

    @Test
    void logOnePlusExpIsTheIdentityFarRightAndExpFarLeft() {
        assertEquals(Math.log(2), SpecialFunctions.logOnePlusExp(0), 1e-15);
        assertEquals(1e4, SpecialFunctions.logOnePlusExp(1e4));
        assertEquals(Math.exp(-50), SpecialFunctions.logOnePlusExp(-50), 1e-14 * Math.exp(-50));
    }

    @Test
    void logSumExpTakesOutTheLargest() {
        assertEquals(1000 + Math.log(2), SpecialFunctions.logSumExp(new double[] {1000, 7, 1000}, 0, 2, 2), 1e-12);
        assertEquals(-1000 + Math.log(3),
            SpecialFunctions.logSumExp(new double[] {-1000, -1000, -1000}, 0, 1, 3), 1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, SpecialFunctions.logSumExp(new double[0], 0, 1, 0));
    }
}
