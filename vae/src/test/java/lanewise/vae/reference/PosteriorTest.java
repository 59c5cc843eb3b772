package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PosteriorTest {

    private static double[] gaussian(Random random, int n) {
        return random.doubles(n).map(ignored -> random.nextGaussian()).toArray();
    }

    /// mu = (1, 2), L = ((2, 0), (3, 1)): covariance ((4, 6), (6, 10)), determinant 4.
    private static CholeskyPosterior small() {
        return new CholeskyPosterior(new double[] {1, 2}, new double[] {Math.log(4), 0}, new double[] {3}, 2);
    }

    @Test
    void aFullCovarianceByHand() {
        CholeskyPosterior q = small();
        assertArrayEquals(new double[] {2, 4}, q.draw(new double[] {0.5, 0.5}), 1e-15);
        // (z - mu) = (2, 1): the inverse is ((10, -6), (-6, 4))/4, the quadratic form (40 - 24 + 4)/4 = 5
        assertEquals(-Math.log(2 * Math.PI) - 0.5 * Math.log(4) - 2.5, q.log(new double[] {3, 3}, 0, 0), 1e-14);
        assertEquals(-0.5 * (Math.log(2 * Math.PI) + Math.log(10) + 0.1), q.logMarginal(3, 1, 0), 1e-14);
        // (trace + |mu|^2 - Z - log determinant)/2
        double[] kl = q.kl();
        assertEquals(0.5 * (14 + 5 - 2 - Math.log(4)), kl[0] + kl[1], 1e-14);
        assertTrue(kl[0] >= 0 && kl[1] >= 0);
    }

    /// The density of samples integrates to what it should: the mean of log q over draws is minus the entropy.
    @Test
    void theMeanLogDensityOfDrawsIsMinusTheEntropy() {
        CholeskyPosterior q = small();
        int n = 20_000;
        double[] z = q.draw(gaussian(new Random(1), 2 * n));
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += q.log(z, 2 * i, 0);
        }
        // log q has a variance of Z/2 = 1: five standard errors
        assertEquals(-1 - Math.log(2 * Math.PI) - 0.5 * Math.log(4), sum / n, 5 / Math.sqrt(n));
    }

    @Test
    void withNothingBelowTheDiagonalItIsTheDiagonalOne() {
        Random random = new Random(2);
        double[] mu = gaussian(random, 6);
        double[] logVar = gaussian(random, 6);
        DiagonalPosterior diagonal = new DiagonalPosterior(mu, logVar, 3);
        CholeskyPosterior full = new CholeskyPosterior(mu, logVar, new double[6], 3);
        double[] eps = gaussian(random, 12);
        assertArrayEquals(diagonal.draw(eps), full.draw(eps), 1e-14);
        assertArrayEquals(diagonal.kl(), full.kl(), 1e-14);
        double[] z = diagonal.draw(eps);
        assertEquals(diagonal.log(z, 9, 1), full.log(z, 9, 1), 1e-13);
        assertEquals(diagonal.logMarginal(z[10], 1, 1), full.logMarginal(z[10], 1, 1), 1e-13);
        double[] a = new double[12];
        double[] b = new double[12];
        diagonal.addLog(0.7, z, 9, 1, a);
        full.addLog(0.7, z, 9, 1, b);
        diagonal.addDraw(z, eps);
        full.addDraw(z, eps);
        assertArrayEquals(a, b, 1e-13);
        assertArrayEquals(diagonal.dMu, full.dMu, 1e-13);
        assertArrayEquals(diagonal.dLogVar, full.dLogVar, 1e-13);
    }

    @Test
    void heads() {
        assertEquals("[mu, logvar, tril]", ReferencePosterior.FULL_COVARIANCE.heads(3).keySet().toString());
        assertEquals(3, ReferencePosterior.FULL_COVARIANCE.heads(3).get("tril"));
        assertEquals(ReferencePosterior.DIAGONAL.heads(1), ReferencePosterior.FULL_COVARIANCE.heads(1));
    }
}
