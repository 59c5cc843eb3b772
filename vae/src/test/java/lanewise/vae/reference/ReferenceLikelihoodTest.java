package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceLikelihoodTest {
    private static final List<ReferenceLikelihood> ALL = List.of(new ReferenceLikelihood.BernoulliLogits(), new ReferenceLikelihood.GaussianFixed(0.7),
        new ReferenceLikelihood.GaussianLearned());

    @Test
    void bernoulliIsTheCrossEntropyOfTheSigmoid() {
        ReferenceLikelihood bernoulli = ALL.get(0);
        for (double l = -5; l <= 5; l += 0.25) {
            double p = 1 / (1 + Math.exp(-l));
            for (double x : new double[] {0, 0.3, 1}) {
                assertEquals(-x * Math.log(p) - (1 - x) * Math.log1p(-p), bernoulli.nll(x, l, 0), 1e-13);
            }
        }
        assertEquals(1e4, bernoulli.nll(0, 1e4, 0));
        assertEquals(0, bernoulli.nll(1, 1e4, 0));
    }

    @Test
    void gaussianDensitiesIntegrateToOne() {
        for (ReferenceLikelihood gaussian : ALL.subList(1, 3)) {
            double sum = 0;
            double h = 1e-3;
            for (double x = -12; x <= 12; x += h) {
                sum += h * Math.exp(-gaussian.nll(x, 0.4, 0.6));
            }
            assertEquals(1, sum, 1e-9, gaussian.label());
        }
    }

    @Test
    void bernoulliProbabilitiesSumToOne() {
        assertEquals(1, Math.exp(-ALL.get(0).nll(0, 1.7, 0)) + Math.exp(-ALL.get(0).nll(1, 1.7, 0)), 1e-15);
    }

    @Test
    void derivativesAreTheLimitOfDifferences() {
        double h = 1e-5;
        for (ReferenceLikelihood likelihood : ALL) {
            for (double x : new double[] {0, 0.3, 1}) {
                for (double a = -3; a < 3; a += 0.7) {
                    for (double b = -2; b < 2; b += 0.7) {
                        double first = (likelihood.nll(x, a + h, b) - likelihood.nll(x, a - h, b)) / (2 * h);
                        assertEquals(first, likelihood.derivative(0, x, a, b), 1e-8);
                        if (likelihood.layers().size() == 2) {
                            double second = (likelihood.nll(x, a, b + h) - likelihood.nll(x, a, b - h)) / (2 * h);
                            assertEquals(second, likelihood.derivative(1, x, a, b), 1e-8);
                        }
                    }
                }
            }
        }
    }

    @Test
    void labelFindsItsLikelihood() {
        for (ReferenceLikelihood likelihood : ALL) {
            assertEquals(likelihood, ReferenceLikelihood.labelled(likelihood.label(), 0.7));
        }
        assertThrows(IllegalArgumentException.class, () -> ReferenceLikelihood.labelled("poisson", 1));
    }

    @Test
    void varianceMustBePositiveAndFinite() {
        for (double variance : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new ReferenceLikelihood.GaussianFixed(variance)).getMessage();
            assertTrue(message.contains("variance"), message);
        }
    }
}
