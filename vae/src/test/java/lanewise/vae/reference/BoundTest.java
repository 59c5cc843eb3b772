package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Tanh;
import org.junit.jupiter.api.Test;

/// What the objectives are in special cases.
class BoundTest {
    private static final ReferenceObjective ELBO = new ReferenceObjective.Elbo(1, 2, ReferenceObjective.FreeBits.NONE);

    private static ReferenceModel model(ReferenceObjective objective) {
        return new ReferenceModel(3, List.of(4), 2, List.of(4), new Tanh(), new FixedGaussian(1), objective,
            ReferenceObjective.Reduction.SUM);
    }

    private static Map<String, DoubleTensor> inputs(ReferenceModel model) {
        Random random = new Random(9);
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> tensors.put(name, DoubleTensor.zeros(shape)));
        tensors.put("x", DoubleTensor.zeros(5, model.inputs()));
        tensors.put("eps", DoubleTensor.zeros(model.objective().samples(), 5, model.latent()));
        tensors.put("z_prior", DoubleTensor.zeros(model.objective().samples(), 5, model.latent()));
        tensors.values().forEach(tensor -> {
            for (int i = 0; i < tensor.size(); i++) {
                tensor.values()[i] = 0.6 * random.nextGaussian();
            }
        });
        return tensors;
    }

    private static double total(ReferenceObjective objective, Map<String, DoubleTensor> in) {
        return model(objective).forward(in).get("loss.total").item();
    }

    /// alpha = beta = gamma = 1 telescopes to log q(z|x) - log p(z).
    @Test
    void totalCorrelationWithEqualWeightsIsTheBoundByMonteCarlo() {
        Map<String, DoubleTensor> in = inputs(model(ELBO));
        // with a prior that is N(0, I) and does not look like it the ELBO takes its divergence from the samples
        in.put("prior.logits", DoubleTensor.zeros(1));
        in.put("prior.mu", DoubleTensor.zeros(1, 2));
        in.put("prior.logvar", DoubleTensor.zeros(1, 2));
        Map<String, DoubleTensor> elbo = model(ELBO).with(ReferencePosterior.DIAGONAL, new ReferencePrior.Mixture(1))
            .forward(in);
        assertEquals(elbo.get("loss.total").item(), total(new ReferenceObjective.BetaTc(1, 1, 1, 77, 2), in), 1e-11);
        double betaOnly = total(new ReferenceObjective.BetaTc(1, 3, 1, 77, 2), in) - elbo.get("loss.total").item();
        assertEquals(2 * model(new ReferenceObjective.BetaTc(1, 1, 1, 77, 2)).forward(in).get("loss.tc").item(),
            betaOnly, 1e-11);
    }

    @Test
    void infoVaeWithoutAlphaAndLambdaOneIsTheBound() {
        Map<String, DoubleTensor> in = inputs(model(ELBO));
        assertEquals(total(ELBO, in), total(new ReferenceObjective.InfoVae(0, 1, 0, 2), in), 1e-12);
    }

    @Test
    void theDiscrepancyOfOneSampleFromOneDrawByHand() {
        ReferenceModel model = new ReferenceModel(1, List.of(), 1, List.of(), new Identity(), new FixedGaussian(1),
            new ReferenceObjective.InfoVae(0, 1, 4, 1), ReferenceObjective.Reduction.SUM);
        Map<String, DoubleTensor> in = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> in.put(name, DoubleTensor.zeros(shape)));
        in.put("x", DoubleTensor.zeros(1, 1));
        in.put("eps", DoubleTensor.of(new double[] {3}, 1, 1, 1));
        in.put("z_prior", DoubleTensor.of(new double[] {1}, 1, 1, 1));
        // z = 3: k(z, z) + k(p, p) - 2 exp(-4/4)
        assertEquals(2 - 2 * Math.exp(-1), model.forward(in).get("loss.mmd").item(), 1e-15);
    }

    /// q(z|x) itself as the prior leaves log w = -nll.
    @Test
    void oneRowAsTheOnlyLearnedInputIsItsOwnPrior() {
        ReferenceModel model = model(new ReferenceObjective.Iwae(2))
            .with(ReferencePosterior.FULL_COVARIANCE, new ReferencePrior.Vamp(1));
        Map<String, DoubleTensor> in = inputs(model);
        System.arraycopy(in.get("x").values(), 0, in.get("prior.inputs").values(), 0, 3);
        Map<String, DoubleTensor> out = model.forward(in);
        assertEquals(-out.get("loss.nll").values()[0], out.get("out.log_w").values()[0], 1e-13);
        assertNotEquals(-out.get("loss.nll").values()[1], out.get("out.log_w").values()[1], 1e-3);
    }

    @Test
    void doublyReparameterisedDiffersFromTheImportanceWeightedInTheEncoderAlone() {
        Map<String, DoubleTensor> in = inputs(model(ELBO));
        Map<String, DoubleTensor> iwae = model(new ReferenceObjective.Iwae(2)).evaluate(in);
        Map<String, DoubleTensor> dreg = model(new ReferenceObjective.Dreg(2)).evaluate(in);
        for (Map.Entry<String, DoubleTensor> entry : iwae.entrySet()) {
            boolean encoder = entry.getKey().startsWith("grad.enc.")
                || List.of("grad.x_enc", "grad.out.mu", "grad.out.logvar", "grad.out.z").contains(entry.getKey());
            if (encoder) {
                assertTrue(Math.abs(entry.getValue().values()[0] - dreg.get(entry.getKey()).values()[0]) > 1e-6,
                    entry.getKey());
            } else {
                assertArrayEquals(entry.getValue().values(), dreg.get(entry.getKey()).values(), entry.getKey());
            }
        }
    }

    @Test
    void anAutoencoderDecodesTheMeanAndHasNoUseForAVariance() {
        ReferenceModel model = model(new ReferenceObjective.Autoencoder());
        Map<String, DoubleTensor> in = inputs(model);
        in.remove("eps");
        Map<String, DoubleTensor> out = model.evaluate(in);
        assertArrayEquals(out.get("out.mu").values(), out.get("out.z").values());
        assertArrayEquals(out.get("grad.out.z").values(), out.get("grad.out.mu").values());
        assertArrayEquals(new double[2], out.get("grad.enc.logvar.bias").values());
        assertEquals(out.get("loss.recon").item(), out.get("loss.total").item());
    }

    @Test
    void aConditionIsReadByBothSides() {
        ReferenceModel model = model(ELBO).conditioned(2);
        assertArrayEquals(new int[] {4, 5}, model.parameterShapes().get("enc.0.weight"));
        assertArrayEquals(new int[] {4, 4}, model.parameterShapes().get("dec.0.weight"));
        Map<String, DoubleTensor> in = inputs(model);
        in.put("c", DoubleTensor.of(new double[] {1, 0, 0, 1, 1, 1, 0, 0, 1, 0}, 5, 2));
        Map<String, DoubleTensor> out = model.evaluate(in);
        in.get("c").values()[9] = 1;
        Map<String, DoubleTensor> other = model.evaluate(in);
        assertEquals(out.get("out.mu").values()[0], other.get("out.mu").values()[0]);
        assertNotEquals(out.get("out.mu").values()[9], other.get("out.mu").values()[9]);
        assertArrayEquals(new int[] {5, 3}, out.get("grad.x_enc").shape());
        String message = assertThrows(IllegalArgumentException.class, () -> {
            in.put("c", DoubleTensor.zeros(5, 3));
            model.evaluate(in);
        }).getMessage();
        assertEquals("c: shape [5, 3], expected [5, 2]", message);
    }

    @Test
    void warmUpScalesAllButTheReconstruction() {
        Map<String, DoubleTensor> in = inputs(model(ELBO));
        for (ReferenceObjective objective : List.of(ELBO, new ReferenceObjective.BetaTc(1, 3, 2, 50, 2),
            new ReferenceObjective.InfoVae(0.4, 7, 0, 2))) {
            double reconstruction = model(objective).forward(in).get("loss.recon").item();
            assertEquals(reconstruction + 0.25 * (total(objective, in) - reconstruction),
                total(objective.warmed(0.25), in), 1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> new ReferenceObjective.Iwae(2).warmed(0.5));
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        ReferenceObjective floor = new ReferenceObjective.Elbo(1, 1,
            new ReferenceObjective.FreeBits(ReferenceObjective.FreeBits.Mode.PER_SAMPLE, 1));
        assertThrows(IllegalArgumentException.class,
            () -> model(floor).with(ReferencePosterior.DIAGONAL, new ReferencePrior.Mixture(2)));
        assertThrows(IllegalArgumentException.class, () -> model(new ReferenceObjective.Autoencoder())
            .with(ReferencePosterior.FULL_COVARIANCE, new ReferencePrior.StandardNormal()));
        assertThrows(IllegalArgumentException.class, () -> model(ELBO).conditioned(-1));
        assertThrows(IllegalArgumentException.class, () -> new ReferenceObjective.BetaTc(1, 1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new ReferenceObjective.InfoVae(0, 1, -1, 1));
    }
}
