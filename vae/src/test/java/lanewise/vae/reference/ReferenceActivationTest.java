package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceActivationTest {

    @ParameterizedTest
    @EnumSource
    void derivativeIsTheLimitOfDifferences(ReferenceActivation activation) {
        for (double x = -8.015; x < 25; x += 0.0517) {
            double h = 1e-3;
            // five points; no grid point lies within 2h of a kink at 0 or 20
            double difference = (activation.value(x - 2 * h) - 8 * activation.value(x - h) + 8 * activation.value(x + h) - activation.value(x + 2 * h)) / (12 * h);
            if (Math.min(Math.abs(x), Math.abs(x - 20)) > 2 * h) {
                assertEquals(difference, activation.derivative(x), 1e-10, activation + " at " + x);
            }
        }
    }

    @Test
    void valuesByHand() {
        assertEquals(-0.03, ReferenceActivation.LEAKY_RELU.value(-3), 1e-15);
        assertEquals(Math.exp(-3) - 1, ReferenceActivation.ELU.value(-3), 1e-15);
        assertEquals(0.8413447460685429, ReferenceActivation.GELU_ERF.value(1), 1e-15);
        assertEquals(0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * 1.044715)), ReferenceActivation.GELU_TANH.value(1), 1e-15);
        assertEquals(2 / (1 + Math.exp(-2)), ReferenceActivation.SILU.value(2), 1e-15);
        assertEquals(Math.log(1 + Math.E), ReferenceActivation.SOFTPLUS.value(1), 1e-15);
        assertEquals(20.5, ReferenceActivation.SOFTPLUS.value(20.5));
        assertEquals(0, ReferenceActivation.RELU.derivative(0));
        assertEquals(0.01, ReferenceActivation.LEAKY_RELU.derivative(0));
        assertEquals(1, ReferenceActivation.ELU.derivative(0));
    }

    @ParameterizedTest
    @EnumSource
    void nanStaysAndInfinitiesGiveTheLimits(ReferenceActivation activation) {
        assertTrue(Double.isNaN(activation.value(Double.NaN)), "value");
        assertTrue(activation == ReferenceActivation.IDENTITY || Double.isNaN(activation.derivative(Double.NaN)), "derivative");
        for (double x : new double[] {1e4, Double.POSITIVE_INFINITY, -1e4, Double.NEGATIVE_INFINITY}) {
            assertTrue(!Double.isNaN(activation.value(x)) && Double.isFinite(activation.derivative(x)), activation + " at " + x);
        }
    }

    @ParameterizedTest
    @EnumSource
    void labelFindsItsActivation(ReferenceActivation activation) {
        assertSame(activation, ReferenceActivation.labelled(activation.label()));
    }

    @Test
    void unknownLabelIsRefusedWithTheChoice() {
        String message = assertThrows(IllegalArgumentException.class, () -> ReferenceActivation.labelled("swish")).getMessage();
        assertTrue(message.contains("swish") && message.contains("gelu_erf"), message);
    }
}
