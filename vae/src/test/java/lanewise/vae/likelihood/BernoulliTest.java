package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class BernoulliTest {

    private final Matrix gradient = Matrix.allocate(Arena.ofAuto(), 1, 1);

    private double loss(float x, float logit) {
        Matrix data = Matrix.allocate(Arena.ofAuto(), 1, 1);
        Matrix outputs = Matrix.allocate(Arena.ofAuto(), 1, 1);
        data.set(0, 0, x);
        outputs.set(0, 0, logit);
        double[] nll = new double[1];
        new Bernoulli().lossAndGradient(data, outputs, 0, 1, 1, nll, gradient);
        return nll[0];
    }

    @Test
    void farLogitsNeitherOverflowNorVanish() {
        assertEquals(1000, loss(0, 1000));
        assertEquals(1, gradient.get(0, 0));
        assertEquals(1000, loss(1, -1000));
        assertEquals(-1, gradient.get(0, 0));
        assertEquals(0, loss(1, 1000));
        assertEquals(0, gradient.get(0, 0));
        assertEquals(0, loss(0, -1000));
        assertEquals(Math.exp(-10), loss(0, -10), 1.2e-7);
    }

    @Test
    void evenOddsCostOneBit() {
        assertEquals(Math.log(2), loss(0, 0), 1e-7);
        assertEquals(Math.log(2), loss(0.3f, 0), 1e-7);
        assertEquals(0.2, gradient.get(0, 0), 1e-7);
    }

    @Test
    void manyEvenOddsDoNotOverflowTheProduct() {
        int width = 5000;
        Matrix data = Matrix.allocate(Arena.ofAuto(), 1, width);
        double[] nll = new double[1];
        new Bernoulli().loss(data, Matrix.allocate(Arena.ofAuto(), 1, width), 0, 1, nll);
        assertEquals(width * Math.log(2), nll[0], 1e-9);
    }
}
