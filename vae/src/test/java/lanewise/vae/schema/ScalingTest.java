package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

class ScalingTest {

    private static double[] normal(int count) {
        Random random = new Random(3);
        return DoubleStream.generate(random::nextGaussian).limit(count).toArray();
    }

    @Test
    void logarithmsAreTheInverseHyperbolicSine() {
        Scaling log = new Scaling.Log(5, 2);
        for (double x : new double[] {-1e300, -1e9, -3, 4.999999, 5, 5.0000001, 8, 1e5, 1e12, 1e300}) {
            double d = (x - 5) / 2;
            double expected = Math.abs(d) > 1e100 ? Math.signum(d) * (Math.log(Math.abs(d)) + Math.log(2))
                    : Math.signum(d) * Math.log(Math.abs(d) + Math.sqrt(d * d + 1));
            assertEquals(expected, log.apply(x), 1e-9 * Math.abs(expected) + 1e-15);
            assertEquals(x, log.invert(log.apply(x)), 1e-12 * Math.abs(x) + 1e-12);
        }
        assertEquals(-7.5, new Scaling.Standard().apply(-7.5));
        assertEquals(-7.5, new Scaling.Standard().invert(-7.5));
    }

    @Test
    void whatIsNearlyNormalStaysLinear() {
        assertInstanceOf(Scaling.Standard.class, Scaling.choose(normal(2000)));
        assertInstanceOf(Scaling.Standard.class, Scaling.choose(new Random(1).doubles(2000).toArray()));
        assertInstanceOf(Scaling.Standard.class, Scaling.choose(new double[] {1, 2, 3}));
        assertInstanceOf(Scaling.Standard.class, Scaling.choose(new double[100]));
    }

    @Test
    void skewAndOutliersAreLogarithmic() {
        double[] skewed = DoubleStream.of(normal(2000)).map(x -> Math.exp(1.5 * x)).toArray();
        assertInstanceOf(Scaling.Log.class, Scaling.choose(skewed));
        double[] outlier = normal(1000);
        outlier[17] = 1e9;
        Scaling scaling = Scaling.choose(outlier);
        Moments all = new Moments();
        DoubleStream.of(outlier).map(scaling::apply).forEach(all::add);
        Moments others = new Moments();
        for (int i = 0; i < outlier.length; i++) {
            if (i != 17) {
                others.add((scaling.apply(outlier[i]) - all.mean()) / all.deviation());
            }
        }
        assertTrue(others.deviation() > 0.5, "the others keep their scale: " + others.deviation());
    }

    @Test
    void unitsDoNotMatter() {
        double[] skewed = DoubleStream.of(normal(500)).map(Math::exp).toArray();
        Scaling.Log one = assertInstanceOf(Scaling.Log.class, Scaling.choose(skewed));
        Scaling.Log other = assertInstanceOf(Scaling.Log.class,
                Scaling.choose(DoubleStream.of(skewed).map(x -> 1024 * x).toArray()));
        assertEquals(1024 * one.unit(), other.unit());
        assertEquals(one.apply(skewed[3]), other.apply(1024 * skewed[3]));
    }

    @Test
    void scalesArePositive() {
        assertThrows(IllegalArgumentException.class, () -> new Scaling.Log(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Scaling.Log(Double.NaN, 1));
    }

    @Test
    void momentsAreThoseOfThePopulation() {
        Moments moments = new Moments();
        DoubleStream.of(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6).forEach(moments::add);
        assertEquals(1e9 + 3, moments.mean());
        assertEquals(Math.sqrt(3.5), moments.deviation(), 1e-12);
        Moments constant = new Moments();
        DoubleStream.generate(() -> 0.1).limit(10).forEach(constant::add);
        assertEquals(1, constant.deviation());
    }

    @Test
    void numbersAreWrittenInTheirForm() {
        assertEquals("88.00", new NumberForm(2, 5, true, false).text(88));
        assertEquals("88", new NumberForm(2, 5, false, false).text(88.0001));
        assertEquals("0.322794", new NumberForm(8, 6, false, false).text(0.32279399));
        assertEquals("-3,25", new NumberForm(2, 0, false, true).text(-3.25));
        assertEquals("0", new NumberForm(3, 0, false, false).text(-0.0001));
        assertEquals("1200", NumberForm.WHOLE.text(1200.4));
        assertEquals("0.1", NumberForm.FREE.text(0.1));
        assertEquals(0.3, new NumberForm(1, 0, false, false).round(0.26));
        assertThrows(IllegalArgumentException.class, () -> new NumberForm(18, 0, false, false));
        assertThrows(IllegalArgumentException.class, () -> new NumberForm(2, -1, false, false));
    }

    @Test
    void quantilesGiveSpikesBackAndStayInRange() {
        double[] spiky = DoubleStream.concat(DoubleStream.generate(() -> 0).limit(900),
                new Random(5).doubles(100, 1000, 9000)).toArray();
        for (double[] numbers : new double[][] {spiky, normal(3000), {1, 2, 2, 5}}) {
            Scaling.Quantile scaling = Scaling.Quantile.of(numbers);
            double least = DoubleStream.of(numbers).min().getAsDouble();
            double most = DoubleStream.of(numbers).max().getAsDouble();
            for (double x : numbers) {
                assertEquals(x, scaling.invert(scaling.apply(x)), 1e-9 * (most - least));
            }
            assertTrue(scaling.apply(most + 1) > scaling.apply(most));
            assertTrue(scaling.apply(least - 1) < scaling.apply(least));
            assertEquals(least, scaling.invert(-9));
            assertEquals(most, scaling.invert(9));
        }
        double zeros = DoubleStream.of(normal(2000)).map(Scaling.Quantile.of(spiky)::invert).filter(x -> x == 0)
                .count();
        assertEquals(0.9, zeros / 2000, 0.03);
        assertThrows(IllegalArgumentException.class, () -> Scaling.Quantile.of(new double[] {3, 3}));
        assertThrows(IllegalArgumentException.class, () -> new Scaling.Quantile(java.util.List.of(1.0, 2.0),
                java.util.List.of(0.0, 0.4), java.util.List.of(0.5, 1.0)));
    }

    /// Values as near and as far from each other as doubles can be.
    @Test
    void quantilesOfAllMagnitudesAreFinite() {
        for (double scale : new double[] {Double.MIN_VALUE, 1e-320, 1e-300, 1e-30, 1, 1e300, 1e307}) {
            double[] numbers = DoubleStream.iterate(-15, x -> x + 1).limit(30).map(x -> x * scale).toArray();
            Scaling.Quantile scaling = Scaling.Quantile.of(numbers);
            double before = Double.NEGATIVE_INFINITY;
            for (double x : numbers) {
                double t = scaling.apply(x);
                assertTrue(Double.isFinite(t) && t > before, scale + ": t(" + x + ") = " + t);
                assertEquals(x, scaling.invert(t), 1e-9 * Math.max(Double.MIN_VALUE, Math.abs(x)));
                before = t;
            }
        }
        Scaling.Quantile widest = Scaling.Quantile.of(new double[] {-Double.MAX_VALUE, Double.MAX_VALUE});
        assertEquals(0, widest.apply(0));
        for (double t = -3; t <= 3; t += 0.125) {
            assertTrue(Double.isFinite(widest.invert(t)), "x(" + t + ") = " + widest.invert(t));
        }
    }
}
