package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceLikelihoodTest {
    private static final List<PerValueLikelihood> ALL = List.of(new BernoulliLogits(), new FixedGaussian(0.7),
        new LearnedGaussian(), new SharedGaussian(false), new ContinuousBernoulli(), new Laplace(), new StudentT(3.5),
        new Exponential(), new Poisson(), new NegativeBinomial());

    /// Of one value.
    static List<PerValueLikelihood> all() {
        return ALL;
    }

    /// Of a row.
    static List<ReferenceLikelihood> rows() {
        List<ReferenceLikelihood> rows = new ArrayList<>(ALL);
        rows.add(new SharedGaussian(true));
        rows.add(new CategoricalGroups(List.of(2, 4)));
        rows.add(new CategoricalGroups(List.of()));
        rows.add(ReferenceLikelihood.parse("gaussian_learned@0-1+categorical@2-4+gaussian_shared@5"));
        return rows;
    }

    /// Values that every continuous or discrete density of the usual kind of data covers.
    private static double[] values(ReferenceLikelihood likelihood) {
        return switch (likelihood.data().getFirst()) {
            case "count" -> new double[] {0, 1, 2, 7, 300};
            case "real" -> new double[] {-2.3, 0, 0.3, 1, 5};
            case "positive" -> new double[] {0, 0.3, 1, 6};
            default -> new double[] {0, 0.3, 1};
        };
    }

    @Test
    void bernoulliIsTheCrossEntropyOfTheSigmoid() {
        PerValueLikelihood bernoulli = ALL.get(0);
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
    void continuousBernoulliIsTheFormulaOfThePaper() {
        ContinuousBernoulli density = new ContinuousBernoulli();
        for (double l : new double[] {-30, -3, -0.6, -0.49, -1e-3, 1e-3, 0.3, 0.51, 4, 25}) {
            double lambda = 1 / (1 + Math.exp(-l));
            // C = 2 atanh(1 - 2 lambda) / (1 - 2 lambda), atanh(t) = log((1 + t) / (1 - t)) / 2
            double t = -Math.tanh(l / 2);
            double constant = Math.log(2 * 0.5 * -l / t);
            for (double x : new double[] {0, 0.2, 1}) {
                double expected = -(constant + x * Math.log(lambda) + (1 - x) * -Math.log1p(Math.exp(l)));
                assertEquals(expected, density.nll(x, l, 0), 1e-12 * Math.max(1, Math.abs(expected)), "l " + l);
            }
        }
        assertEquals(0, density.nll(0.3, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theDensityOrTheProbabilitiesAddUpToOne(PerValueLikelihood likelihood) {
        for (double[] outputs : new double[][] {{0.4, 0.6}, {-1.2, -0.7}, {1.5, 0}}) {
            String kind = likelihood.data().getFirst();
            double sum = 0;
            if (kind.equals("count") || kind.equals("binary")) {
                for (int x = 0; x < (kind.equals("count") ? 3000 : 2); x++) {
                    sum += Math.exp(-likelihood.nll(x, outputs[0], outputs[1]));
                }
                assertEquals(1, sum, 1e-11, likelihood.label());
            } else {
                sum = integral(likelihood, outputs[0], outputs[1]);
                assertEquals(1, sum, 1e-6, likelihood.label());
            }
        }
    }

    /// Midpoints; in two halves about the location, where a Laplace density has its kink, and after x = m +-
    /// tan for heavy tails.
    private static double integral(PerValueLikelihood likelihood, double a, double b) {
        int n = 200_000;
        double sum = 0;
        switch (likelihood.data().getFirst()) {
            case "soft" -> {
                for (int i = 0; i < n; i++) {
                    sum += Math.exp(-likelihood.nll((i + 0.5) / n, a, b)) / n;
                }
            }
            case "positive" -> {
                for (int i = 0; i < n; i++) {
                    double angle = (i + 0.5) / n * Math.PI / 2;
                    sum += Math.exp(-likelihood.nll(Math.tan(angle), a, b)) / (Math.cos(angle) * Math.cos(angle))
                        * Math.PI / 2 / n;
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    double angle = (i + 0.5) / n * Math.PI / 2;
                    double t = Math.tan(angle);
                    sum += (Math.exp(-likelihood.nll(a + t, a, b)) + Math.exp(-likelihood.nll(a - t, a, b)))
                        / (Math.cos(angle) * Math.cos(angle)) * Math.PI / 2 / n;
                }
            }
        }
        return sum;
    }

    @Test
    void choicesAddUpToOne() {
        CategoricalGroups categorical = new CategoricalGroups(List.of(2, 3));
        double[] logits = {0.3, -1, 2, 0.1, -0.4};
        double sum = 0;
        for (int first = 0; first < 2; first++) {
            for (int second = 0; second < 3; second++) {
                double[] x = new double[5];
                x[first] = 1;
                x[2 + second] = 1;
                sum += Math.exp(-categorical.nll(x, 0, logits, 0, 5));
            }
        }
        assertEquals(1, sum, 1e-14);
    }

    @ParameterizedTest
    @MethodSource("all")
    void derivativesAreTheLimitOfDifferences(PerValueLikelihood likelihood) {
        double h = 1e-5;
        for (double x : values(likelihood)) {
            for (double a = -3; a < 3; a += 0.7) {
                for (double b = -2; b < 2; b += 0.7) {
                    double first = (likelihood.nll(x, a + h, b) - likelihood.nll(x, a - h, b)) / (2 * h);
                    assertEquals(first, likelihood.derivative(0, x, a, b),
                        1e-8 * Math.max(1, Math.abs(likelihood.nll(x, a, b))));
                    if (likelihood.layers().size() == 2) {
                        double second = (likelihood.nll(x, a, b + h) - likelihood.nll(x, a, b - h)) / (2 * h);
                        assertEquals(second, likelihood.derivative(1, x, a, b),
                            1e-8 * Math.max(1, Math.abs(likelihood.nll(x, a, b))));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void derivativesOfARowAreTheLimitOfDifferences(ReferenceLikelihood likelihood) {
        int width = 6;
        Random random = new Random(5);
        double[] x = {1, 0, 0, 1, 0, 0};
        double[] o = random.doubles(likelihood.heads(width).stream().mapToInt(ReferenceLikelihood.Head::width).sum(),
            -1.5, 1.5).toArray();
        double[] d = new double[o.length];
        likelihood.derivatives(x, 0, o, 0, width, 2.5, d);
        double h = 1e-5;
        for (int i = 0; i < o.length; i++) {
            double at = o[i];
            o[i] = at + h;
            double up = likelihood.nll(x, 0, o, 0, width);
            o[i] = at - h;
            double down = likelihood.nll(x, 0, o, 0, width);
            o[i] = at;
            assertEquals(2.5 * (up - down) / (2 * h), d[i], 1e-7 * Math.max(1, Math.abs(d[i])),
                likelihood.text() + ", output " + i);
        }
    }

    @Test
    void theOptimalVarianceIsTheBestAndItsGradientThatOfTheBatch() {
        OptimalGaussian optimal = new OptimalGaussian();
        double[] x = {0.3, -1, 2, 0.5, 0.1, 0.9};
        double[] means = {0.1, -0.7, 1.2, 0.6, -0.3, 0.2};
        double best = batch(optimal, x, means, Double.NaN);
        for (double variance : new double[] {0.1, 0.15, 0.2, 0.3, 0.5}) {
            assertTrue(best < batch(optimal, x, means, variance) + 1e-12);
        }
        double[] o = outputs(means);
        optimal.prepare(x, 0, 3, 2, o, 0, 4, 2, 3);
        double h = 1e-6;
        for (int i = 0; i < means.length; i++) {
            double[] d = new double[o.length];
            optimal.derivatives(x, i / 3 * 3, o, i / 3 * 4, 3, 1, d);
            double[] up = means.clone();
            double[] down = means.clone();
            up[i] += h;
            down[i] -= h;
            assertEquals((batch(optimal, x, up, Double.NaN) - batch(optimal, x, down, Double.NaN)) / (2 * h),
                d[i / 3 * 4 + i % 3], 1e-7);
        }
    }

    private static double[] outputs(double[] means) {
        return new double[] {means[0], means[1], means[2], 0, means[3], means[4], means[5], 0};
    }

    /// The sum over a batch of two rows, at the optimum or at a variance.
    private static double batch(OptimalGaussian optimal, double[] x, double[] means, double variance) {
        double[] o = outputs(means);
        optimal.prepare(x, 0, 3, 2, o, 0, 4, 2, 3);
        for (int r = 0; r < 2 && variance > 0; r++) {
            o[4 * r + 3] = Math.log(variance);
        }
        return optimal.nll(x, 0, o, 0, 3) + optimal.nll(x, 3, o, 4, 3);
    }

    @Test
    void textFindsItsLikelihood() {
        for (ReferenceLikelihood likelihood : rows()) {
            assertEquals(likelihood, ReferenceLikelihood.parse(likelihood.text()));
        }
        assertThrows(IllegalArgumentException.class, () -> ReferenceLikelihood.labelled("weibull", 1));
    }

    @Test
    void varianceMustBePositiveAndFinite() {
        for (double variance : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new FixedGaussian(variance))
                .getMessage();
            assertTrue(message.contains("variance"), message);
        }
    }
}
