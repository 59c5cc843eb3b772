package lanewise.bench.peers.encode;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.random.RandomStream;
import lanewise.vae.interchange.Onnx;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.network.Initialization;
import lanewise.vae.network.ParameterLayout.Head;
import lanewise.vae.network.Parameters;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/// Exported ONNX graphs run by ONNX Runtime beside sessions of the same models:
/// `bench/bin/peers exchange [MODEL.safetensors ...]`.
///
/// Without files every activation, then every likelihood and the other shapes of nets, with random weights and inputs.
/// Status 1 if an output is further from the session's than [#ALLOWED], relative to the larger of 1 and the value.
public final class Exchange {

    private static final double ALLOWED = 1e-4;
    private static final int ROWS = 65;

    private final PrintStream out;
    private final Path directory;
    private double worst;

    private Exchange(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    public static void main(List<String> files, PrintStream out) throws Exception {
        Path directory = Files.createTempDirectory("lanewise-exchange");
        Exchange exchange = new Exchange(out, directory);
        out.println("## exchange\n");
        out.println("Exported encoder (x to mean, logvar) and decoder (z to the likelihood's parameters and mean) in"
                + " ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + ", " + ROWS
                + " and 1 rows, all graph optimisations: largest |difference| / max(1, |value|).\n");
        out.println("| net | likelihood | encoder | decoder |");
        out.println("|---|---|---:|---:|");
        try {
            if (files.isEmpty()) {
                exchange.all();
            }
            for (String file : files) {
                try (VaeModel model = VaeModel.load(Path.of(file))) {
                    exchange.check(file, model);
                }
            }
        } finally {
            for (Path file : List.of(directory.resolve("encoder.onnx"), directory.resolve("decoder.onnx"), directory)) {
                Files.deleteIfExists(file);
            }
        }
        if (!(exchange.worst <= ALLOWED)) {
            System.err.println("peers: exchange: a deviation of " + exchange.worst + ", allowed " + ALLOWED);
            System.exit(1);
        }
    }

    private void all() throws Exception {
        Architecture net = Architecture.of(48, 6, 40, 30);
        for (Activation activation : Activation.all()) {
            random(activation.name(), net.withActivation(activation));
        }
        random("leaky_relu 0.3", net.withActivation(new LeakyRelu(0.3f)));
        random("elu 0.4", net.withActivation(new Elu(0.4f)));
        for (Likelihood likelihood : Likelihood.all()) {
            random("relu", net.withLikelihood(likelihood));
        }
        random("relu", net.withLikelihood(new Categorical(List.of(20, 18, 10))));
        random("relu", net.withLikelihood(new Composite(List.of(new Composite.Part(40, new GaussianLearned()),
                new Composite.Part(8, new Categorical())))));
        random("linear", Architecture.of(48, 6));
        random("conditional", net.withCondition(5));
        random("full covariance", net.withPosterior(new FullGaussian()));
        random("layer normalisation", net.withNormalization(Normalization.LAYER));
        random("784-400-20", Architecture.of(784, 20, 400));
        convolutional();
    }

    private void convolutional() throws Exception {
        for (Normalization normalization : Normalization.values()) {
            List<Layer> encoder = List.of(new Layer(new Conv2d(8, 3, 2, 1), normalization, new Relu()),
                    new Layer(new Conv2d(12, 4, 1, 0), normalization, new Relu()));
            List<Layer> decoder = List.of(new Layer(new Dense(new Shape(12, 7, 7)), normalization, new Relu()),
                    new Layer(new ConvTranspose2d(8, 3, 2, 1, 1), normalization, new Relu()));
            Architecture net = Architecture.builder(new Shape(1, 28, 28)).latent(6).encoder(encoder)
                    .decoder(decoder, new ConvTranspose2d(1, 4, 2, 1, 0)).build();
            String name = "convolutional" + (normalization == Normalization.NONE ? "" : ", normalised");
            random(name, net);
            random(name + ", conditional", net.toBuilder().condition(5).build());
            random(name, net.withLikelihood(new GaussianLearned()));
        }
    }

    private void random(String name, Architecture architecture) throws Exception {
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, architecture.layout());
            Initialization.PYTORCH.fill(parameters, 7);
            try (VaeModel model = VaeModel.of(architecture, parameters)) {
                check(name, model);
            }
        }
    }

    private void check(String name, VaeModel model) throws Exception {
        Architecture architecture = model.architecture();
        String encoder;
        String decoder;
        try (Arena arena = Arena.ofShared()) {
            encoder = number(encoder(model, arena));
            decoder = number(decoder(model, arena));
        } catch (IllegalArgumentException e) {
            encoder = "-";
            decoder = e.getMessage();
        }
        out.printf("| %s | %s | %s | %s |%n", name, architecture.likelihood().text(), encoder, decoder);
        out.flush();
    }

    private String number(double deviation) {
        worst = Double.isNaN(deviation) ? deviation : Math.max(worst, deviation);
        return String.format(Locale.ROOT, "%.1e", deviation);
    }

    private double encoder(VaeModel model, Arena arena) throws OrtException, IOException {
        Architecture net = model.architecture();
        Path file = directory.resolve("encoder.onnx");
        Onnx.writeEncoder(model, file);
        Matrix x = inputs(arena, net.encoderInputs());
        Matrix mean = Matrix.allocate(arena, ROWS, net.latent());
        Matrix logVariance = Matrix.allocate(arena, ROWS, net.latent());
        try (Session session = model.session(ROWS)) {
            session.encode(x, mean, logVariance);
        }
        return deviation(file, "x", x, List.of("mean", "logvar"), List.of(mean, logVariance));
    }

    private double decoder(VaeModel model, Arena arena) throws OrtException, IOException {
        Architecture net = model.architecture();
        Path file = directory.resolve("decoder.onnx");
        Onnx.writeDecoder(model.decoder(), file);
        Matrix z = inputs(arena, net.decoderInputs());
        Matrix raw = Matrix.allocate(arena, ROWS, net.likelihood().outputWidth(net.inputs()));
        Matrix mean = Matrix.allocate(arena, ROWS, net.inputs());
        try (DecoderSession session = model.decoder().session(ROWS)) {
            session.outputs(z, raw);
            session.mean(z, mean);
        }
        List<String> names = new ArrayList<>(List.of("mean"));
        List<Matrix> values = new ArrayList<>(List.of(mean));
        int from = 0;
        for (Head head : net.likelihood().heads(net.inputs())) {
            names.add(head.name());
            values.add(raw.columns(from, from + head.outputs()));
            from += head.outputs();
        }
        return deviation(file, "z", z, names, values);
    }

    private static Matrix inputs(Arena arena, int columns) {
        Matrix inputs = Matrix.allocate(arena, ROWS, columns);
        new RandomStream(3, columns).fillGaussian(inputs, 0);
        return inputs;
    }

    /// Of all rows in one call, and of the first row alone.
    private static double deviation(Path file, String input, Matrix x, List<String> names, List<Matrix> expected)
            throws OrtException, IOException {
        double largest = 0;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            try (OrtSession session = environment.createSession(Files.readAllBytes(file), options)) {
                for (int rows : new int[] {x.rows(), 1}) {
                    try (OnnxTensor tensor = OnnxTensor.createTensor(environment,
                            FloatBuffer.wrap(x.rows(0, rows).toArray()), new long[] {rows, x.columns()});
                            OrtSession.Result result = session.run(Map.of(input, tensor))) {
                        for (int i = 0; i < names.size(); i++) {
                            float[][] found = (float[][]) result.get(names.get(i)).orElseThrow().getValue();
                            largest = Math.max(largest, deviation(expected.get(i).rows(0, rows), found));
                        }
                    }
                }
            }
        }
        return largest;
    }

    private static double deviation(Matrix expected, float[][] found) {
        if (found.length != expected.rows() || found[0].length != expected.columns()) {
            return Double.NaN;
        }
        double largest = 0;
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                double value = expected.get(r, c);
                double difference = value == found[r][c] ? 0
                        : Math.abs(value - found[r][c]) / Math.max(1, Math.abs(value));
                largest = Math.max(largest, difference);
            }
        }
        return largest;
    }
}
