package lanewise.vae.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The output `nll` of an exported decoder beside the losses of the likelihood.
class OnnxLossTest {

    private static final int ROWS = 9;
    private static final int WIDTH = 12;
    private static final List<String> WITHOUT = List.of("continuous_bernoulli", "poisson", "negative_binomial");

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    static List<Likelihood> likelihoods() {
        Stream<Likelihood> made = Stream.of("gaussian_shared:columnwise=true", "gaussian_fixed:variance=0.3",
                "student_t:degrees=2.5", "gaussian_learned@0-3+categorical@4-6+bernoulli_logits@7-9+laplace@10-11")
                .map(Likelihood::parse);
        Stream<Likelihood> groups = Stream.of(new Categorical(List.of(5, 4, 3)));
        List<Likelihood> whole = Stream.of(Likelihood.all().stream(), made, groups).flatMap(all -> all)
                .filter(likelihood -> !WITHOUT.contains(likelihood.name())).toList();
        return Stream.concat(whole.stream(), whole.stream().map(Observed::new)).toList();
    }

    private VaeModel model(Likelihood likelihood) {
        Architecture net = Architecture.of(WIDTH, 3, 10, 8).withLikelihood(likelihood);
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.PYTORCH.fill(parameters, 11);
        return VaeModel.of(net, parameters);
    }

    private Matrix gaussian(int columns, float scale) {
        Matrix z = Matrix.allocateDense(arena, ROWS, columns);
        new RandomStream(5, columns).fillGaussian(z, 0);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < columns; c++) {
                z.set(r, c, scale * z.get(r, c));
            }
        }
        return z;
    }

    /// Rows of the domain: numbers where every value goes, choices for each group, zeros and ones else.
    private Matrix data(Likelihood likelihood) {
        Matrix x = gaussian(WIDTH, 1);
        int from = 0;
        for (Composite.Part part : parts(likelihood)) {
            boolean real = part.likelihood().name().matches("gaussian.*|laplace|student_t");
            List<Integer> groups = part.likelihood() instanceof Categorical categorical
                    ? categorical.groups().isEmpty() ? List.of(part.columns()) : categorical.groups()
                    : List.of(part.columns());
            for (int group : groups) {
                for (int r = 0; r < ROWS; r++) {
                    for (int c = 0; c < group && !real; c++) {
                        boolean one = part.likelihood() instanceof Categorical ? c == r % group
                                : x.get(r, from + c) > 0;
                        x.set(r, from + c, one ? 1 : 0);
                    }
                    if (likelihood instanceof Observed && part.likelihood() instanceof Categorical && r % 3 == 0) {
                        for (int c = 0; c < group; c++) {
                            x.set(r, from + c, Float.NaN);
                        }
                    } else if (likelihood instanceof Observed && !(part.likelihood() instanceof Categorical)) {
                        x.set(r, from + r % group, Float.NaN);
                    }
                }
                from += group;
            }
        }
        return x;
    }

    private static List<Composite.Part> parts(Likelihood likelihood) {
        Likelihood whole = likelihood instanceof Observed observed ? observed.likelihood() : likelihood;
        return whole instanceof Composite composite ? composite.parts() : List.of(new Composite.Part(WIDTH, whole));
    }

    private double[] exported(VaeModel model, Matrix z, Matrix x) throws IOException {
        Path file = directory.resolve("decoder.onnx");
        Onnx.writeDecoderWithLoss(model.decoder(), file);
        OnnxInterpreter graph = new OnnxInterpreter(Files.readAllBytes(file));
        assertEquals(List.of("z[batch, 3]", "x[batch, 12]"), graph.inputs());
        assertEquals("nll[batch, 1]", graph.outputs().getLast());
        OnnxInterpreter.Value nll = graph.run(Map.of("z", value(z), "x", value(x))).get("nll");
        assertArrayEquals(new int[] {ROWS, 1}, nll.shape());
        return nll.data();
    }

    private static OnnxInterpreter.Value value(Matrix matrix) {
        double[] data = new double[matrix.rows() * matrix.columns()];
        for (int i = 0; i < data.length; i++) {
            data[i] = matrix.get(i / matrix.columns(), i % matrix.columns());
        }
        return new OnnxInterpreter.Value(data, matrix.rows(), matrix.columns());
    }

    private double[] losses(VaeModel model, Matrix z, Matrix x) {
        Likelihood likelihood = model.architecture().likelihood();
        Matrix outputs = Matrix.allocate(arena, ROWS, likelihood.outputWidth(WIDTH));
        try (DecoderSession session = model.decoder().session(ROWS)) {
            session.outputs(z, outputs);
        }
        double[] losses = new double[ROWS];
        likelihood.loss(x, outputs, 0, ROWS, losses);
        return losses;
    }

    @ParameterizedTest
    @MethodSource("likelihoods")
    void theLossIsThatOfTheLikelihood(Likelihood likelihood) throws IOException {
        try (VaeModel model = model(likelihood)) {
            Matrix x = data(likelihood);
            Matrix z = gaussian(3, 1);
            double[] expected = losses(model, z, x);
            double[] found = exported(model, z, x);
            for (int r = 0; r < ROWS; r++) {
                assertEquals(expected[r], found[r], 4e-6 * Math.max(1, Math.abs(expected[r])), "row " + r);
            }
        }
    }

    @Test
    void logitsOfAnySizeHaveAFiniteLoss() throws IOException {
        try (VaeModel model = model(Likelihood.parse("bernoulli_logits"))) {
            Matrix z = gaussian(3, 1e6f);
            Matrix x = data(model.architecture().likelihood());
            double[] expected = losses(model, z, x);
            double[] found = exported(model, z, x);
            for (int r = 0; r < ROWS; r++) {
                assertTrue(expected[r] > 1e4);
                assertEquals(expected[r], found[r], 4e-6 * expected[r], "row " + r);
            }
        }
    }

    @Test
    void likelihoodsWithoutAGraphOfTheirLossAreNamed() {
        for (String text : WITHOUT) {
            try (VaeModel model = model(Likelihood.parse(text))) {
                Path file = directory.resolve(text + ".onnx");
                String message = assertThrows(IllegalArgumentException.class,
                        () -> Onnx.writeDecoderWithLoss(model.decoder(), file)).getMessage();
                assertEquals("likelihood: " + text + " has no ONNX graph of its negative log-likelihood", message);
                assertTrue(Files.notExists(file));
            }
        }
    }
}
