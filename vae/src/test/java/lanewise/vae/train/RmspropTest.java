package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RmspropTest {

    @ParameterizedTest
    @CsvSource({"0.99, 1e-8, 0, 0", "0.9, 1e-4, 0.9, 0", "0.5, 1e-6, 0.5, 0.1", "0, 1e-3, 0, 0.01"})
    void followsTheFormulaInDouble(double decay, double epsilon, double momentum, double weightDecay) {
        double rate = 0.003;
        double[] v = new double[DoubleTwin.LENGTH];
        double[] b = new double[DoubleTwin.LENGTH];
        DoubleTwin.compare(new Rmsprop(rate, decay, epsilon, momentum, weightDecay), 1e-5, (t, i, p, gradient) -> {
            double g = gradient + weightDecay * p;
            v[i] = decay * v[i] + (1 - decay) * g * g;
            double d = g / (Math.sqrt(v[i]) + epsilon);
            b[i] = momentum * b[i] + d;
            return p - rate * (momentum == 0 ? d : b[i]);
        });
    }

    @Test
    void argumentsOutsideTheirRangeAreNamed() {
        assertMessage("learningRate: 0.0", () -> new Rmsprop(0, 0.9, 1e-8, 0, 0));
        assertMessage("decay: 1.0", () -> new Rmsprop(0.1, 1, 1e-8, 0, 0));
        assertMessage("epsilon: 0.0", () -> new Rmsprop(0.1, 0.9, 0, 0, 0));
        assertMessage("momentum: -0.5", () -> new Rmsprop(0.1, 0.9, 1e-8, -0.5, 0));
        assertMessage("weightDecay: NaN", () -> new Rmsprop(0.1, 0.9, 1e-8, 0, Double.NaN));
    }
}
