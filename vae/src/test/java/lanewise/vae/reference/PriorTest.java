package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import lanewise.core.random.RandomStream;
import org.junit.jupiter.api.Test;

class PriorTest {

    private static MixturePrior mixture(double[] logits, double[] mu, double[] logVar) {
        int c = logits.length;
        return MixturePrior.learned(Map.of("prior.logits", DoubleTensor.of(logits, c), "prior.mu",
            DoubleTensor.of(mu, c, mu.length / c), "prior.logvar", DoubleTensor.of(logVar, c, mu.length / c)),
            mu.length / c);
    }

    @Test
    void aMixtureOfStandardNormalsIsOne() {
        double[] z = {0.3, -1.2, 2};
        double expected = new StandardNormalPrior(3).log(z, 0);
        assertEquals(-0.5 * (3 * Math.log(2 * Math.PI) + 0.09 + 1.44 + 4), expected, 1e-14);
        assertEquals(expected, mixture(new double[] {5, -1}, new double[6], new double[6]).log(z, 0), 1e-14);
    }

    @Test
    void aMixtureByHand() {
        // weights 3/4 and 1/4, N(0, 1) and N(1, 4) at 1
        MixturePrior prior = mixture(new double[] {Math.log(3), 0}, new double[] {0, 1}, new double[] {0, Math.log(4)});
        double density = 0.75 * Math.exp(-0.5) / Math.sqrt(2 * Math.PI) + 0.25 * 0.5 / Math.sqrt(2 * Math.PI);
        assertEquals(Math.log(density), prior.log(new double[] {1}, 0), 1e-14);
    }

    @Test
    void drawsHaveTheMomentsOfTheMixture() {
        MixturePrior prior = mixture(new double[] {Math.log(3), 0}, new double[] {0, 4}, new double[] {0, Math.log(4)});
        double[] z = new double[20_000];
        prior.draw(new RandomStream(5, 6), z);
        double mean = 0;
        double square = 0;
        for (double value : z) {
            mean += value / z.length;
            square += value * value / z.length;
        }
        // mean 1, variance 0.75 (1 + 1) + 0.25 (4 + 9) = 4.75
        assertEquals(1, mean, 5 * Math.sqrt(4.75 / z.length));
        assertEquals(4.75, square - mean * mean, 0.35);
    }

    @Test
    void components() {
        assertThrows(IllegalArgumentException.class, () -> new ReferencePrior.Mixture(0));
        assertThrows(IllegalArgumentException.class, () -> ReferencePrior.labelled("vamp", 0));
        for (String label : ReferencePrior.labels()) {
            assertEquals(label, ReferencePrior.labelled(label, 2).label());
        }
    }
}
