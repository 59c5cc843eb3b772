package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.core.activation.Silu;
import org.junit.jupiter.api.Test;

class FixtureTest {

    static Map<String, String> description() {
        Map<String, String> d = new LinkedHashMap<>();
        d.put("kind", "vae_gradients");
        d.put("objective", "elbo");
        d.put("x_dim", "3");
        d.put("enc_hidden", "5,4");
        d.put("z_dim", "2");
        d.put("dec_hidden", "");
        d.put("activation", "silu");
        d.put("likelihood", "gaussian_fixed");
        d.put("sigma2", "0.25");
        d.put("beta", "0.5");
        d.put("L", "2");
        d.put("reduction", "mean");
        d.put("weights", "splitmix64");
        d.put("seed", "17");
        return d;
    }

    static Map<String, DoubleTensor> inputs() {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        tensors.put("x", DoubleTensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.put("eps", DoubleTensor.of(new double[] {1, -1, 0.5, 0.25, 0, -2, 1, 1}, 2, 2, 2));
        tensors.put("gradsample.index.enc.0.weight", DoubleTensor.of(new double[] {14, 0}, 2));
        return tensors;
    }

    @Test
    void descriptionTellsTheModel() {
        ReferenceModel expected = new ReferenceModel(3, List.of(5, 4), 2, List.of(), new Silu(),
            new FixedGaussian(0.25), new ReferenceObjective.Elbo(0.5, 2, ReferenceObjective.FreeBits.NONE),
            ReferenceObjective.Reduction.MEAN);
        assertEquals(expected, new Fixture(description(), Map.of()).model());
    }

    @Test
    void ownResultsHaveNoDeviationAndAChangedOneIsFound() {
        Map<String, DoubleTensor> tensors = inputs();
        Map<String, DoubleTensor> results = new Fixture(description(), tensors).recompute();
        tensors.putAll(results);
        Fixture fixture = new Fixture(description(), tensors);
        assertEquals(results.size(), fixture.deviations(false).size());
        assertTrue(fixture.deviations(false).stream().allMatch(d -> d.absolute() == 0));
        assertEquals(Set.of(), fixture.unknown());
        assertEquals(results.get("grad.enc.0.weight").values()[14],
            results.get("gradsample.value.enc.0.weight").values()[0]);

        results.get("out.mu").values()[1] += 1;
        List<Deviation> changed = fixture.deviations(false).stream().filter(d -> d.absolute() > 0).toList();
        assertEquals(List.of("out.mu"), changed.stream().map(Deviation::name).toList());
        assertEquals(1, changed.getFirst().absolute(), 1e-12);
    }

    @Test
    void trajectoryOfTheFirstStepIsThePassAndAnUpdate() {
        Map<String, String> d = description();
        d.put("kind", "optimizer_trajectory");
        d.put("optimizer", "sgd");
        d.put("lr", "0.5");
        d.put("steps", "2");
        d.put("L", "1");
        Map<String, DoubleTensor> tensors = inputs();
        SplitMixWeights.of(new Fixture(d, Map.of()).model(), 17)
            .forEach((name, tensor) -> tensors.put("step0." + name, tensor));
        Map<String, DoubleTensor> results = new Fixture(d, tensors).recompute();
        double before = tensors.get("step0.enc.mu.bias").values()[1];
        double gradient = results.get("step1.grad.enc.mu.bias").values()[1];
        assertEquals(before - 0.5 * gradient, results.get("step1.enc.mu.bias").values()[1]);
        assertTrue(results.containsKey("step2.loss") && !results.containsKey("step2.grad_norm"));
    }

    @Test
    void splitMixWeightsAreTheDocumentedOnes() {
        // Steele, Lea & Flood's generator from seed 0 gives 0xE220A8397B1DCDAF first: mix(1)
        DoubleTensor weights = SplitMixWeights.of(new Fixture(description(), Map.of()).model(), 1).get("enc.0.weight");
        assertEquals(((0xE220A8397B1DCDAFL >>> 40) - (1 << 23)) * 0x1p-27, weights.values()[0]);
        assertEquals(((0x6E789E6AA1B965F4L >>> 40) - (1 << 23)) * 0x1p-27, weights.values()[1]);
    }

    @Test
    void wrongDescriptionsNameTheKey() {
        for (String[] wrong : new String[][] {{"kind", "photograph"}, {"objective", "vibes"}, {"x_dim", "many"},
            {"enc_hidden", "3,x"}, {"activation", "x"}, {"likelihood", "x"}}) {
            Map<String, String> d = description();
            d.put(wrong[0], wrong[1]);
            String message = assertThrows(IllegalArgumentException.class, () -> new Fixture(d, inputs()).recompute())
                .getMessage();
            assertTrue(message.contains(wrong[0]), message);
        }
        Map<String, String> d = description();
        d.remove("objective");
        assertThrows(IllegalArgumentException.class, () -> new Fixture(d, inputs()).recompute());
    }
}
