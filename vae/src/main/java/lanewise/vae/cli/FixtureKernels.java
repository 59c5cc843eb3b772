package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.vae.format.Tensor;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.GivenMasks;
import lanewise.vae.network.Normalization;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective;
import lanewise.vae.objective.ObjectivePass;
import lanewise.vae.objective.Reduction;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.FixtureFile;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferencePosterior;
import lanewise.vae.reference.ReferencePrior;
import lanewise.vae.reference.SplitMixWeights;

/// What the fp32 kernels make of the inputs of a fixture, as a fixture of its own: losses, latent variables and gradients of a pass (of a trajectory that of its first
/// step), or activations on a grid.
final class FixtureKernels {

    private final Map<String, DoubleTensor> tensors;
    private final Map<String, DoubleTensor> results = new LinkedHashMap<>();
    private final Fixture fixture;

    private FixtureKernels(Fixture fixture) {
        this.fixture = fixture;
        this.tensors = fixture.tensors();
    }

    /// Computes.
    ///
    /// @throws IllegalArgumentException if the fixture is of no use, or the fp32 path does not offer what it describes
    static FixtureFile of(FixtureFile file) {
        FixtureKernels kernels = new FixtureKernels(file.fixture());
        // refuses what is missing or wrong before anything is laid out for it
        file.fixture().recompute();
        if (file.fixture().description().get("kind").equals("elementwise")) {
            kernels.activations();
        } else {
            kernels.pass();
        }
        Map<String, String> description = new LinkedHashMap<>(file.fixture().description());
        description.put("dtype", "F32");
        Map<String, DoubleTensor> all = new LinkedHashMap<>(file.fixture().tensors());
        all.keySet().removeIf(name -> kernels.isResult(name));
        all.putAll(kernels.results);
        Map<String, Tensor.Type> types = new LinkedHashMap<>();
        all.keySet().forEach(name -> types.put(name, kernels.results.containsKey(name) ? Tensor.Type.F32 : file.types().get(name)));
        return new FixtureFile(file.source(), new Fixture(description, all), types);
    }

    private boolean isResult(String name) {
        return name.matches("(out|loss|grad|wcheck|gradsample\\.(value|l2norm|sum)|step[1-9]\\d*)\\..*|.*\\.(y|dy|dx)");
    }

    private void activations() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = matrix(arena, tensors.get("x"));
            Matrix ones = Matrix.allocate(arena, x.rows(), x.columns());
            ones.fill(1);
            for (Activation activation : Activation.all()) {
                Matrix y = Matrix.allocate(arena, x.rows(), x.columns());
                Matrix dx = Matrix.allocate(arena, x.rows(), x.columns());
                activation.forward(x, y);
                activation.backward(activation.needsInput() ? x : null, y, ones, dx);
                put(activation.name() + ".y", y, tensors.get("x").shape());
                put(activation.name() + ".dy", dx, tensors.get("x").shape());
            }
        }
    }

    private void pass() {
        boolean trajectory = fixture.description().get("kind").equals("optimizer_trajectory");
        if (trajectory && !fixture.description().getOrDefault("warmup", "none").equals("none")) {
            throw new IllegalArgumentException("--kernels: the trajectory has a warm-up, expected none");
        }
        ReferenceModel model = fixture.model();
        Architecture architecture = architecture(model);
        Objective objective = objective(model);
        int rows = tensors.get("x").extent(0);
        int samples = objective.samples();
        int latent = model.latent();
        boolean made = fixture.description().getOrDefault("weights", "").equals("splitmix64");
        Map<String, DoubleTensor> weights = made ? SplitMixWeights.of(model, Long.parseLong(fixture.description().get("seed").strip())) : tensors;
        try (Arena arena = Arena.ofShared();
                Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, objective, rows, workspace)) {
            Parameters parameters = Parameters.allocate(arena, architecture.layout());
            Parameters gradients = Parameters.allocate(arena, architecture.layout());
            for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
                parameters.tensor(tensor.name()).copyFrom(floats(weights.get((trajectory && !made ? "step0." : "") + shortName(tensor.name()))));
            }
            Matrix noise = Matrix.allocate(arena, samples * rows * (objective.drawsFromPrior() ? 2 : 1), latent);
            first("eps", noise.rows(0, samples * rows));
            if (objective.drawsFromPrior()) {
                first("z_prior", noise.rows(samples * rows, noise.rows()));
            }
            if (objective instanceof BetaTc) {
                pass.trainingRows(Long.parseLong(fixture.description().get("dataset_size").strip()));
            }
            Matrix batch = beside(arena, tensors.getOrDefault("x_target", tensors.get("x")));
            if (tensors.containsKey("x_target")) {
                pass.input(beside(arena, tensors.get("x")));
            }
            if (model.layer().dropout() > 0) {
                pass.dropout(new GivenMasks(masks(arena, model, rows, samples)));
            }
            Matrix dx = Matrix.allocate(arena, rows, batch.columns());
            pass.forwardBackward(parameters, batch, noise, gradients, dx);
            collect(pass, model, rows, samples);
            put("grad.x_enc", dx.columns(0, model.inputs()), rows, model.inputs());
            model.parameterShapes().forEach((name, shape) -> put("grad." + name, gradients.tensor(longName(name)), shape));
        }
        if (trajectory) {
            Map<String, DoubleTensor> step = new LinkedHashMap<>();
            model.parameterShapes().keySet().forEach(name -> step.put("step1.grad." + name, results.get("grad." + name)));
            step.put("step1.loss", results.get("loss.total"));
            results.putAll(step);
        }
    }

    /// Those of the first step: a matrix for each hidden layer, in the encoder with the rows of a prior's learned inputs behind those of the batch.
    private List<Matrix> masks(Arena arena, ReferenceModel model, int rows, int samples) {
        List<Matrix> masks = new ArrayList<>();
        int learned = model.prior() instanceof ReferencePrior.Vamp vamp ? vamp.components() : 0;
        for (int i = 0; i < model.encoderHidden().size(); i++) {
            Matrix mask = Matrix.allocate(arena, rows + learned, model.encoderHidden().get(i));
            first("dropout.enc." + i, mask.rows(0, rows));
            first("dropout.prior.enc." + i, mask.rows(rows, rows + learned));
            masks.add(mask);
        }
        for (int i = 0; i < model.decoderHidden().size(); i++) {
            masks.add(Matrix.allocate(arena, samples * rows, model.decoderHidden().get(i)));
            first("dropout.dec." + i, masks.getLast());
        }
        return masks;
    }

    private void collect(ObjectivePass pass, ReferenceModel model, int rows, int samples) {
        for (int i = 0; i < model.encoderHidden().size(); i++) {
            put("out.enc.h" + i, pass.encoder().hidden(i), rows, model.encoderHidden().get(i));
        }
        for (int i = 0; i < model.decoderHidden().size(); i++) {
            put("out.dec.h" + i, pass.decoder().hidden(i), samples, rows, model.decoderHidden().get(i));
        }
        put("out.mu", pass.mu(), rows, model.latent());
        put("out.logvar", pass.logVariance(), rows, model.latent());
        put("out.z", pass.z(), samples, rows, model.latent());
        double[] nll = new double[samples * rows];
        Arrays.setAll(nll, pass::reconstructionOf);
        results.put("loss.nll", DoubleTensor.of(nll, samples, rows));
        results.put("loss.recon", DoubleTensor.scalar(pass.reconstruction()));
        if (!(model.objective() instanceof ReferenceObjective.Autoencoder)) {
            results.put("loss.kl_raw", DoubleTensor.scalar(pass.kl()));
        }
        results.put("loss.total", DoubleTensor.scalar(pass.total()));
    }

    /// The numbers of the first step; an objective without noise has none.
    private void first(String name, Matrix matrix) {
        if (tensors.containsKey(name)) {
            matrix.copyFrom(Arrays.copyOf(floats(tensors.get(name)), matrix.rows() * matrix.columns()));
        }
    }

    /// Rows with the condition behind them.
    private Matrix beside(Arena arena, DoubleTensor x) {
        Matrix data = matrix(arena, x);
        if (!tensors.containsKey("c")) {
            return data;
        }
        Matrix condition = matrix(arena, tensors.get("c"));
        Matrix both = Matrix.allocate(arena, data.rows(), data.columns() + condition.columns());
        both.columns(0, data.columns()).copyFrom(data);
        both.columns(data.columns(), both.columns()).copyFrom(condition);
        return both;
    }

    private static Architecture architecture(ReferenceModel model) {
        Prior prior = switch (model.prior()) {
            case ReferencePrior.StandardNormal _ -> new StandardNormal();
            case ReferencePrior.Mixture mixture -> new GaussianMixture(mixture.components());
            case ReferencePrior.Vamp vamp -> new VampPrior(vamp.components());
        };
        return new Architecture(model.inputs(), model.encoderHidden(), model.latent(), model.decoderHidden(), Activation.named(model.activation().label()),
                Likelihood.parse(model.likelihood().text()), model.posterior() == ReferencePosterior.DIAGONAL ? new DiagonalGaussian() : new FullGaussian(), prior,
                model.condition()).withNormalization(Normalization.named(model.layer().normalization().label()));
    }

    private static Objective objective(ReferenceModel model) {
        Reduction reduction = Reduction.valueOf(model.reduction().name());
        return switch (model.objective()) {
            case ReferenceObjective.Elbo e when e.freeBits().mode() == ReferenceObjective.FreeBits.Mode.NONE -> new Elbo(e.beta(), e.samples(), reduction);
            case ReferenceObjective.Elbo e -> new FreeBits(e.freeBits().lambda(), FreeBits.Mode.valueOf(e.freeBits().mode().name()), e.beta(), e.samples(), reduction);
            case ReferenceObjective.Iwae i -> new Iwae(i.samples(), reduction);
            case ReferenceObjective.Dreg d -> new Dreg(d.samples(), reduction);
            case ReferenceObjective.BetaTc b -> new BetaTc(b.alpha(), b.beta(), b.gamma(), b.samples(), reduction);
            case ReferenceObjective.InfoVae i -> new InfoVae(i.alpha(), i.lambda(), i.bandwidth(), i.samples(), reduction);
            case ReferenceObjective.Autoencoder _ -> new Autoencoder(reduction);
        };
    }

    private static String shortName(String name) {
        return name.replaceFirst("^encoder\\.", "enc.").replaceFirst("^decoder\\.", "dec.");
    }

    private static String longName(String name) {
        return name.replaceFirst("^enc\\.", "encoder.").replaceFirst("^dec\\.", "decoder.");
    }

    private static Matrix matrix(Arena arena, DoubleTensor tensor) {
        Matrix matrix = Matrix.allocate(arena, tensor.size() / tensor.extent(-1), tensor.extent(-1));
        matrix.copyFrom(floats(tensor));
        return matrix;
    }

    private static float[] floats(DoubleTensor tensor) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.values()[i];
        }
        return values;
    }

    private void put(String name, Matrix matrix, int... shape) {
        float[] floats = matrix.toArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        results.put(name, DoubleTensor.of(values, shape));
    }
}
