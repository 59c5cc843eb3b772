package lanewise.vae.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every posterior x prior, with and without condition and corrupted input, against the float64 reference: terms
/// and all gradients.
class LatentFamiliesTest {

    private static final int INPUTS = 7;
    private static final int LATENT = 3;
    private static final int BATCH = 4;
    private static final int SAMPLES = 2;
    private static final double BETA = 0.7;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    static List<Architecture> models() {
        List<Architecture> models = new ArrayList<>();
        Architecture plain = Architecture.builder(INPUTS).latent(LATENT).encoderHidden(List.of(6))
                .decoderHidden(List.of(5, 4)).activation(new Tanh()).build();
        for (Posterior posterior : Posterior.all()) {
            for (Prior prior : new Prior[] {new StandardNormal(), new GaussianMixture(4), new VampPrior(3)}) {
                for (int condition : new int[] {0, 2}) {
                    models.add(plain.withPosterior(posterior).withPrior(prior).withCondition(condition));
                }
            }
        }
        return models;
    }

    private static ReferenceModel reference(Architecture model) {
        return ReferenceModel.of(model, 0, new ReferenceObjective.Elbo(BETA, SAMPLES, ReferenceObjective.FreeBits.NONE),
                ReferenceObjective.Reduction.MEAN);
    }

    /// All inputs of a case, in double with float values.
    private static Map<String, DoubleTensor> inputs(ReferenceModel model) {
        Random random = new Random(17);
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> tensors.put(name, random(random, 0.5, shape)));
        tensors.put("x", random(random, 1, BATCH, INPUTS));
        DoubleTensor target = DoubleTensor.zeros(BATCH, INPUTS);
        for (int i = 0; i < target.size(); i++) {
            target.values()[i] = random.nextFloat();
        }
        tensors.put("x_target", target);
        tensors.put("eps", random(random, 1, SAMPLES, BATCH, LATENT));
        if (model.condition() > 0) {
            tensors.put("c", random(random, 1, BATCH, model.condition()));
        }
        return tensors;
    }

    private static DoubleTensor random(Random random, double deviation, int... shape) {
        DoubleTensor tensor = DoubleTensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) (deviation * random.nextGaussian());
        }
        return tensor;
    }

    private Matrix matrix(DoubleTensor tensor, int rows, int columns, DoubleTensor beside) {
        int more = beside == null ? 0 : beside.extent(1);
        Matrix out = Matrix.allocate(arena, rows, columns + more);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out.set(r, c, (float) tensor.values()[r * columns + c]);
            }
            for (int c = 0; c < more; c++) {
                out.set(r, columns + c, (float) beside.values()[r * more + c]);
            }
        }
        return out;
    }

    private static String shortName(String name) {
        return name.replace("encoder.", "enc.").replace("decoder.", "dec.");
    }

    private Parameters parameters(Architecture model, Map<String, DoubleTensor> tensors) {
        Parameters parameters = Parameters.allocate(arena, model.layout());
        for (ParameterLayout.Tensor tensor : model.layout().tensors()) {
            parameters.tensor(tensor.name()).copyFrom(
                    matrix(tensors.get(shortName(tensor.name())), tensor.rows(), tensor.columns(), null));
        }
        return parameters;
    }

    @ParameterizedTest
    @MethodSource("models")
    void termsAndGradientsAreThoseOfTheReference(Architecture model) {
        ReferenceModel reference = reference(model);
        Map<String, DoubleTensor> tensors = inputs(reference);
        Map<String, DoubleTensor> truth = reference.evaluate(tensors);
        Matrix input = matrix(tensors.get("x"), BATCH, INPUTS, tensors.get("c"));
        Matrix target = matrix(tensors.get("x_target"), BATCH, INPUTS, tensors.get("c"));
        Matrix noise = matrix(tensors.get("eps"), SAMPLES * BATCH, LATENT, null);
        Parameters gradients = Parameters.allocate(arena, model.layout());
        gradients.flat().fill(99f);
        Matrix inputGradient = Matrix.allocate(arena, BATCH, model.encoderInputs());
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(model, new Elbo(BETA, SAMPLES, Reduction.MEAN), BATCH + 1,
                        workspace)) {
            Parameters parameters = parameters(model, tensors);
            pass.input(input);
            pass.forwardBackward(parameters, target, noise, gradients, inputGradient);
            assertClose(truth.get("loss.recon").values()[0], pass.reconstruction(), "reconstruction");
            assertClose(truth.get("loss.total").values()[0], pass.total(), "total");
        }
        for (ParameterLayout.Tensor tensor : model.layout().tensors()) {
            assertClose(truth.get("grad." + shortName(tensor.name())), gradients.tensor(tensor.name()).toArray(),
                    tensor.name());
        }
        assertClose(truth.get("grad.x_enc"), inputGradient.columns(0, INPUTS).toArray(), "input");
    }

    private static void assertClose(double expected, double actual, String name) {
        assertEquals(expected, actual, 1e-5 * (1 + Math.abs(expected)), name);
    }

    private static void assertClose(DoubleTensor expected, float[] actual, String name) {
        double largest = 0;
        for (double value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.values()[i], actual[i], 1e-5 * (0.1 + largest), name + " element " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void threadsAndRoomChangeNoBit(Architecture model) {
        Map<String, DoubleTensor> tensors = inputs(reference(model));
        Parameters parameters = parameters(model, tensors);
        Matrix x = matrix(tensors.get("x_target"), BATCH, INPUTS, tensors.get("c"));
        Matrix noise = matrix(tensors.get("eps"), SAMPLES * BATCH, LATENT, null);
        Parameters one = Parameters.allocate(arena, model.layout());
        Parameters three = Parameters.allocate(arena, model.layout());
        double total;
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(model, new Elbo(BETA, SAMPLES, Reduction.SUM), BATCH,
                        workspace)) {
            pass.forwardBackward(parameters, x, noise, one, null);
            total = pass.total();
        }
        try (Team team = Team.ofThreads(3); Workspace workspace = Workspace.with(team);
                ObjectivePass pass = new ObjectivePass(model, new Elbo(BETA, SAMPLES, Reduction.SUM), BATCH + 3,
                        workspace)) {
            pass.forwardBackward(parameters, x, noise, three, null);
            assertEquals(total, pass.total());
        }
        assertEquals(-1, one.segment().mismatch(three.segment()));
    }

    /// Where vector kernels run, vectors are objects until all loops around them are compiled; the scalar twins show
    /// what the pass itself makes.
    @ParameterizedTest
    @MethodSource("models")
    void aWarmStepAllocatesNothing(Architecture model) {
        Assumptions.assumeFalse(Kernels.VECTOR, "vectors are objects until they are compiled");
        Map<String, DoubleTensor> tensors = inputs(reference(model));
        Parameters parameters = parameters(model, tensors);
        Parameters gradients = Parameters.allocate(arena, model.layout());
        Matrix full = matrix(tensors.get("x_target"), BATCH, INPUTS, tensors.get("c"));
        Matrix last = full.rows(0, 3);
        RandomStream stream = new RandomStream(4, 5);
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(model, new Elbo(BETA, SAMPLES, Reduction.MEAN), BATCH,
                        workspace)) {
            assertEquals(0, Allocations.fewest(0, () -> {
                for (int step = 0; step < 20; step++) {
                    Matrix x = step % 5 < 4 ? full : last;
                    pass.input(x);
                    pass.forwardBackward(parameters, x, stream, gradients);
                }
            }), "bytes in 20 steps");
        }
    }

    @Test
    void aConditionOfTheWrongWidthIsNamed() {
        Architecture model = Architecture.of(INPUTS, LATENT, 6).withCondition(2).withPosterior(new FullGaussian());
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(model, Elbo.standard(), BATCH, workspace)) {
            Parameters parameters = Parameters.allocate(arena, model.layout());
            Matrix noise = Matrix.allocate(arena, BATCH, LATENT);
            assertEquals("batch: is 4 x 8, expected 1 to 4 rows x 9: 7 inputs and a condition of 2",
                    assertThrows(IllegalArgumentException.class,
                            () -> pass.forward(parameters, Matrix.allocate(arena, BATCH, 8), noise)).getMessage());
            pass.input(Matrix.allocate(arena, BATCH, INPUTS));
            assertEquals("input: is 4 x 7, expected 4 x 9", assertThrows(IllegalArgumentException.class,
                    () -> pass.forward(parameters, Matrix.allocate(arena, BATCH, 9), noise)).getMessage());
        }
    }
}
