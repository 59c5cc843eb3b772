package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Tanh;
import org.junit.jupiter.api.Test;

class ReferenceModelTest {
    private static final ReferenceObjective ELBO = new ReferenceObjective.Elbo(1, 1, ReferenceObjective.FreeBits.NONE);

    private static ReferenceModel model(ReferenceLikelihood likelihood, ReferenceObjective objective,
        ReferenceObjective.Reduction reduction) {
        return new ReferenceModel(3, List.of(4), 2, List.of(4), new Tanh(), likelihood, objective, reduction);
    }

    private static Map<String, DoubleTensor> inputs(ReferenceModel model, int batch, long seed) {
        Random random = new Random(seed);
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> tensors.put(name, DoubleTensor.zeros(shape)));
        tensors.put("x", DoubleTensor.zeros(batch, model.inputs()));
        tensors.put("eps", DoubleTensor.zeros(model.objective().samples(), batch, model.latent()));
        tensors.forEach((name, tensor) -> {
            for (int i = 0; i < tensor.size(); i++) {
                tensor.values()[i] = name.equals("x") ? random.nextDouble() : 0.6 * random.nextGaussian();
            }
        });
        return tensors;
    }

    /// One input, one latent dimension, no hidden layer: every number can be written down.
    @Test
    void linearNetByHand() {
        ReferenceModel model = new ReferenceModel(1, List.of(), 1, List.of(), new Identity(), new FixedGaussian(0.5),
            ELBO, ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> in = new LinkedHashMap<>();
        in.put("enc.mu.weight", DoubleTensor.of(new double[] {2}, 1, 1));
        in.put("enc.mu.bias", DoubleTensor.of(new double[] {-1}, 1));
        in.put("enc.logvar.weight", DoubleTensor.of(new double[] {0}, 1, 1));
        in.put("enc.logvar.bias", DoubleTensor.of(new double[] {0}, 1));
        in.put("dec.out.weight", DoubleTensor.of(new double[] {3}, 1, 1));
        in.put("dec.out.bias", DoubleTensor.of(new double[] {0.25}, 1));
        in.put("x", DoubleTensor.of(new double[] {1}, 1, 1));
        in.put("eps", DoubleTensor.of(new double[] {-0.5}, 1, 1, 1));
        Map<String, DoubleTensor> out = model.evaluate(in);
        // mu = 1, sigma = 1, z = 0.5, m = 1.75, (x - m)^2 / 0.5 = 1.125
        double nll = 0.5 * (1.125 + Math.log(2 * Math.PI) + Math.log(0.5));
        assertEquals(0.5, out.get("out.z").item());
        assertEquals(1.75, out.get("out.xmean").item());
        assertEquals(nll, out.get("loss.recon").item(), 1e-15);
        assertEquals(0.5, out.get("loss.kl").item());
        assertEquals(nll + 0.5, out.get("loss.total").item(), 1e-15);
        // dm = 1.5; dW = dm z; dz = 3 dm; dmu = dz + mu; dlogvar = dz eps / 2 + 0
        assertEquals(1.5, out.get("grad.dec.out.bias").item());
        assertEquals(0.75, out.get("grad.dec.out.weight").item());
        assertEquals(4.5, out.get("grad.out.z").item());
        assertEquals(5.5, out.get("grad.out.mu").item());
        assertEquals(-1.125, out.get("grad.out.logvar").item());
        assertEquals(11.0, out.get("grad.x_enc").item());
    }

    @Test
    void meanIsSumDividedByTheBatch() {
        ReferenceLikelihood likelihood = new LearnedGaussian();
        ReferenceModel sum = model(likelihood, ELBO, ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> in = inputs(sum, 5, 1);
        Map<String, DoubleTensor> a = sum.evaluate(in);
        Map<String, DoubleTensor> b = model(likelihood, ELBO, ReferenceObjective.Reduction.MEAN).evaluate(in);
        assertEquals(a.get("loss.total").item() / 5, b.get("loss.total").item(), 1e-13);
        assertEquals(a.get("grad.enc.0.weight").values()[3] / 5, b.get("grad.enc.0.weight").values()[3], 1e-13);
    }

    @Test
    void oneImportanceSampleIsTheBoundWithThatSamplesLogRatio() {
        ReferenceModel iwae = model(new BernoulliLogits(), new ReferenceObjective.Iwae(1),
            ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> out = iwae.evaluate(inputs(iwae, 4, 2));
        double expected = 0;
        for (int b = 0; b < 4; b++) {
            expected -= out.get("out.log_w").values()[b];
            assertEquals(1, out.get("out.w_norm").values()[b], 1e-15);
        }
        assertEquals(expected, out.get("loss.total").item(), 1e-12);
    }

    @Test
    void anotherTargetLeavesTheEncoderAlone() {
        ReferenceModel model = model(new FixedGaussian(1), ELBO, ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> in = inputs(model, 2, 3);
        Map<String, DoubleTensor> plain = model.evaluate(in);
        in.put("x_target", DoubleTensor.zeros(2, 3));
        Map<String, DoubleTensor> other = model.evaluate(in);
        assertArrayEquals(plain.get("out.mu").values(), other.get("out.mu").values());
        assertTrue(plain.get("loss.recon").item() != other.get("loss.recon").item());
    }

    @Test
    void forwardIsTheSameWithoutGradients() {
        ReferenceModel model = model(new LearnedGaussian(), ELBO, ReferenceObjective.Reduction.MEAN);
        Map<String, DoubleTensor> in = inputs(model, 2, 4);
        Map<String, DoubleTensor> forward = model.forward(in);
        Map<String, DoubleTensor> all = model.evaluate(in);
        assertTrue(forward.keySet().stream().noneMatch(name -> name.startsWith("grad.")));
        forward.forEach((name, tensor) -> assertArrayEquals(all.get(name).values(), tensor.values(), name));
        assertEquals(all.keySet().stream().filter(name -> !name.startsWith("grad.")).toList(),
            List.copyOf(forward.keySet()));
    }

    @Test
    void wrongInputsAreNamed() {
        ReferenceModel model = model(new FixedGaussian(1), ELBO, ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> in = inputs(model, 2, 5);
        in.put("eps", DoubleTensor.zeros(3, 2, 2));
        String message = assertThrows(IllegalArgumentException.class, () -> model.evaluate(in)).getMessage();
        assertEquals("eps: shape [3, 2, 2], expected [1, 2, 2]", message);
        in.remove("dec.0.bias");
        message = assertThrows(IllegalArgumentException.class, () -> model.evaluate(in)).getMessage();
        assertEquals("dec.0.bias: missing, expected a tensor of shape [4]", message);
        assertThrows(IllegalArgumentException.class, () -> new ReferenceObjective.Iwae(0));
        assertThrows(IllegalArgumentException.class,
            () -> new ReferenceModel(0, List.of(), 1, List.of(), new Tanh(), new FixedGaussian(1), ELBO,
                ReferenceObjective.Reduction.SUM));
    }
}
