package lanewise.vae.schema;

import java.util.Arrays;

import lanewise.vae.check.Require;

/// What is done to a number before it is standardised, `z = (t(x) - mean) / deviation`.
///
/// The mean and the population standard deviation are those of the transformed numbers that an encoder was fitted to; a
/// deviation of 0 divides by 1.
public sealed interface Scaling {

    /// t(x) = x.
    record Standard() implements Scaling {

        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public double invert(double t) {
            return t;
        }
    }

    /// t(x) = asinh((x - centre) / unit): linear near the centre, logarithmic in both directions far from it, so that
    /// skew and outliers leave the rest its scale.
    ///
    /// @param centre where it is linear, finite
    /// @param unit how far, positive
    record Log(double centre, double unit) implements Scaling {

        /// Refuses what is no scale.
        ///
        /// @throws IllegalArgumentException naming the component
        public Log {
            Require.positive("unit", unit);
            if (!Double.isFinite(centre)) {
                throw new IllegalArgumentException("centre: " + centre + ", expected a finite number");
            }
        }

        @Override
        public double apply(double x) {
            return asinh((x - centre) / unit);
        }

        @Override
        public double invert(double t) {
            return centre + unit * StrictMath.sinh(t);
        }
    }

    /// How much better a logarithmic column has to be described, in nats per cell, to be worth its curvature.
    double MARGIN = 0.1;

    /// t(x).
    ///
    /// @param x a number
    /// @return the transformed number
    double apply(double x);

    /// The number with this t(x).
    ///
    /// @param t a transformed number
    /// @return x
    double invert(double t);

    private static double asinh(double x) {
        double a = Math.abs(x);
        // beyond 2^28 the root is a itself to the last bit, and a a may overflow
        double positive = a > 0x1p28 ? StrictMath.log(a) + StrictMath.log(2)
                : StrictMath.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(positive, x);
    }

    /// The scaling by which one Gaussian describes numbers better, in their own units: the mean log-density of the
    /// transformed numbers under the Gaussian of their mean and variance, plus the mean of log t'(x); as Box and Cox
    /// (1964, section 3) choose theirs. The centre is the median, the unit 1.4826 times the median distance from it of
    /// the numbers that are not there.
    ///
    /// @param numbers finite numbers
    /// @return [Log] if it is better by [#MARGIN] nats, else [Standard]
    static Scaling choose(double[] numbers) {
        if (numbers.length < 8) {
            return new Standard();
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        double centre = sorted[sorted.length / 2];
        double[] distances = Arrays.stream(sorted).map(x -> Math.abs(x - centre)).filter(d -> d > 0).sorted().toArray();
        if (distances.length == 0) {
            return new Standard();
        }
        double unit = 1.4826 * distances[distances.length / 2];
        if (!(unit > 0 && unit <= Float.MAX_VALUE)) {
            return new Standard();
        }
        Log log = new Log(centre, unit);
        double slope = 0;
        for (double x : numbers) {
            double d = (x - centre) / unit;
            slope -= StrictMath.log(unit) + 0.5 * StrictMath.log1p(d * d);
        }
        double gain = slope / numbers.length - logDeviation(numbers, log) + logDeviation(numbers, new Standard());
        return gain > MARGIN ? log : new Standard();
    }

    private static double logDeviation(double[] numbers, Scaling scaling) {
        Moments moments = new Moments();
        for (double x : numbers) {
            moments.add(scaling.apply(x));
        }
        return StrictMath.log(moments.deviation());
    }
}
