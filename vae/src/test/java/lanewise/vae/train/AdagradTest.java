package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdagradTest {

    @ParameterizedTest
    @CsvSource({"0, 1e-10, 0, 0", "0.1, 1e-6, 0.5, 0.01", "0, 1e-3, 1, 0"})
    void followsTheFormulaInDouble(double rateDecay, double epsilon, double initialSum, double weightDecay) {
        double rate = 0.05;
        double[] sum = new double[DoubleTwin.LENGTH];
        Arrays.fill(sum, initialSum);
        DoubleTwin.compare(new Adagrad(rate, rateDecay, epsilon, initialSum, weightDecay), 1e-5,
                (t, i, p, gradient) -> {
                    double g = gradient + weightDecay * p;
                    sum[i] += g * g;
                    return p - rate / (1 + (t - 1) * rateDecay) * g / (Math.sqrt(sum[i]) + epsilon);
                });
    }

    @Test
    void argumentsOutsideTheirRangeAreNamed() {
        assertMessage("learningRate: -1.0", () -> new Adagrad(-1, 0, 1e-8, 0, 0));
        assertMessage("rateDecay: -1.0", () -> new Adagrad(1, -1, 1e-8, 0, 0));
        assertMessage("epsilon: 0.0", () -> new Adagrad(1, 0, 0, 0, 0));
        assertMessage("initialSum: 1.0E-40", () -> new Adagrad(1, 0, 1e-8, 1e-40, 0));
        assertMessage("weightDecay: -2.0", () -> new Adagrad(1, 0, 1e-8, 0, -2));
    }
}
