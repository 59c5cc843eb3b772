package lanewise.core.math;

/// Differences of the logarithm of Gamma and of its derivative, in double and without the cancellation of their large
/// terms: `log Gamma(z + y) - log Gamma(z)` and `psi(z + y) - psi(z)` for `z > 0`, `y >= 0`.
///
/// Both arguments are shifted until the first is at least 16; there Stirling's series (Abramowitz and Stegun 1964,
/// 6.1.41 and 6.3.18) is taken as a difference. The absolute error of either is below 1e-13 of the larger of 1 and the
/// result for z from 1e-6 up and y to 2^24. NaN gives NaN. The logarithms are those of [StrictMath], so that the bits
/// are the same everywhere. Thread-safe.
public final class GammaRatio {

    private static final double LARGE = 16;

    // Coefficients of z^-1, z^-3, ... of log Gamma.
    private static final double[] SERIES = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
            -691.0 / 360360, 1.0 / 156};

    private GammaRatio() {
    }

    /// `log Gamma(z + y) - log Gamma(z)`.
    ///
    /// @param z above 0
    /// @param y at least 0
    /// @return the difference
    public static double logRatio(double z, double y) {
        double product = 1;
        double w = z;
        while (w < LARGE) {
            product *= w / (w + y);
            w++;
        }
        double small = StrictMath.log(product);
        double growth = StrictMath.log1p(y / w);
        return small + (y * (StrictMath.log(w) - 1 + growth) + (w - 0.5) * growth) + (series(w + y) - series(w));
    }

    /// `log x!`.
    ///
    /// @param x at least 0
    /// @return the logarithm of Gamma(x + 1)
    public static double logFactorial(double x) {
        return logRatio(1, x);
    }

    /// `psi(z + y) - psi(z)`, psi being the derivative of log Gamma.
    ///
    /// @param z above 0
    /// @param y at least 0
    /// @return the difference
    public static double digammaDifference(double z, double y) {
        double sum = 0;
        double w = z;
        while (w < LARGE) {
            sum += y / (w * (w + y));
            w++;
        }
        return sum + StrictMath.log1p(y / w) + 0.5 * y / (w * (w + y)) + (slope(w + y) - slope(w));
    }

    private static double series(double w) {
        double square = 1 / (w * w);
        double sum = 0;
        for (int k = SERIES.length - 1; k >= 0; k--) {
            sum = Math.fma(sum, square, SERIES[k]);
        }
        return sum / w;
    }

    private static double slope(double w) {
        double square = 1 / (w * w);
        double sum = 0;
        for (int k = SERIES.length - 1; k >= 0; k--) {
            sum = Math.fma(sum, square, -(2 * k + 1) * SERIES[k]);
        }
        return sum * square;
    }
}
