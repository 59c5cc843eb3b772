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

import lanewise.core.Matrix;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.file.Safetensors;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.ArchitectureBuilder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionalExchangeTest {

    private static final int ROWS = 5;
    private static final Shape DATA = new Shape(2, 6, 8);
    private static final LinearMap SLIDING_HEAD = new ConvTranspose2d(1, 4, 2, 1, 0);

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    /// Kernels, strides, paddings and output paddings of several kinds; with a sliding head only square images.
    private static ArchitectureBuilder net(Normalization normalization, LinearMap head) {
        List<Layer> encoder = List.of(new Layer(new Conv2d(5, 3, 2, 1), normalization, new Relu()),
                new Layer(new Conv2d(4, 2, 1, 0), normalization, new Tanh()),
                new Layer(Dense.of(7), normalization, new Relu()));
        List<Layer> decoder = List.of(new Layer(new Dense(new Shape(6, 1, 2)), normalization, new Tanh()),
                new Layer(new ConvTranspose2d(3, 2, 2, 0, 1), normalization, new Relu()),
                new Layer(new Conv2d(5, 2, 1, 0), Normalization.NONE, new Relu()),
                new Layer(new ConvTranspose2d(4, 2, 1, 0, 0), Normalization.NONE, new Relu()),
                new Layer(new Conv2d(4, 1, 1, 0), Normalization.NONE, new Relu()));
        if (head.slides()) {
            decoder = List.of(new Layer(new Dense(new Shape(6, 1, 1)), normalization, new Tanh()),
                    new Layer(new ConvTranspose2d(3, 3, 2, 0, 0), normalization, new Relu()),
                    new Layer(new ConvTranspose2d(3, 3, 2, 1, 1), normalization, new Relu()),
                    new Layer(new Conv2d(2, 4, 1, 0), new Relu()));
        }
        return Architecture.builder(head.slides() ? new Shape(2, 6, 6) : DATA).latent(3).encoder(encoder)
                .decoder(decoder, head);
    }

    static List<Architecture> architectures() {
        return List.of(net(Normalization.NONE, SLIDING_HEAD).build(), net(Normalization.LAYER, SLIDING_HEAD).build(),
                net(Normalization.NONE, SLIDING_HEAD).condition(4).build(),
                net(Normalization.LAYER, Network.DENSE_HEAD).condition(4).build(),
                net(Normalization.NONE, Network.DENSE_HEAD).build(),
                net(Normalization.NONE, SLIDING_HEAD).likelihood(new GaussianLearned()).build(),
                net(Normalization.NONE, SLIDING_HEAD).likelihood(new GaussianShared()).build());
    }

    private VaeModel model(Architecture architecture) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        for (int i = 0; i < parameters.layout().tensors().size(); i++) {
            Matrix tensor = parameters.tensor(i);
            RandomStream noise = new RandomStream(9, i);
            for (int r = 0; r < tensor.rows(); r++) {
                Matrix row = Matrix.allocateDense(arena, 1, tensor.columns());
                noise.fillGaussian(row, (long) r * tensor.columns());
                for (int c = 0; c < tensor.columns(); c++) {
                    tensor.set(r, c, 0.4f * row.get(0, c));
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

    private static Map<String, OnnxInterpreter.Value> run(Path file, String input, Matrix x) throws IOException {
        float[] floats = x.toArray();
        double[] data = new double[floats.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = floats[i];
        }
        return new OnnxInterpreter(Files.readAllBytes(file))
                .run(input, new OnnxInterpreter.Value(data, x.rows(), x.columns()));
    }

    private static void assertClose(Matrix expected, OnnxInterpreter.Value found, String what) {
        assertArrayEquals(new int[] {expected.rows(), expected.columns()}, found.shape(), what);
        for (int i = 0; i < found.data().length; i++) {
            float e = expected.get(i / expected.columns(), i % expected.columns());
            assertEquals(e, found.data()[i], 1e-5 * Math.max(1, Math.abs(e)), what + " " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void graphsGiveTheNumbersOfSessions(Architecture net) throws IOException {
        Path file = directory.resolve("graph.onnx");
        try (VaeModel model = model(net)) {
            Onnx.writeEncoder(model, file);
            Matrix x = gaussian(net.encoderInputs());
            Matrix mean = Matrix.allocate(arena, ROWS, net.latent());
            Matrix logVariance = Matrix.allocate(arena, ROWS, net.latent());
            try (Session session = model.session(ROWS)) {
                session.encode(x, mean, logVariance);
            }
            Map<String, OnnxInterpreter.Value> encoded = run(file, "x", x);
            assertClose(mean, encoded.get("mean"), "mean");
            assertClose(logVariance, encoded.get("logvar"), "logvar");
            Onnx.writeDecoder(model.decoder(), file);
            Matrix z = gaussian(net.decoderInputs());
            Matrix raw = Matrix.allocate(arena, ROWS, net.likelihood().outputWidth(net.inputs()));
            Matrix decoded = Matrix.allocate(arena, ROWS, net.inputs());
            try (DecoderSession session = model.decoder().session(ROWS)) {
                session.outputs(z, raw);
                session.mean(z, decoded);
            }
            Map<String, OnnxInterpreter.Value> values = run(file, "z", z);
            int from = 0;
            for (Head head : net.likelihood().heads(net.inputs())) {
                assertClose(raw.columns(from, from + head.outputs()), values.get(head.name()), head.name());
                from += head.outputs();
            }
            assertClose(decoded, values.get("mean"), "mean of x");
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void stateDictsComeBackBitForBit(Architecture net) throws IOException {
        NameMap names = NameMap.parse("encoder.0=features.0,encoder.1=features.2,decoder.out=head");
        Path file = directory.resolve("a.safetensors");
        try (VaeModel model = model(net)) {
            StateDict.write(model, names, file);
            try (VaeModel read = StateDict.read(file, names, net)) {
                assertEquals(net, read.architecture());
                assertArrayEquals(model.parameters().flat().toArray(), read.parameters().flat().toArray());
            }
            Safetensors source = Safetensors.open(file, arena);
            assertArrayEquals(new long[] {5, 2, 3, 3}, source.tensor("features.0.weight").shape());
            if (net.decoder().head().slides()) {
                assertArrayEquals(new long[] {6, 3, 3, 3}, source.tensor("decoder.1.weight").shape());
            }
        }
    }

    private static void assertRefused(String message, Path file, Architecture net) {
        String found = assertThrows(FormatException.class, () -> StateDict.read(file, NameMap.OWN, net)).getMessage();
        assertTrue(found.startsWith(file.toString()) && found.contains(message), found);
    }

    @Test
    void denseAndConvolutionalWeightsAreToldApart() throws IOException {
        Path sliding = directory.resolve("sliding.safetensors");
        Path dense = directory.resolve("dense.safetensors");
        Architecture convolutional = net(Normalization.NONE, Network.DENSE_HEAD).build();
        Architecture perceptron = Architecture.of(DATA.size(), 3, 9);
        try (VaeModel one = model(convolutional); VaeModel other = model(perceptron)) {
            StateDict.write(one, NameMap.OWN, sliding);
            StateDict.write(other, NameMap.OWN, dense);
        }
        assertRefused("\"encoder.0.weight\" is [5, 2, 3, 3], expected [9, 96]: a state dict with weights of a"
                + " convolution", sliding, perceptron);
        assertRefused("\"encoder.0.weight\" is [9, 96], expected [5, 2, 3, 3]: a state dict with dense weights", dense,
                convolutional);
        String found = assertThrows(FormatException.class,
                () -> StateDict.read(sliding, NameMap.OWN, new Relu(), new Bernoulli())).getMessage();
        assertTrue(found.contains("whose stride and padding no shape tells: expected [out, in], or to be given the"
                + " architecture"), found);
    }
}
