package lanewise.bench.peers.encode;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/// Exported ONNX graphs run by ONNX Runtime beside sessions of the same models:
/// `bench/bin/peers exchange [MODEL.safetensors ...]`.
///
/// Without files every activation, then every likelihood and the other shapes of nets, with random weights and inputs;
/// then the order of sums by itself ([GemmOrder]). Status 1 if an output is further from the session's than [#ALLOWED],
/// relative to the larger of 1 and the value, or has other bits than it must have: heads of dense nets whose
/// activations round nothing those of [GemmOrder], and with at most [GemmOrder#BLOCK] inputs to a layer those of the
/// session.
public final class Exchange {

    private static final double ALLOWED = 1e-4;
    private static final int ROWS = 65;

    private final PrintStream out;
    private final Path directory;
    private double worst;
    private int unequal;
    private float scale = 1;

    private Exchange(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    public static void main(List<String> files, PrintStream out) throws Exception {
        Path directory = Files.createTempDirectory("lanewise-exchange");
        Exchange exchange = new Exchange(out, directory);
        out.println("## exchange\n");
        out.println("Exported encoder (x to mean, logvar) and decoder (z to the likelihood's parameters, mean and, with"
                + " x, nll) in ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + ", " + ROWS
                + " and 1 rows, all graph optimisations: largest |difference| / max(1, |value|); and how many values"
                + " that must have the bits of the stated order have others.\n");
        out.println("| net | likelihood | encoder | decoder | nll | other bits |");
        out.println("|---|---|---:|---:|---:|---:|");
        boolean ordered = true;
        try {
            if (files.isEmpty()) {
                exchange.all();
                ordered = GemmOrder.report(out);
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
        if (!(exchange.worst <= ALLOWED) || exchange.unequal > 0 || !ordered) {
            System.err.println("peers: exchange: a deviation of " + exchange.worst + ", allowed " + ALLOWED + "; "
                    + exchange.unequal + " values of nets with other bits"
                    + (ordered ? "" : ", and of single products"));
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
        random("relu", net.withLikelihood(Likelihood.parse("observed:student_t")));
        random("784-400-20", Architecture.of(784, 20, 400));
        scale = 300;
        random("784-400-20, z of deviation 300", Architecture.of(784, 20, 400));
        scale = 1;
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
        String loss = "";
        int before = unequal;
        boolean ordered = GemmOrder.describes(architecture.encoder()) && GemmOrder.describes(architecture.decoder());
        try (Arena arena = Arena.ofShared()) {
            encoder = number(encoder(model, arena));
            decoder = number(decoder(model, arena));
            loss = loss(model, arena);
        } catch (IllegalArgumentException e) {
            encoder = "-";
            decoder = e.getMessage();
        }
        out.printf("| %s | %s | %s | %s | %s | %s |%n", name, architecture.likelihood().text(), encoder, decoder, loss,
                ordered ? unequal - before : "");
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
        Matrix x = inputs(arena, net.encoderInputs(), 1);
        Matrix mean = Matrix.allocate(arena, ROWS, net.latent());
        Matrix logVariance = Matrix.allocate(arena, ROWS, net.latent());
        try (Session session = model.session(ROWS)) {
            session.encode(x, mean, logVariance);
        }
        Map<String, Matrix> expected = new LinkedHashMap<>();
        expected.put("mean", mean);
        expected.put("logvar", logVariance);
        Map<String, Matrix> ordered = Map.of();
        if (GemmOrder.describes(net.encoder())) {
            List<Matrix> heads = GemmOrder.run(arena, model.parameters(), "encoder", net.encoder(), x,
                    List.of("mu", "logvar"));
            ordered = Map.of("mean", heads.get(0), "logvar", heads.get(1));
        }
        return compare(file, Map.of("x", x), expected, ordered, GemmOrder.inOneBlock(net.encoder(), x.columns()));
    }

    private double decoder(VaeModel model, Arena arena) throws OrtException, IOException {
        Architecture net = model.architecture();
        Path file = directory.resolve("decoder.onnx");
        Onnx.writeDecoder(model.decoder(), file);
        Matrix z = inputs(arena, net.decoderInputs(), scale);
        Matrix raw = outputs(model, z, arena);
        Matrix mean = Matrix.allocate(arena, ROWS, net.inputs());
        try (DecoderSession session = model.decoder().session(ROWS)) {
            session.mean(z, mean);
        }
        Map<String, Matrix> expected = new LinkedHashMap<>();
        expected.put("mean", mean);
        List<String> heads = new ArrayList<>();
        int from = 0;
        for (Head head : net.likelihood().heads(net.inputs())) {
            heads.add(head.name());
            expected.put(head.name(), raw.columns(from, from + head.outputs()));
            from += head.outputs();
        }
        Map<String, Matrix> ordered = new LinkedHashMap<>();
        if (GemmOrder.describes(net.decoder())) {
            List<Matrix> values = GemmOrder.run(arena, model.parameters(), "decoder", net.decoder(), z, heads);
            for (int h = 0; h < heads.size(); h++) {
                ordered.put(heads.get(h), values.get(h));
            }
        }
        return compare(file, Map.of("z", z), expected, ordered, GemmOrder.inOneBlock(net.decoder(), z.columns()));
    }

    /// The negative log-likelihood of data between 0 and 1; a text where the likelihood has no graph of it.
    private String loss(VaeModel model, Arena arena) throws OrtException, IOException {
        Architecture net = model.architecture();
        Path file = directory.resolve("decoder.onnx");
        try {
            Onnx.writeDecoderWithLoss(model.decoder(), file);
        } catch (IllegalArgumentException e) {
            return "-";
        }
        Matrix z = inputs(arena, net.decoderInputs(), scale);
        Matrix x = Matrix.allocate(arena, ROWS, net.inputs());
        new RandomStream(9, net.inputs()).fillUniform(x, 0);
        if (net.likelihood() instanceof Observed) {
            for (int r = 0; r < ROWS; r++) {
                x.set(r, r % net.inputs(), Float.NaN);
            }
        }
        choices(net.likelihood(), x);
        double[] losses = new double[ROWS];
        net.likelihood().loss(x, outputs(model, z, arena), 0, ROWS, losses);
        Matrix expected = Matrix.allocate(arena, ROWS, 1);
        for (int r = 0; r < ROWS; r++) {
            expected.set(r, 0, (float) losses[r]);
        }
        return number(compare(file, Map.of("z", z, "x", x), Map.of("nll", expected), Map.of(), false));
    }

    /// Makes groups of categorical columns one-hot.
    private static void choices(Likelihood likelihood, Matrix x) {
        if (likelihood instanceof Composite composite) {
            int from = 0;
            for (Composite.Part part : composite.parts()) {
                choices(part.likelihood(), x.columns(from, from + part.columns()));
                from += part.columns();
            }
        } else if (likelihood instanceof Categorical categorical) {
            int from = 0;
            for (int group : categorical.groups().isEmpty() ? List.of(x.columns()) : categorical.groups()) {
                for (int r = 0; r < x.rows(); r++) {
                    for (int c = 0; c < group; c++) {
                        x.set(r, from + c, c == r % group ? 1 : 0);
                    }
                }
                from += group;
            }
        }
    }

    private double compare(Path file, Map<String, Matrix> inputs, Map<String, Matrix> expected,
            Map<String, Matrix> ordered, boolean oneBlock) throws OrtException, IOException {
        Comparison comparison = Comparison.of(file, inputs, expected, ordered, oneBlock);
        unequal += comparison.unequal();
        return comparison.largest();
    }

    private static Matrix outputs(VaeModel model, Matrix z, Arena arena) {
        Architecture net = model.architecture();
        Matrix raw = Matrix.allocate(arena, ROWS, net.likelihood().outputWidth(net.inputs()));
        try (DecoderSession session = model.decoder().session(ROWS)) {
            session.outputs(z, raw);
        }
        return raw;
    }

    private static Matrix inputs(Arena arena, int columns, float scale) {
        Matrix inputs = Matrix.allocate(arena, ROWS, columns);
        new RandomStream(3, columns).fillGaussian(inputs, 0);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < columns; c++) {
                inputs.set(r, c, scale * inputs.get(r, c));
            }
        }
        return inputs;
    }
}
