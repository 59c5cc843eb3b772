package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Relu;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import org.junit.jupiter.api.Test;

class HiddenTest {

    private static Network net(Activation activation, Normalization normalization) {
        return Network.mlp(Shape.of(1), activation, normalization, List.of(2));
    }

    private static Map<String, DoubleTensor> tensors() {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        tensors.put("enc.0.weight", DoubleTensor.of(new double[] {1, 2}, 2, 1));
        tensors.put("enc.0.bias", DoubleTensor.of(new double[] {1, -1}, 2));
        tensors.put("enc.0.norm.weight", DoubleTensor.of(new double[] {2, 2}, 2));
        tensors.put("enc.0.norm.bias", DoubleTensor.of(new double[] {1, 1}, 2));
        return tensors;
    }

    /// t = (x + 1, 2x - 1); what the mask drops neither goes on nor comes back.
    @Test
    void aMaskMultipliesBothWays() {
        Map<String, DoubleTensor> tensors = tensors();
        tensors.put("dropout.enc.0", DoubleTensor.of(new double[] {4, 0, 0, 4}, 2, 2));
        Hidden hidden = new Hidden(net(new Relu(), Normalization.NONE), 0, "enc.", "enc.", true, tensors);
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        assertArrayEquals(new double[] {16, 0, 0, 20}, hidden.forward(new double[] {3, 3}, results, 2));
        assertArrayEquals(new double[] {4, 16}, hidden.backward(new double[] {1, 1, 2, 2}, results));
        // dt = (4, 0), (0, 8) at x = 3
        assertArrayEquals(new double[] {12, 24}, results.get("grad.enc.0.weight").values());
        assertArrayEquals(new double[] {4, 8}, results.get("grad.enc.0.bias").values());
        assertFalse(results.containsKey("out.enc.n0"));
    }

    /// Linear map, normalisation, activation, mask, in this order: t = (4, 5), u = (-1, 1) up to epsilon, n = (-1, 3),
    /// a = (0, 3), h = (0, 6).
    @Test
    void theOrderIsLinearNormalisationActivationMask() {
        Map<String, DoubleTensor> tensors = tensors();
        tensors.put("dropout.enc.0", DoubleTensor.of(new double[] {2, 2}, 1, 2));
        Hidden hidden = new Hidden(net(new Relu(), Normalization.LAYER), 0, "enc.", "enc.", true, tensors);
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        double r = 0.5 / Math.sqrt(0.25001);
        assertArrayEquals(new double[] {0, 2 * (1 + 2 * r)}, hidden.forward(new double[] {3}, results, 1), 1e-14);
        assertArrayEquals(new double[] {1 - 2 * r, 1 + 2 * r}, results.get("out.enc.n0").values(), 1e-14);
        assertArrayEquals(new double[] {0, 2 * (1 + 2 * r)}, results.get("out.enc.h0").values(), 1e-14);
    }

    /// The encoder's run on what a prior has learned has masks of its own.
    @Test
    void masksAreThoseOfTheSide() {
        Map<String, DoubleTensor> tensors = tensors();
        tensors.put("dropout.enc.0", DoubleTensor.of(new double[] {2, 2}, 1, 2));
        tensors.put("dropout.prior.enc.0", DoubleTensor.of(new double[] {0, 2}, 1, 2));
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        Hidden hidden = new Hidden(net(new Identity(), Normalization.NONE), 0, "enc.", "prior.enc.", true, tensors);
        assertArrayEquals(new double[] {0, 10}, hidden.forward(new double[] {3}, results, 1));
        assertEquals(List.of("out.prior.enc.h0"), List.copyOf(results.keySet()));
    }
}
