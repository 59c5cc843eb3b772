package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import lanewise.vae.file.Tensor;
import org.junit.jupiter.api.Test;

class FixtureMakerTest {

    private static Map<String, String> description(String... entries) {
        Map<String, String> d = new LinkedHashMap<>(FixtureTest.description());
        d.put("weights", "stored");
        d.put("dtype", "F64");
        d.put("batch", "4");
        d.put("x_kind", "real");
        for (int i = 0; i < entries.length; i += 2) {
            d.put(entries[i], entries[i + 1]);
        }
        return d;
    }

    private static void agreesWithItself(FixtureFile file) {
        FixtureCheck check = FixtureCheck.of(file);
        assertEquals(Set.of(), check.unknown());
        assertEquals(Set.of(), check.missing());
        assertTrue(check.comparisons().stream().allMatch(c -> c.deviation().absolute() == 0));
    }

    @Test
    void everyResultIsThereAndAgrees() {
        FixtureFile file = FixtureMaker.make(description());
        agreesWithItself(file);
        Map<String, DoubleTensor> tensors = file.fixture().tensors();
        assertTrue(tensors.keySet().containsAll(Set.of("enc.0.weight", "x", "eps", "out.enc.h1", "out.z",
            "loss.kl_per_dim", "loss.total", "grad.dec.out.bias", "grad.x_enc")));
        assertArrayEquals(new int[] {2, 4, 2}, tensors.get("eps").shape());
        assertTrue(file.fixture().description().get("formula.total").contains("beta * KL"));
    }

    @Test
    void inputsAreExactInFloat32AndThoseOfTheSeed() {
        Map<String, DoubleTensor> a = FixtureMaker.make(description()).fixture().tensors();
        Map<String, DoubleTensor> same = FixtureMaker.make(description("dtype", "F32")).fixture().tensors();
        Map<String, DoubleTensor> other = FixtureMaker.make(description("seed", "18")).fixture().tensors();
        for (String name : new String[] {"x", "eps", "enc.0.weight", "dec.out.bias"}) {
            for (double value : a.get(name).values()) {
                assertEquals((float) value, value);
            }
            assertArrayEquals(a.get(name).values(), same.get(name).values());
            assertNotEquals(a.get(name).values()[0], other.get(name).values()[0]);
        }
        for (double value : FixtureMaker.make(description("x_kind", "binary")).fixture().tensors().get("x").values()) {
            assertTrue(value == 0 || value == 1);
        }
    }

    @Test
    void trajectoriesTellOfEveryStepAndOfTheFirstPass() {
        FixtureFile file = FixtureMaker.make(description("kind", "optimizer_trajectory", "steps", "3", "optimizer",
            "adamw", "lr", "0.01", "weight_decay", "0.1", "clip_grad_norm", "1", "dtype", "F32"));
        agreesWithItself(file);
        Map<String, DoubleTensor> tensors = file.fixture().tensors();
        assertArrayEquals(new int[] {6, 4, 2}, tensors.get("eps").shape());
        assertEquals(tensors.get("step1.loss").item(), tensors.get("loss.total").item());
        assertArrayEquals(tensors.get("step1.grad.enc.0.weight").values(), tensors.get("grad.enc.0.weight").values());
        assertTrue(tensors.containsKey("step3.dec.out.weight") && tensors.containsKey("step0.dec.out.weight"));
        assertEquals(Tensor.Type.F64, file.types().get("step2.grad_norm"));
        assertEquals(Tensor.Type.F32, file.types().get("step2.loss"));
        assertTrue(file.fixture().description().get("formula.update").startsWith("p *= 1 - lr*weight_decay"));
    }

    @Test
    void largeGradientsAreSampledWhereWeightsAreNotStored() {
        FixtureFile file = FixtureMaker.make(description("weights", "splitmix64", "x_dim", "900"));
        agreesWithItself(file);
        Map<String, DoubleTensor> tensors = file.fixture().tensors();
        assertFalse(tensors.containsKey("enc.0.weight") || tensors.containsKey("grad.enc.0.weight"));
        assertTrue(tensors.containsKey("grad.enc.0.bias"));
        assertEquals(400, tensors.get("gradsample.value.enc.0.weight").size());
        assertEquals(Tensor.Type.I64, file.types().get("gradsample.index.enc.0.weight"));
        assertEquals(8, tensors.get("wcheck.enc.0.weight").size());
        assertThrows(IllegalArgumentException.class, () -> FixtureMaker.make(
            description("weights", "splitmix64", "kind", "optimizer_trajectory", "optimizer", "sgd", "lr", "1")));
    }

    @Test
    void gridsHoldFunctions() {
        FixtureFile file = FixtureMaker.make(Map.of("kind", "elementwise", "dtype", "F64", "seed", "3"));
        agreesWithItself(file);
        double[] x = file.fixture().tensors().get("x").values();
        assertTrue(x[0] == -8192 && x[x.length - 1] == 8192);
        assertTrue(file.fixture().tensors().containsKey("gelu_erf.dy"));
    }

    @Test
    void everyObjectivePosteriorAndPriorIsWrittenAndRead() {
        for (String objective : FixtureObjectives.LABELS) {
            for (String prior : ReferencePrior.labels()) {
                for (String posterior : ReferencePosterior.labels()) {
                    if (!objective.equals("autoencoder")
                        || prior.equals("standard_normal") && posterior.equals("diagonal")) {
                        FixtureFile file = FixtureMaker.make(description("objective", objective, "prior", prior,
                            "posterior", posterior, "components", "3", "K", "2", "dataset_size", "99", "condition_dim",
                            "2", "free_bits_mode", "none"));
                        agreesWithItself(file);
                        assertFalse(file.fixture().description().get("formula.total").isEmpty());
                    }
                }
            }
        }
    }

    @Test
    void masksAndNormalisationsAreWrittenAndRead() {
        for (String dropout : new String[] {"0", "0.3"}) {
            FixtureFile file = FixtureMaker.make(description("normalization", "layer", "dropout", dropout, "prior",
                "vamp", "components", "3", "objective", "info_vae"));
            agreesWithItself(file);
            Map<String, DoubleTensor> tensors = file.fixture().tensors();
            assertTrue(tensors.keySet()
                .containsAll(Set.of("enc.1.norm.weight", "grad.enc.0.norm.bias", "out.enc.n0", "out.prior.enc.n1")));
            assertEquals(1, tensors.get("enc.0.norm.weight").values()[0], 1);
            assertEquals(dropout.equals("0.3"), tensors.containsKey("dropout.prior.enc.0"));
            assertTrue(file.fixture().description().get("formula.layer").contains("LN(Lin_p(t))"));
        }
        FixtureFile steps = FixtureMaker.make(description("kind", "optimizer_trajectory", "steps", "3", "optimizer",
            "sgd", "lr", "0.1", "dropout", "0.3", "dec_hidden", "4"));
        agreesWithItself(steps);
        Map<String, DoubleTensor> tensors = steps.fixture().tensors();
        assertArrayEquals(new int[] {3, 4, 5}, tensors.get("dropout.enc.0").shape());
        assertArrayEquals(new int[] {6, 4, 4}, tensors.get("dropout.dec.0").shape());
        assertArrayEquals(tensors.get("step1.grad.enc.0.weight").values(), tensors.get("grad.enc.0.weight").values());
        int dropped = 0;
        for (double m : tensors.get("dropout.dec.0").values()) {
            assertTrue(m == 0 || m == (float) (1 / 0.7));
            dropped += m == 0 ? 1 : 0;
        }
        // 96 elements, 0.3 of them: 29 with a standard deviation of 4.5
        assertTrue(dropped > 14 && dropped < 44, "dropped: " + dropped);
        Map<String, DoubleTensor> wrong = new LinkedHashMap<>(tensors);
        DoubleTensor ones = tensors.get("dropout.enc.0").copy();
        java.util.Arrays.fill(ones.values(), 1);
        wrong.put("dropout.enc.0", ones);
        String message = assertThrows(IllegalArgumentException.class,
            () -> new Fixture(steps.fixture().description(), wrong).recompute()).getMessage();
        assertEquals("tensor \"dropout.enc.0\": element 0 is 1.0, expected 0 or 1/(1 - dropout) = "
            + (double) (float) (1 / 0.7), message);
        assertThrows(IllegalArgumentException.class, () -> FixtureMaker.make(description("dropout", "1")));
        assertThrows(IllegalArgumentException.class, () -> FixtureMaker.make(description("normalization", "batch")));
    }

    @Test
    void aCorruptedInputStandsBesideItsTarget() {
        Map<String, DoubleTensor> clean = FixtureMaker.make(description("x_kind", "soft")).fixture().tensors();
        for (Corruption corruption : Corruption.values()) {
            FixtureFile file = FixtureMaker.make(description("x_kind", "soft", "corruption", corruption.label(),
                "corruption_level", "0.5"));
            agreesWithItself(file);
            Map<String, DoubleTensor> tensors = file.fixture().tensors();
            assertEquals(corruption != Corruption.NONE, tensors.containsKey("x_target"));
            if (corruption != Corruption.NONE) {
                assertArrayEquals(clean.get("x").values(), tensors.get("x_target").values());
                int changed = 0;
                for (int i = 0; i < tensors.get("x").size(); i++) {
                    changed += tensors.get("x").values()[i] == clean.get("x").values()[i] ? 0 : 1;
                }
                assertTrue(changed > 0 && (changed < tensors.get("x").size() || corruption == Corruption.GAUSSIAN),
                    corruption + ": " + changed);
            }
        }
    }

    @Test
    void schedulesAndOptimizersAreReadFromTheDescription() {
        for (String optimizer : FixtureTraining.OPTIMIZERS) {
            for (String schedule : FixtureTraining.SCHEDULES) {
                FixtureFile file = FixtureMaker.make(description("kind", "optimizer_trajectory", "steps", "3",
                    "optimizer", optimizer, "lr", "0.01", "lr_schedule", schedule, "lr_every", "1", "lr_factor", "0.5",
                    "lr_patience", "0", "lr_threshold", "0.9", "warmup", "linear", "warmup_steps", "2",
                    "initial_second_moment", "1"));
                agreesWithItself(file);
                Map<String, DoubleTensor> tensors = file.fixture().tensors();
                assertEquals(tensors.get("step1.loss").item(), tensors.get("loss.total").item(),
                    "the pass of step 1 is under the same warm-up");
                assertFalse(file.fixture().description().get("formula.update").isEmpty());
            }
        }
        String message = assertThrows(IllegalArgumentException.class, () -> FixtureMaker.make(description("kind",
            "optimizer_trajectory", "steps", "3", "optimizer", "sgd", "lr", "0.01", "warmup", "linear"))).getMessage();
        assertEquals("metadata \"warmup_steps\": missing, expected a whole number from 1 up", message);
    }

    @Test
    void whatIsMissingIsNamed() {
        Map<String, String> d = description();
        d.remove("x_kind");
        String message = assertThrows(IllegalArgumentException.class, () -> FixtureMaker.make(d)).getMessage();
        assertEquals("metadata \"x_kind\": missing, expected one of binary, soft, real, positive, count,"
            + " one_hot, mixed", message);
    }
}
