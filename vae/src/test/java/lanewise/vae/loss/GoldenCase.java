package lanewise.vae.loss;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Elementwise;
import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.Tensor;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;

/// One case of gradients of the autograd goldens, run through [ObjectivePass]; for each tensor
/// max |f32 - f64| / max |f64|, the f64 file being the truth.
final class GoldenCase {

    private final Safetensors file;
    private final Architecture architecture;
    private final Objective objective;
    private final int batch;
    private final Map<String, Double> deviations = new LinkedHashMap<>();

    private GoldenCase(Safetensors file) throws IOException {
        this.file = file;
        List<Integer> encoder = widths("enc_hidden");
        architecture = Architecture.builder(Integer.parseInt(file.metadata("x_dim"))).encoderHidden(encoder)
                .latent(Integer.parseInt(file.metadata("z_dim"))).decoderHidden(widths("dec_hidden"))
                .activation(Activation.named(file.metadata("activation"))).likelihood(likelihood()).build();
        objective = objective();
        batch = Integer.parseInt(file.metadata("batch"));
    }

    private Objective objective() throws IOException {
        Reduction reduction = file.metadata("reduction").equals("sum") ? Reduction.SUM : Reduction.MEAN;
        if (file.metadata("objective").equals("iwae")) {
            return new Iwae(Integer.parseInt(file.metadata("K")), reduction);
        }
        double beta = Double.parseDouble(file.metadata("beta"));
        int samples = Integer.parseInt(file.metadata("L"));
        String mode = file.metadata("free_bits_mode");
        return mode.equals("none") ? new Elbo(beta, samples, reduction)
                : new FreeBits(Double.parseDouble(file.metadata("free_bits")),
                        FreeBits.Mode.valueOf(mode.toUpperCase(Locale.ROOT)), beta, samples, reduction);
    }

    /// Deviations by tensor.
    static Map<String, Double> deviations(Path path, Workspace workspace) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            Safetensors file = Safetensors.open(path, arena);
            if (!"vae_gradients".equals(file.metadata().get("kind"))) {
                return Map.of();
            }
            GoldenCase golden = new GoldenCase(file);
            golden.run(arena, workspace);
            return golden.deviations;
        }
    }

    private List<Integer> widths(String key) throws IOException {
        List<Integer> widths = new ArrayList<>();
        for (String width : file.metadata(key).split(",")) {
            if (!width.isBlank()) {
                widths.add(Integer.parseInt(width.strip()));
            }
        }
        return widths;
    }

    private Likelihood likelihood() throws IOException {
        return switch (file.metadata("likelihood")) {
            case "bernoulli_logits" -> new Bernoulli();
            case "gaussian_fixed" -> new GaussianFixed(Double.parseDouble(file.metadata("sigma2")));
            case "gaussian_learned" -> new GaussianLearned();
            default -> throw new IllegalStateException(file.metadata("likelihood"));
        };
    }

    private void run(Arena arena, Workspace workspace) throws IOException {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        setParameters(parameters);
        Parameters gradients = Parameters.allocate(arena, architecture.layout());
        int latent = architecture.latent();
        Matrix x = matrix(arena, "x", batch, architecture.inputs());
        Matrix noise = matrix(arena, "eps", batch * objective.samples(), latent);
        Matrix inputGradient = Matrix.allocate(arena, batch, architecture.inputs());
        try (ObjectivePass pass = new ObjectivePass(architecture, objective, batch, workspace)) {
            pass.forwardBackward(parameters, x, noise, gradients, inputGradient);
            compareLosses(pass);
            compareOutputs(pass, arena);
            compare("grad.x_enc", inputGradient);
            if (!(objective instanceof Iwae)) {
                // the goldens take log q as a function of z, mu and logvar, the pass takes it through the noise
                compare("grad.out.z", pass.zGradient());
                compareHeads("grad.out.", pass.encoder().outputGradient(), latent, "mu", "logvar");
            }
            compareDecoderHeads("grad.out.", pass.decoder().outputGradient());
            for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
                compareGradient(goldenName(tensor.name()), gradients.tensor(tensor.name()));
            }
        }
    }

    private static String goldenName(String name) {
        return name.replace("encoder.", "enc.").replace("decoder.", "dec.");
    }

    private void setParameters(Parameters parameters) throws IOException {
        boolean stored = file.metadata("weights").equals("stored");
        long counter = stored ? 0 : Long.parseLong(file.metadata("seed"));
        for (String layer : goldenLayers()) {
            for (String kind : List.of(".weight", ".bias")) {
                Matrix out = parameters.tensor((layer + kind).replace("enc.", "encoder.").replace("dec.", "decoder."));
                if (stored) {
                    out.copyFrom(file.tensor(layer + kind).toFloats());
                } else {
                    float[] values = new float[out.rows() * out.columns()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = splitMix(counter++);
                    }
                    out.copyFrom(values);
                }
            }
        }
    }

    /// The order of the counter: weights then biases of each layer, the heads one after the other.
    private List<String> goldenLayers() {
        List<String> layers = new ArrayList<>();
        for (ParameterLayout.Slot layer : architecture.layout().slots()) {
            layer.names().forEach(name -> layers.add(goldenName(name)));
        }
        return layers;
    }

    private static float splitMix(long i) {
        long z = i * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return ((z >>> 40) - (1 << 23)) * 0x1p-27f;
    }

    private Matrix matrix(Arena arena, String name, int rows, int columns) throws IOException {
        Matrix out = Matrix.allocate(arena, rows, columns);
        out.copyFrom(file.tensor(name).toFloats());
        return out;
    }

    private void compareLosses(ObjectivePass pass) throws IOException {
        int samples = objective.samples();
        double[] nll = new double[samples * batch];
        double[] recon = new double[batch];
        double[] kl = new double[batch];
        double[] bound = new double[batch];
        for (int b = 0; b < batch; b++) {
            for (int s = 0; s < samples; s++) {
                nll[s * batch + b] = pass.reconstructionOf(s * batch + b);
                recon[b] += nll[s * batch + b] / samples;
            }
            kl[b] = pass.klOf(b);
            if (objective instanceof Iwae) {
                bound[b] = pass.totalOf(b);
            }
        }
        compare("loss.nll", nll);
        compare("loss.recon_per_sample", recon);
        compare("loss.kl_per_sample", kl);
        compare("loss.kl_per_dim", pass.divergences());
        compare("loss.recon", new double[] {pass.reconstruction()});
        compare("loss.kl_raw", new double[] {pass.kl()});
        compare("loss.kl", new double[] {objective instanceof FreeBits ? pass.term(0) : pass.kl()});
        compare("loss.iwae_per_sample", bound);
        compare("loss.total", new double[] {pass.total()});
    }

    private void compareOutputs(ObjectivePass pass, Arena arena) throws IOException {
        compare("out.mu", pass.mu());
        compare("out.logvar", pass.logVariance());
        compare("out.z", pass.z());
        for (int i = 0; i < pass.encoder().hiddenLayers(); i++) {
            compare("out.enc.h" + i, pass.encoder().hidden(i));
        }
        for (int i = 0; i < pass.decoder().hiddenLayers(); i++) {
            compare("out.dec.h" + i, pass.decoder().hidden(i));
        }
        Matrix outputs = pass.decoder().outputs();
        compareDecoderHeads("out.", outputs);
        if (architecture.likelihood() instanceof Bernoulli) {
            Matrix probabilities = Matrix.allocate(arena, outputs.rows(), outputs.columns());
            Elementwise.sigmoid(outputs, probabilities);
            compare("out.probs", probabilities);
        }
    }

    private void compareDecoderHeads(String prefix, Matrix outputs) throws IOException {
        switch (architecture.likelihood()) {
            case Bernoulli _ -> compare(prefix + "logits", outputs);
            case GaussianFixed _ -> compare(prefix + "xmean", outputs);
            case GaussianLearned _ -> compareHeads(prefix, outputs, architecture.inputs(), "xmean", "xlogvar");
            default -> throw new IllegalArgumentException(architecture.likelihood().name());
        }
    }

    private void compareHeads(String prefix, Matrix both, int width, String first, String second) throws IOException {
        compare(prefix + first, both.columns(0, width));
        compare(prefix + second, both.columns(width, 2 * width));
    }

    private void compareGradient(String name, Matrix gradient) throws IOException {
        if (file.tensors().containsKey("grad." + name)) {
            compare("grad." + name, gradient);
            return;
        }
        float[] values = gradient.toArray();
        long[] indices = file.tensor("gradsample.index." + name).toLongs();
        double[] sampled = new double[indices.length];
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        for (int i = 0; i < indices.length; i++) {
            sampled[i] = values[(int) indices[i]];
        }
        compare("gradsample.value." + name, sampled);
        compare("gradsample.l2norm." + name, new double[] {Math.sqrt(squares)});
    }

    private void compare(String name, Matrix found) throws IOException {
        float[] floats = found.toArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        compare(name, values);
    }

    /// The full-size cases leave some tensors out.
    private void compare(String name, double[] found) throws IOException {
        Tensor golden = file.tensors().get(name);
        if (golden == null) {
            return;
        }
        double[] truth = golden.toDoubles();
        if (truth.length != found.length) {
            throw new IllegalStateException(file.source() + ": " + name + " has " + truth.length + " elements, found "
                    + found.length);
        }
        double difference = 0;
        double size = 0;
        for (int i = 0; i < truth.length; i++) {
            // NaN must not slip through Math.max of a comparison
            difference = Math.max(difference, Math.abs(found[i] - truth[i]));
            size = Math.max(size, Math.abs(truth[i]));
        }
        deviations.put(name, size == 0 ? difference : difference / size);
    }
}
