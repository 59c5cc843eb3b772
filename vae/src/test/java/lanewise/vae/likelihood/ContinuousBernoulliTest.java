package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.vae.reference.PerValueLikelihood;
import lanewise.vae.reference.ReferenceLikelihood;

import org.junit.jupiter.api.Test;

class ContinuousBernoulliTest {

    private static final PerValueLikelihood REFERENCE = (PerValueLikelihood) ReferenceLikelihood.of(
            new ContinuousBernoulli());

    @Test
    void lossMeanAndGradientAreStableAroundEvenOddsAndFarFromThem() {
        Matrix x = Matrix.allocate(Arena.ofAuto(), 1, 1);
        Matrix outputs = Matrix.allocate(Arena.ofAuto(), 1, 1);
        Matrix gradient = Matrix.allocate(Arena.ofAuto(), 1, 1);
        double[] nll = new double[1];
        for (float l : new float[] {0, -0f, 1e-30f, 1e-10f, 1e-6f, 1e-4f, 0.01f, 0.3f, 0.999f, 1, 1.001f, 3, 17, 50,
                104, 1000, 1e6f}) {
            for (float sign : new float[] {1, -1}) {
                for (float value : new float[] {0, 0.25f, 1}) {
                    x.set(0, 0, value);
                    outputs.set(0, 0, sign * l);
                    new ContinuousBernoulli().lossAndGradient(x, outputs, 0, 1, 1, nll, gradient);
                    double expected = REFERENCE.nll(value, sign * l, 0);
                    assertEquals(expected, nll[0], 2e-7 * Math.max(1, Math.abs(expected)), "logit " + sign * l);
                    assertEquals(REFERENCE.derivative(0, value, sign * l, 0), gradient.get(0, 0), 2e-7,
                            "logit " + sign * l);
                }
            }
        }
    }
}
