package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class NegativeBinomialTest {

    @Test
    void itIsThePoissonDistributionWhereTheDispersionIsLarge() {
        Matrix x = Matrix.allocate(Arena.ofAuto(), 1, 1);
        Matrix outputs = Matrix.allocate(Arena.ofAuto(), 1, 2);
        double[] binomial = new double[1];
        double[] poisson = new double[1];
        for (float logr : new float[] {25, 40, 80}) {
            for (float count : new float[] {0, 3, 50, 1e5f}) {
                x.set(0, 0, count);
                outputs.set(0, 0, (float) Math.log(count + 2));
                outputs.set(0, 1, logr);
                new NegativeBinomial().loss(x, outputs, 0, 1, binomial);
                new Poisson().loss(x, outputs.columns(0, 1), 0, 1, poisson);
                assertEquals(poisson[0], binomial[0], 1e-6 * (count + 2) * 0.1 + 1e-6, logr + " " + count);
            }
        }
    }

    @Test
    void oneIsTheGeometricDistribution() {
        Matrix x = Matrix.allocate(Arena.ofAuto(), 1, 1);
        Matrix outputs = Matrix.allocate(Arena.ofAuto(), 1, 2);
        double[] nll = new double[1];
        outputs.set(0, 0, (float) Math.log(3));
        for (int k = 0; k < 200; k += 17) {
            x.set(0, 0, k);
            new NegativeBinomial().loss(x, outputs, 0, 1, nll);
            assertEquals(-Math.log(0.25) - k * Math.log(0.75), nll[0], 1e-6 * Math.max(1, nll[0]));
        }
    }
}
