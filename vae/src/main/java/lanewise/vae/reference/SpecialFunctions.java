package lanewise.vae.reference;

/// Functions of one variable in float64 that the JDK lacks, each good to a few units in the last place over its whole
/// range, tails included.
///
/// NaN gives NaN. Thread-safe.
public final class SpecialFunctions {
    private static final double SQRT_PI = Math.sqrt(Math.PI);

    /// log(2 pi)
    static final double LOG_2PI = StrictMath.log(2 * Math.PI);

    private SpecialFunctions() {
    }

    /// erf(x) = 2/sqrt(pi) * integral from 0 to x of exp(-t^2) dt.
    ///
    /// Below 1 in magnitude the series of positive terms erf x = 2/sqrt(pi) exp(-x^2) sum 2^n
    /// x^(2n+1) / (1*3*...*(2n+1)) (Abramowitz & Stegun 1964, 7.1.6; DLMF 7.6.2), beyond it 1 - [#erfc].
    ///
    /// @param x argument
    /// @return erf(x)
    public static double erf(double x) {
        double a = Math.abs(x);
        if (a < 1) {
            return erfSeries(x);
        }
        return Math.copySign(1 - erfcFraction(a), x);
    }

    /// erfc(x) = 1 - erf(x), with full relative accuracy in the right tail.
    ///
    /// From 0.5 on the continued fraction sqrt(pi) exp(x^2)
    /// erfc x = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + 2/(x + ...))))) (Abramowitz & Stegun 1964, 7.1.14; DLMF 7.9.1).
    ///
    /// @param x argument
    /// @return erfc(x)
    public static double erfc(double x) {
        return x < 0.5 ? 1 - erf(x) : erfcFraction(x);
    }

    /// sigmoid(x) = 1 / (1 + exp(-x)); the left tail is exp(x) down to the smallest subnormal.
    ///
    /// @param x argument
    /// @return sigmoid(x)
    public static double sigmoid(double x) {
        if (x >= 0) {
            return 1 / (1 + StrictMath.exp(-x));
        }
        double e = StrictMath.exp(x);
        return e / (1 + e);
    }

    /// log(1 + exp(x)) without a threshold.
    ///
    /// @param x argument
    /// @return log(1 + exp(x))
    public static double logOnePlusExp(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /// log Gamma(x) for x > 0: shifted up to 12 or more by Gamma(x + 1) = x Gamma(x), there Stirling's series
    /// (Abramowitz & Stegun 1964, 6.1.41).
    ///
    /// @param x argument, positive
    /// @return log Gamma(x)
    public static double logGamma(double x) {
        double shift = 0;
        double y = x;
        while (y < 12) {
            shift += StrictMath.log(y);
            y++;
        }
        double s = 1 / (y * y);
        double series = (1.0 / 12
                - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691.0 / 360360))))) / y;
        return (y - 0.5) * StrictMath.log(y) - y + 0.5 * LOG_2PI + series - shift;
    }

    /// digamma(x), the derivative of [#logGamma], for x > 0: shifted likewise, then its asymptotic series (Abramowitz &
    /// Stegun 1964, 6.3.18).
    ///
    /// @param x argument, positive
    /// @return digamma(x)
    public static double digamma(double x) {
        double shift = 0;
        double y = x;
        while (y < 12) {
            shift += 1 / y;
            y++;
        }
        double s = 1 / (y * y);
        double series = s * (1.0 / 12
                - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132 - s * 691.0 / 32760)))));
        return StrictMath.log(y) - 0.5 / y - series - shift;
    }

    /// log(sum exp(values)) over a run of elements, with the largest taken out; minus infinity for an empty run.
    ///
    /// @param values the array
    /// @param from index of the first element
    /// @param step distance between elements
    /// @param count number of elements
    /// @return the logarithm of the sum
    public static double logSumExp(double[] values, int from, int step, int count) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, values[from + i * step]);
        }
        if (Double.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += StrictMath.exp(values[from + i * step] - max);
        }
        return max + StrictMath.log(sum);
    }

    /// exp(-x^2), the rounding of the square taken back to first order: exp's error would be x^2 times
    /// that of its argument.
    private static double expMinusSquare(double x) {
        double square = x * x;
        double e = StrictMath.exp(-square);
        return e == 0 ? 0 : e - e * Math.fma(x, x, -square);
    }

    private static double erfSeries(double x) {
        double square = x * x;
        double term = 1;
        double sum = 1;
        for (int n = 1; term > 1e-18 * sum; n++) {
            term *= 2 * square / (2 * n + 1);
            sum += term;
        }
        return 2 / SQRT_PI * x * (expMinusSquare(x) * sum);
    }

    private static double erfcFraction(double x) {
        double e = expMinusSquare(x);
        if (e == 0) {
            return 0;
        }
        // the error after n levels falls like exp(-2 x sqrt(2 n))
        int levels = (int) (200 / (x * x)) + 20;
        double tail = x;
        for (int n = levels; n >= 1; n--) {
            tail = x + n / 2.0 / tail;
        }
        return e / (SQRT_PI * tail);
    }
}
