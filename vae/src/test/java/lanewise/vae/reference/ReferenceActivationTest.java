package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static lanewise.vae.reference.ReferenceActivation.derivative;
import static lanewise.vae.reference.ReferenceActivation.value;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.GeluErf;
import lanewise.core.activation.GeluTanh;
import lanewise.core.activation.Identity;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceActivationTest {

    static List<Activation> activations() {
        List<Activation> all = new ArrayList<>(Activation.all());
        all.addAll(List.of(new LeakyRelu(0.2f), new Elu(0.5f)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("activations")
    void derivativeIsTheLimitOfDifferences(Activation activation) {
        for (double x = -8.015; x < 25; x += 0.0517) {
            double h = 1e-3;
            // five points; no grid point lies within 2h of a kink at 0 or 20
            double difference = (value(activation, x - 2 * h) - 8 * value(activation, x - h)
                + 8 * value(activation, x + h)
                - value(activation, x + 2 * h)) / (12 * h);
            if (Math.min(Math.abs(x), Math.abs(x - 20)) > 2 * h) {
                assertEquals(difference, derivative(activation, x), 1e-10, activation + " at " + x);
            }
        }
    }

    @Test
    void valuesByHand() {
        assertEquals(-0.03, value(new LeakyRelu(), -3), 1e-15);
        assertEquals(Math.exp(-3) - 1, value(new Elu(), -3), 1e-15);
        assertEquals(0.8413447460685429, value(new GeluErf(), 1), 1e-15);
        assertEquals(0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * 1.044715)), value(new GeluTanh(), 1), 1e-15);
        assertEquals(2 / (1 + Math.exp(-2)), value(new Silu(), 2), 1e-15);
        assertEquals(Math.log(1 + Math.E), value(new Softplus(), 1), 1e-15);
        assertEquals(20.5, value(new Softplus(), 20.5));
        assertEquals(0, derivative(new Relu(), 0));
        assertEquals(0.01, derivative(new LeakyRelu(), 0));
        assertEquals(1, derivative(new Elu(), 0));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void nanStaysAndInfinitiesGiveTheLimits(Activation activation) {
        assertTrue(Double.isNaN(value(activation, Double.NaN)), "value");
        assertTrue(activation instanceof Identity || Double.isNaN(derivative(activation, Double.NaN)), "derivative");
        for (double x : new double[] {1e4, Double.POSITIVE_INFINITY, -1e4, Double.NEGATIVE_INFINITY}) {
            assertTrue(!Double.isNaN(value(activation, x)) && Double.isFinite(derivative(activation, x)),
                activation + " at " + x);
        }
    }

    /// The decimal that was written, not the float nearest to it.
    @Test
    void parametersAreDecimals() {
        assertEquals(-0.6, value(new LeakyRelu(0.2f), -3), 1e-15);
        assertEquals(0.3 * Math.exp(-2), derivative(new Elu(0.3f), -2), 1e-15);
    }
}
