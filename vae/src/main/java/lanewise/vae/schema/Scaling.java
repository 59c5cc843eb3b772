package lanewise.vae.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import lanewise.vae.check.Require;
import lanewise.vae.explore.NormalDistribution;

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

    /// t(x) = Phi^-1(p), the normal quantile of the share p of the column's numbers up to x, half of those equal to x:
    /// whatever the column is like, its t are nearly normal ones. A number that many cells have is a step of the
    /// inverse, so that a draw gives it back exactly and as often; the inverse never leaves the range of the column.
    /// Beyond that range t goes on along a straight line. What is lost is how far outliers are out.
    ///
    /// Between two knots p goes linearly from `upTo` of the first to `below` of the second.
    ///
    /// @param values the knots, ascending, at least two
    /// @param below for each the share of numbers below it, ascending from 0 on
    /// @param upTo for each the share of numbers up to it, above `below`, at most `below` of the next, ascending to 1
    record Quantile(List<Double> values, List<Double> below, List<Double> upTo) implements Scaling {

        /// How many knots a scaling has at most, about.
        static final int KNOTS = 256;

        /// Refuses what are no shares.
        ///
        /// @throws IllegalArgumentException naming the component
        public Quantile {
            values = List.copyOf(values);
            below = List.copyOf(below);
            upTo = List.copyOf(upTo);
            int size = values.size();
            if (size < 2 || below.size() != size || upTo.size() != size) {
                throw new IllegalArgumentException("values, below, upTo: " + size + ", " + below.size() + " and "
                        + upTo.size() + " numbers, expected equally many and at least 2");
            }
            for (int i = 0; i < size; i++) {
                boolean ascends = i == 0 ? below.get(0) == 0
                        : values.get(i) > values.get(i - 1) && below.get(i) >= upTo.get(i - 1);
                if (!ascends || !(upTo.get(i) > below.get(i)) || !Double.isFinite(values.get(i))) {
                    throw new IllegalArgumentException("values, below, upTo: number " + i + " is " + values.get(i)
                            + ", " + below.get(i) + ", " + upTo.get(i) + ", expected finite ascending values, and"
                            + " shares that ascend from 0 to 1");
                }
            }
            if (upTo.getLast() != 1) {
                throw new IllegalArgumentException("upTo: ends with " + upTo.getLast() + ", expected 1");
            }
        }

        /// The quantiles of numbers: each different one is a knot; of more than 256 those that have 1/128 of the
        /// numbers or more, the first, the last, and others such that about 1/128 lie between two.
        ///
        /// @param numbers finite numbers, two different ones at least
        /// @return the scaling
        /// @throws IllegalArgumentException if all are equal
        static Quantile of(double[] numbers) {
            double[] sorted = numbers.clone();
            Arrays.sort(sorted);
            boolean few = Arrays.stream(sorted).distinct().limit(KNOTS + 1L).count() <= KNOTS;
            List<Double> values = new ArrayList<>();
            List<Double> below = new ArrayList<>();
            List<Double> upTo = new ArrayList<>();
            int last = 0;
            for (int from = 0; from < sorted.length;) {
                int to = from;
                while (to < sorted.length && sorted[to] == sorted[from]) {
                    to++;
                }
                boolean heavy = 128L * (to - from) >= sorted.length || 128L * (from - last) >= sorted.length;
                if (few || heavy || from == 0 || to == sorted.length) {
                    values.add(sorted[from] + 0.0);
                    below.add((double) from / sorted.length);
                    upTo.add((double) to / sorted.length);
                    last = to;
                }
                from = to;
            }
            return new Quantile(values, below, upTo);
        }

        private double knot(int i) {
            return NormalDistribution.quantile((below.get(i) + upTo.get(i)) / 2);
        }

        @Override
        public double apply(double x) {
            int last = values.size() - 1;
            if (x == values.get(0) || x == values.get(last)) {
                return knot(x == values.get(0) ? 0 : last);
            }
            if (x <= values.get(0) || x >= values.get(last)) {
                double slope = (knot(last) - knot(0)) / (values.get(last) - values.get(0));
                return x <= values.get(0) ? knot(0) + slope * (x - values.get(0))
                        : knot(last) + slope * (x - values.get(last));
            }
            int i = Collections.binarySearch(values, x + 0.0);
            if (i >= 0) {
                return knot(i);
            }
            int before = -i - 2;
            double share = share(x, values.get(before), values.get(before + 1));
            return NormalDistribution.quantile(upTo.get(before) + share * (below.get(before + 1) - upTo.get(before)));
        }

        /// How far on the way from one value to another a third one lies; the way may be longer than a double.
        private static double share(double x, double from, double to) {
            return to - from < Double.POSITIVE_INFINITY ? (x - from) / (to - from)
                    : (x / 2 - from / 2) / (to / 2 - from / 2);
        }

        @Override
        public double invert(double t) {
            double p = NormalDistribution.cumulative(t);
            int i = Collections.binarySearch(below, p);
            int knot = Math.max(0, i >= 0 ? i : -i - 2);
            if (p <= upTo.get(knot) || knot == values.size() - 1) {
                return values.get(knot);
            }
            double share = (p - upTo.get(knot)) / (below.get(knot + 1) - upTo.get(knot));
            double way = values.get(knot + 1) - values.get(knot);
            return way < Double.POSITIVE_INFINITY ? values.get(knot) + share * way
                    : values.get(knot) * (1 - share) + values.get(knot + 1) * share;
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
