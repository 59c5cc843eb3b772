package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.random.Purpose;

class EvaluatorTest {

    private static final Architecture SMALL = Architecture.of(7, 2, 5);
    private static final int ROWS = 23;
    private static final int SAMPLES = 3;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Dataset data() {
        Random random = new Random(1);
        Matrix values = Matrix.allocateDense(arena, ROWS, 7);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < 7; c++) {
                values.set(r, c, random.nextFloat());
            }
        }
        return Dataset.of("grey", values, null);
    }

    private Parameters parameters() {
        Parameters parameters = Parameters.allocate(arena, SMALL.layout());
        Initialization.HE_NORMAL.fill(parameters, 4);
        return parameters;
    }

    private LossTerms evaluate(int samples, int batchSize, long seed, Team team) {
        try (Workspace workspace = Workspace.with(team);
                Evaluator evaluator = new Evaluator(SMALL, samples, 0.5, batchSize, workspace)) {
            return evaluator.evaluate(parameters(), data(), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 22, 23, 24, 100})
    void batchSizeAndTeamChangeNoBit(int batchSize) {
        LossTerms expected = evaluate(SAMPLES, 7, 9, Team.single());
        assertEquals(expected, evaluate(SAMPLES, batchSize, 9, Team.single()));
        try (Team three = Team.ofThreads(3)) {
            assertEquals(expected, evaluate(SAMPLES, batchSize, 9, three));
        }
    }

    @Test
    void seedAndSamplesMatter() {
        LossTerms terms = evaluate(SAMPLES, 7, 9, Team.single());
        assertNotEquals(terms.reconstruction(), evaluate(SAMPLES, 7, 10, Team.single()).reconstruction());
        assertNotEquals(terms.reconstruction(), evaluate(1, 7, 9, Team.single()).reconstruction());
        assertEquals(terms.kl(), evaluate(1, 7, 10, Team.single()).kl());
        assertEquals(terms.reconstruction() + 0.5 * terms.kl(), terms.total());
    }

    /// One example at a time, one sample at a time, in double, from the formulas.
    @Test
    void termsAreThoseOfTheFormula() {
        Parameters p = parameters();
        Dataset data = data();
        double reconstruction = 0;
        double kl = 0;
        for (int i = 0; i < ROWS; i++) {
            double[] x = new double[7];
            for (int c = 0; c < 7; c++) {
                x[c] = data.value(i, c);
            }
            double[] h = layer(p, "encoder.0", x, true);
            double[] mu = layer(p, "encoder.mu", h, false);
            double[] logVariance = layer(p, "encoder.logvar", h, false);
            for (int d = 0; d < 2; d++) {
                kl -= 0.5 * (1 + logVariance[d] - mu[d] * mu[d] - Math.exp(logVariance[d]));
            }
            for (int l = 0; l < SAMPLES; l++) {
                RandomStream noise = new RandomStream(9, Purpose.EVALUATE.stream(l));
                double[] z = new double[2];
                for (int d = 0; d < 2; d++) {
                    z[d] = mu[d] + Math.exp(0.5 * logVariance[d]) * noise.gaussian(i * 2L + d);
                }
                double[] logits = layer(p, "decoder.out", layer(p, "decoder.0", z, true), false);
                for (int c = 0; c < 7; c++) {
                    reconstruction += (Math.log1p(Math.exp(logits[c])) - x[c] * logits[c]) / SAMPLES;
                }
            }
        }
        LossTerms terms = evaluate(SAMPLES, 8, 9, Team.single());
        assertEquals(reconstruction / ROWS, terms.reconstruction(), 1e-5);
        assertEquals(kl / ROWS, terms.kl(), 1e-5);
        assertTrue(terms.kl() > 0.01);
    }

    private static double[] layer(Parameters p, String name, double[] input, boolean relu) {
        Matrix weight = p.tensor(name + ".weight");
        Matrix bias = p.tensor(name + ".bias");
        double[] output = new double[weight.rows()];
        for (int o = 0; o < output.length; o++) {
            double sum = bias.get(0, o);
            for (int i = 0; i < input.length; i++) {
                sum += weight.get(o, i) * input[i];
            }
            output[o] = relu ? Math.max(0, sum) : sum;
        }
        return output;
    }

    @Test
    void aModelIsEvaluatedAlike() {
        try (VaeModel model = VaeModel.of(SMALL, parameters())) {
            LossTerms terms = Evaluator.evaluate(model, data(), SAMPLES, 9, Team.single());
            LossTerms expected = evaluate(SAMPLES, 8, 9, Team.single());
            assertEquals(expected.reconstruction(), terms.reconstruction());
            assertEquals(expected.kl(), terms.kl());
            assertEquals(terms.reconstruction() + terms.kl(), terms.total());
        }
    }

    @Test
    void dataThatDoNotSuitAreRefused() {
        try (VaeModel model = VaeModel.of(SMALL, parameters())) {
            Matrix wide = Matrix.allocateDense(arena, 3, 8);
            assertRefused("wide has 8 values per row, the model 7 inputs", model, Dataset.of("wide", wide, null));
            assertRefused("has no rows", model, data().head(0));
            Matrix outside = Matrix.allocateDense(arena, 3, 7);
            outside.set(2, 6, -0.5f);
            assertRefused("row 3, column 6 is -0.5", model, Dataset.of("outside", outside, null));
        }
        assertThrows(IllegalArgumentException.class, () -> evaluate(1, 0, 1, Team.single()));
        assertThrows(IllegalArgumentException.class, () -> evaluate(0, 1, 1, Team.single()));
    }

    private static void assertRefused(String part, VaeModel model, Dataset data) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> Evaluator.evaluate(model, data, 1, 1, Team.single())).getMessage();
        assertTrue(message.contains(part), message);
    }
}
