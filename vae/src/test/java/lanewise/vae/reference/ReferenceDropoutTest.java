package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Normalization;
import org.junit.jupiter.api.Test;

class ReferenceDropoutTest {

    private static ReferenceModel model(Normalization normalization, double dropout) {
        ReferenceModel plain = new ReferenceModel(3, List.of(4, 5), 2, List.of(4), new Tanh(), new FixedGaussian(1),
            new ReferenceObjective.Iwae(2), ReferenceObjective.Reduction.SUM)
            .with(ReferencePosterior.DIAGONAL, new ReferencePrior.Vamp(2));
        return plain.with(plain.architecture().withNormalization(normalization)).withDropout(dropout);
    }

    private static Map<String, DoubleTensor> inputs(ReferenceModel model) {
        Random random = new Random(9);
        Map<String, int[]> shapes = new LinkedHashMap<>(model.parameterShapes());
        shapes.put("x", new int[] {3, 3});
        shapes.putAll(model.noiseShapes(3));
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            DoubleTensor tensor = DoubleTensor.zeros(shape);
            Arrays.setAll(tensor.values(), i -> name.startsWith("dropout.") ? model.kept()
                : 0.5 * random.nextGaussian());
            tensors.put(name, tensor);
        });
        return tensors;
    }

    @Test
    void everyParameterAndMaskHasItsPlace() {
        ReferenceModel model = model(Normalization.LAYER, 0.25);
        List<String> names = new ArrayList<>(model.parameterShapes().keySet());
        assertEquals(List.of("enc.0.weight", "enc.0.bias", "enc.0.norm.weight", "enc.0.norm.bias", "enc.1.weight",
            "enc.1.bias", "enc.1.norm.weight", "enc.1.norm.bias", "enc.mu.weight",
            "enc.mu.bias", "enc.logvar.weight", "enc.logvar.bias", "dec.0.weight", "dec.0.bias", "dec.0.norm.weight",
            "dec.0.norm.bias", "dec.out.weight", "dec.out.bias", "prior.inputs"), names);
        assertArrayEquals(new int[] {5}, model.parameterShapes().get("enc.1.norm.bias"));
        assertEquals(List.of("eps", "dropout.enc.0", "dropout.enc.1", "dropout.prior.enc.0", "dropout.prior.enc.1",
            "dropout.dec.0"), List.copyOf(model.noiseShapes(3).keySet()));
        assertArrayEquals(new int[] {2, 3, 4}, model.noiseShapes(3).get("dropout.dec.0"));
        assertArrayEquals(new int[] {2, 5}, model.noiseShapes(3).get("dropout.prior.enc.1"));
    }

    /// Kept elements are scaled by 1/(1 - p): a mask of ones would be the net without dropout, and each mask counts,
    /// also those of what the prior has learned.
    @Test
    void everyMaskCounts() {
        ReferenceModel model = model(Normalization.NONE, 0.5);
        Map<String, DoubleTensor> in = inputs(model);
        double before = model.forward(in).get("loss.total").item();
        for (String mask : model.noiseShapes(3).keySet().stream().filter(name -> name.startsWith("dropout."))
            .toList()) {
            double[] values = in.get(mask).values();
            values[values.length - 1] = 0;
            assertNotEquals(before, model.forward(in).get("loss.total").item(), 1e-6, mask);
            values[values.length - 1] = 2;
            DoubleTensor kept = in.remove(mask);
            assertEquals(mask + ": missing, expected a tensor of shape " + Arrays.toString(kept.shape()),
                assertThrows(IllegalArgumentException.class, () -> model.forward(in)).getMessage());
            in.put(mask, kept);
        }
        in.forEach((name, tensor) -> Arrays.setAll(tensor.values(),
            i -> name.startsWith("dropout.") ? 1 : tensor.values()[i]));
        assertEquals(model(Normalization.NONE, 0).forward(in).get("loss.total").item(),
            model.forward(in).get("loss.total").item());
    }

    @Test
    void theShareIsFromZeroToBelowOne() {
        for (double share : new double[] {-0.1, 1, Double.NaN}) {
            assertEquals("dropout: " + share + ", expected from 0 to below 1",
                assertThrows(IllegalArgumentException.class, () -> model(Normalization.NONE, share)).getMessage());
        }
        assertEquals((double) (1 / 0.9f), model(Normalization.NONE, 0.1).kept(), 1e-7);
    }
}
