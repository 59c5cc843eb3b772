package lanewise.bench.peers.function;

/// The error function in float64.
public final class Erf64 {

    private Erf64() {
    }

    /// `2 / sqrt(pi) e^(-a^2) (a + 2 a^3 / 3 + 4 a^5 / 15 + ...)` (Abramowitz and Stegun, 1964, 7.1.6): all
    /// terms have one sign.
    static double erf(double x) {
        double a = Math.abs(x);
        if (!(a < 6)) {
            return Double.isNaN(x) ? x : Math.copySign(1, x);
        }
        double term = a;
        double sum = a;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= 2 * a * a / (2 * k + 1);
            sum += term;
        }
        return Math.copySign(2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum, x);
    }

    /// The distribution function of the standard normal law.
    public static double normal(double x) {
        return 0.5 + 0.5 * erf(x * Math.sqrt(0.5));
    }
}
