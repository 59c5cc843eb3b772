package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToDoubleFunction;

import lanewise.core.random.RandomStream;

import org.junit.jupiter.api.Test;

/// Means, variances and distribution functions of draws against those of the distributions. All bounds are 4.5 standard
/// errors, at fixed seeds.
class DrawsTest {

    private static final int N = 20_000;
    private static final double ERRORS = 4.5;

    private static void moments(String what, double mean, double variance, IntToDoubleFunction draw) {
        double sum = 0;
        double[] values = new double[N];
        for (int i = 0; i < N; i++) {
            values[i] = draw.applyAsDouble(i);
            sum += values[i];
        }
        double second = 0;
        double fourth = 0;
        for (double value : values) {
            double square = (value - mean) * (value - mean);
            second += square / N;
            fourth += square * square / N;
        }
        assertEquals(mean, sum / N, ERRORS * Math.sqrt(variance / N), what + ": mean");
        assertEquals(variance, second, ERRORS * Math.sqrt((fourth - second * second) / N), what + ": variance");
    }

    private static void below(String what, double point, double probability, IntToDoubleFunction draw) {
        int count = 0;
        for (int i = 0; i < N; i++) {
            count += draw.applyAsDouble(i) <= point ? 1 : 0;
        }
        assertEquals(probability, (double) count / N, ERRORS * Math.sqrt(probability * (1 - probability) / N),
                what + " at " + point);
    }

    @Test
    void momentsAreThoseOfTheDistributions() {
        RandomStream noise = new RandomStream(77, 5);
        moments("uniform", 0.5, 1.0 / 12, i -> Draws.uniform(noise, i, 0));
        moments("exponential", 1, 1, i -> Draws.exponential(noise, i));
        moments("laplace", 0, 2, i -> Draws.laplace(noise, i));
        moments("student_t", 0, 12.0 / 10, i -> Draws.studentT(noise, i, 12));
        for (double shape : new double[] {0.2, 1, 3.7, 50}) {
            moments("gamma " + shape, shape, shape, i -> Draws.gamma(noise, i, shape, 2));
        }
        for (double mean : new double[] {0.03, 0.9, 7.5, 200, 1e5, 1e9}) {
            moments("poisson " + mean, mean, mean, i -> Draws.poisson(noise, i, mean, 0));
        }
        moments("negative binomial", 4, 4 + 16 / 1.5,
                i -> Draws.poisson(noise, i, 4 / 1.5 * Draws.gamma(noise, i, 1.5, 2), 0));
        for (double l : new double[] {-8, -1, 1e-9, 0.4, 20}) {
            double mean = Math.abs(l) < 1e-6 ? 0.5 : 1 / (1 - Math.exp(-l)) - 1 / l;
            double variance = Math.abs(l) < 1e-6 ? 1.0 / 12
                    : 1 / (l * l) - Math.exp(-l) / Math.pow(1 - Math.exp(-l), 2);
            moments("continuous_bernoulli " + l, mean, variance, i -> Draws.continuousBernoulli(noise, i, l));
        }
    }

    @Test
    void distributionFunctionsAreThoseOfTheDistributions() {
        RandomStream noise = new RandomStream(78, 1);
        for (double point : new double[] {-3, -0.4, 0, 1, 6}) {
            below("cauchy", point, 0.5 + Math.atan(point) / Math.PI, i -> Draws.studentT(noise, i, 1));
            below("laplace", point, point < 0 ? Math.exp(point) / 2 : 1 - Math.exp(-point) / 2,
                    i -> Draws.laplace(noise, i));
        }
        double probability = 0;
        for (int k = 0; k < 9; k++) {
            probability += Math.exp(k * Math.log(3.2) - 3.2 - Poisson.logFactorial(k));
            below("poisson", k, probability, i -> Draws.poisson(noise, i, 3.2, 0));
        }
    }

    @Test
    void edgesAreNumbers() {
        RandomStream noise = new RandomStream(79, 1);
        assertEquals(0, Draws.poisson(noise, 0, 0, 0));
        assertTrue(Double.isNaN(Draws.poisson(noise, 0, Double.NaN, 0)));
        for (int i = 0; i < 1000; i++) {
            double u = Draws.uniform(noise, i, 0);
            assertTrue(u > 0 && u < 1);
            double x = Draws.continuousBernoulli(noise, i, i - 500);
            assertTrue(x >= 0 && x <= 1, "logit " + (i - 500) + ": " + x);
        }
    }
}
