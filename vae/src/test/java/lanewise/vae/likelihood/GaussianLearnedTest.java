package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class GaussianLearnedTest {

    @Test
    void meansComeBeforeLogVariances() {
        Matrix x = Matrix.allocate(Arena.ofAuto(), 1, 2);
        Matrix outputs = Matrix.allocate(Arena.ofAuto(), 1, 4);
        outputs.copyFrom(new float[] {1, 2, 0, 3});
        Matrix mean = Matrix.allocate(Arena.ofAuto(), 1, 2);
        new GaussianLearned().mean(outputs, mean);
        assertArrayEquals(new float[] {1, 2}, mean.toArray());
        double[] nll = new double[1];
        new GaussianLearned().loss(x, outputs, 0, 1, nll);
        assertEquals(0.5 * (1 + 4 * Math.exp(-3) + 3) + Math.log(2 * Math.PI), nll[0], 1e-6);
    }

    @Test
    void unitVarianceIsTheFixedGaussian() {
        Matrix x = Matrix.allocate(Arena.ofAuto(), 1, 5);
        Matrix learned = Matrix.allocate(Arena.ofAuto(), 1, 10);
        learned.copyFrom(new float[] {1, -2, 0.5f, 3, 0, 0, 0, 0, 0, 0});
        double[] a = new double[1];
        double[] b = new double[1];
        new GaussianLearned().loss(x, learned, 0, 1, a);
        new GaussianFixed(1).loss(x, learned.columns(0, 5), 0, 1, b);
        assertEquals(b[0], a[0], 1e-12);
    }
}
