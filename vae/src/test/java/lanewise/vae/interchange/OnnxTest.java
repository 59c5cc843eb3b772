package lanewise.vae.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.GeluErf;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Poisson;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxTest {

    private static final int ROWS = 7;

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    static List<Activation> activations() {
        return Activation.all();
    }

    static List<Likelihood> likelihoods() {
        List<Likelihood> all = new ArrayList<>(Likelihood.all());
        all.add(new Categorical(List.of(5, 4, 3)));
        all.add(new Composite(List.of(new Composite.Part(4, new GaussianLearned()),
                new Composite.Part(3, new Categorical()), new Composite.Part(5, new Poisson()))));
        return all;
    }

    private static Architecture net() {
        return Architecture.of(12, 3, 10, 8);
    }

    private VaeModel model(Architecture architecture) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 11);
        for (int i = 0; i < parameters.layout().tensors().size(); i++) {
            Matrix tensor = parameters.tensor(i);
            for (int r = 0; r < tensor.rows(); r++) {
                for (int c = 0; c < tensor.columns(); c++) {
                    tensor.set(r, c, 2 * tensor.get(r, c));
                }
            }
        }
        return VaeModel.of(architecture, parameters);
    }

    private Matrix gaussian(int columns) {
        Matrix x = Matrix.allocateDense(arena, ROWS, columns);
        new RandomStream(5, columns).fillGaussian(x, 0);
        return x;
    }

    private OnnxInterpreter read(Path file) throws IOException {
        return new OnnxInterpreter(Files.readAllBytes(file));
    }

    private static Map<String, OnnxInterpreter.Value> run(OnnxInterpreter graph, String input, Matrix x) {
        float[] floats = x.toArray();
        double[] data = new double[floats.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = floats[i];
        }
        return graph.run(input, new OnnxInterpreter.Value(data, x.rows(), x.columns()));
    }

    private static void assertClose(Matrix expected, OnnxInterpreter.Value found, String what) {
        assertArrayEquals(new int[] {expected.rows(), expected.columns()}, found.shape(), what);
        for (int i = 0; i < found.data().length; i++) {
            float e = expected.get(i / expected.columns(), i % expected.columns());
            assertEquals(e, found.data()[i], 4e-6 * Math.max(1, Math.abs(e)), what + " " + i);
        }
    }

    private void assertSameNumbers(VaeModel model) throws IOException {
        Architecture net = model.architecture();
        Path encoder = directory.resolve("encoder.onnx");
        Path decoder = directory.resolve("decoder.onnx");
        Onnx.writeEncoder(model, encoder);
        Onnx.writeDecoder(model.decoder(), decoder);
        Matrix x = gaussian(net.encoderInputs());
        Matrix mean = Matrix.allocate(arena, ROWS, net.latent());
        Matrix logVariance = Matrix.allocate(arena, ROWS, net.latent());
        try (Session session = model.session(ROWS)) {
            session.encode(x, mean, logVariance);
        }
        Map<String, OnnxInterpreter.Value> encoded = run(read(encoder), "x", x);
        assertClose(mean, encoded.get("mean"), "mean");
        assertClose(logVariance, encoded.get("logvar"), "logvar");
        Matrix z = gaussian(net.decoderInputs());
        Matrix raw = Matrix.allocate(arena, ROWS, net.likelihood().outputWidth(net.inputs()));
        Matrix decoded = Matrix.allocate(arena, ROWS, net.inputs());
        try (DecoderSession session = model.decoder().session(ROWS)) {
            session.outputs(z, raw);
            session.mean(z, decoded);
        }
        Map<String, OnnxInterpreter.Value> values = run(read(decoder), "z", z);
        int from = 0;
        for (var head : net.likelihood().heads(net.inputs())) {
            assertClose(raw.columns(from, from + head.outputs()), values.get(head.name()), head.name());
            from += head.outputs();
        }
        assertClose(decoded, values.get("mean"), "mean of x");
    }

    @ParameterizedTest
    @MethodSource("activations")
    void everyActivationGivesTheNumbersOfASession(Activation activation) throws IOException {
        try (VaeModel model = model(net().withActivation(activation))) {
            assertSameNumbers(model);
        } catch (IllegalArgumentException e) {
            assumeTrue(!e.getMessage().endsWith("has no ONNX graph"), e.getMessage());
            throw e;
        }
    }

    @Test
    void activationsWithOtherParametersKeepThem() throws IOException {
        for (Activation activation : List.of(new LeakyRelu(0.3f), new Elu(0.4f))) {
            try (VaeModel model = model(net().withActivation(activation))) {
                assertSameNumbers(model);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("likelihoods")
    void everyLikelihoodGivesTheNumbersOfASession(Likelihood likelihood) throws IOException {
        try (VaeModel model = model(net().withLikelihood(likelihood))) {
            assertSameNumbers(model);
        } catch (IllegalArgumentException e) {
            assumeTrue(!e.getMessage().contains("has no ONNX graph"), e.getMessage());
            throw e;
        }
    }

    @Test
    void encoderReadsZeroForAGapWhereTheLikelihoodKnowsGaps() throws IOException {
        try (VaeModel model = model(net().withLikelihood(Likelihood.parse("observed:student_t")))) {
            assertSameNumbers(model);
            Matrix x = gaussian(12);
            Matrix zeros = gaussian(12);
            for (int r = 0; r < ROWS; r++) {
                x.set(r, r, Float.NaN);
                zeros.set(r, r, 0);
            }
            OnnxInterpreter graph = read(directory.resolve("encoder.onnx"));
            Matrix mean = Matrix.allocate(arena, ROWS, 3);
            try (Session session = model.session(ROWS)) {
                session.encode(x, mean);
                assertClose(mean, run(graph, "x", x).get("mean"), "mean");
                session.encode(zeros, mean);
                assertClose(mean, run(graph, "x", x).get("mean"), "mean of zeros");
            }
        }
    }

    @Test
    void linearNetsConditionsAndFullCovariancesHaveGraphsToo() throws IOException {
        for (Architecture net : List.of(Architecture.of(12, 3), net().withCondition(4),
                net().withPosterior(new FullGaussian()))) {
            try (VaeModel model = model(net)) {
                assertSameNumbers(model);
            }
        }
    }

    @Test
    void boundedLogVariancesAreBoundedInTheGraphToo() throws IOException {
        for (Architecture net : List.of(net(), net().withPosterior(new FullGaussian()))) {
            try (VaeModel model = model(net.withLikelihood(Likelihood.parse("gaussian_learned@0-5+laplace@6-11"))
                    .withLogVarianceBound(0.6))) {
                assertSameNumbers(model);
                Map<String, OnnxInterpreter.Value> values = run(read(directory.resolve("encoder.onnx")), "x",
                        gaussian(12));
                assertTrue(Arrays.stream(values.get("logvar").data()).allMatch(v -> Math.abs(v) < 0.6));
                assertTrue(Arrays.stream(values.get("logvar.unbounded").data()).anyMatch(v -> Math.abs(v) > 0.6));
            }
        }
    }

    @Test
    void normalisedNetsHaveGraphsToo() throws IOException {
        Architecture net = net().withNormalization(Normalization.LAYER);
        for (Architecture normalised : List.of(net, net.withActivation(new GeluErf()).withCondition(2))) {
            try (VaeModel model = model(normalised)) {
                assertSameNumbers(model);
                assertArrayEquals(new int[] {8},
                        read(directory.resolve("encoder.onnx")).constants().get("encoder.1.norm.weight").shape());
            }
        }
    }

    @Test
    void theFilesSayWhatTheyAre() throws IOException {
        try (VaeModel model = model(net())) {
            Path file = directory.resolve("graph.onnx");
            Onnx.writeEncoder(model, file);
            OnnxInterpreter encoder = read(file);
            assertEquals(8, encoder.irVersion());
            assertEquals(17, encoder.opset());
            assertEquals(List.of("x[batch, 12]"), encoder.inputs());
            assertEquals(List.of("mean[batch, 3]", "logvar[batch, 3]"), encoder.outputs());
            assertEquals(net().toJson(), encoder.metadata("lanewise.architecture"));
            assertArrayEquals(new int[] {8, 10}, encoder.constants().get("encoder.1.weight").shape());
            assertArrayEquals(new int[] {8}, encoder.constants().get("encoder.1.bias").shape());
            Onnx.writeDecoder(model.decoder(), file);
            OnnxInterpreter decoder = read(file);
            assertEquals(List.of("z[batch, 3]"), decoder.inputs());
            assertEquals(List.of("out[batch, 12]", "mean[batch, 12]"), decoder.outputs());
            assertEquals("decoder", decoder.metadata("lanewise.part"));
        }
    }

    @Test
    void equalModelsGiveEqualBytes() throws IOException {
        Path one = directory.resolve("one.onnx");
        Path other = directory.resolve("other.onnx");
        for (Activation activation : List.of(new GeluErf(), new LeakyRelu())) {
            try (VaeModel model = model(net().withActivation(activation));
                    VaeModel again = model(net().withActivation(activation))) {
                Onnx.writeEncoder(model, one);
                Onnx.writeEncoder(again, other);
                assertEquals(-1, Files.mismatch(one, other));
                Onnx.writeDecoder(model.decoder(), one);
                Onnx.writeDecoder(again.decoder(), other);
                assertEquals(-1, Files.mismatch(one, other));
                assertTrue(Files.size(one) > 1000);
            }
        }
    }
}
