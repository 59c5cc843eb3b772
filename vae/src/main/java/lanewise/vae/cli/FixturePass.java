package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.GivenMasks;
import lanewise.vae.network.TrainingNetwork;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferencePrior;

/// Passes of the fp32 kernels over the batch of a fixture: losses, latent variables and gradients, under the names
/// that they have there.
final class FixturePass implements AutoCloseable {

    private final Workspace workspace = Workspace.single();
    private final Arena arena;
    private final ReferenceModel model;
    private final Map<String, DoubleTensor> tensors;
    private final Objective objective;
    private final int rows;
    private final ObjectivePass pass;
    private final Parameters parameters;
    private final Parameters gradients;
    private final Matrix noise;
    private final Matrix batch;
    private final Matrix input;
    private final Matrix inputGradient;
    private final List<Matrix> masks;

    /// Lays out what the passes need.
    ///
    /// @throws IllegalArgumentException if the fp32 path does not offer what the fixture describes
    FixturePass(Fixture fixture) {
        model = fixture.model();
        tensors = fixture.tensors();
        objective = objective(model);
        rows = tensors.get("x").extent(0);
        Architecture architecture = model.architecture();
        pass = new ObjectivePass(architecture, objective, rows, workspace);
        arena = Arena.ofShared();
        parameters = Parameters.allocate(arena, architecture.layout());
        gradients = Parameters.allocate(arena, architecture.layout());
        noise = Matrix.allocate(arena, objective.samples() * rows * (objective.drawsFromPrior() ? 2 : 1),
                model.latent());
        batch = beside(tensors.getOrDefault("x_target", tensors.get("x")));
        input = tensors.containsKey("x_target") ? beside(tensors.get("x")) : null;
        inputGradient = Matrix.allocate(arena, rows, batch.columns());
        masks = model.dropout() > 0 ? masks() : null;
        if (objective instanceof BetaTc) {
            pass.trainingRows(Long.parseLong(fixture.description().get("dataset_size").strip()));
        }
    }

    /// One pass.
    ///
    /// @param weights the parameters by name
    /// @param random the random numbers of this pass by name, [ReferenceModel#noiseShapes]
    /// @param warmUp factor of all of the loss but the reconstruction
    /// @return the results by name
    Map<String, DoubleTensor> run(Map<String, DoubleTensor> weights, Map<String, DoubleTensor> random, double warmUp) {
        fill(parameters, "", weights);
        int drawn = objective.samples() * rows;
        fill(noise.rows(0, drawn), random.get("eps"));
        if (objective.drawsFromPrior()) {
            fill(noise.rows(drawn, noise.rows()), random.get("z_prior"));
        }
        if (input != null) {
            pass.input(input);
        }
        if (masks != null) {
            fillMasks(random);
            pass.dropout(new GivenMasks(masks));
        }
        pass.warmUp(warmUp);
        pass.forwardBackward(parameters, batch, noise, gradients, inputGradient);
        Map<String, DoubleTensor> results = collect();
        results.put("grad.x_enc", tensor(inputGradient.columns(0, model.inputs()), rows, model.inputs()));
        results.putAll(tensors("grad.", gradients));
        return results;
    }

    /// Parameters laid out as those of the passes.
    Parameters allocate() {
        return Parameters.allocate(arena, parameters.layout());
    }

    /// The gradient of the last pass.
    Parameters gradients() {
        return gradients;
    }

    /// Rounds tensors of a fixture to parameters.
    ///
    /// @param prefix of their names
    static void fill(Parameters parameters, String prefix, Map<String, DoubleTensor> from) {
        for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
            fill(parameters.tensor(tensor.name()), from.get(prefix + shortName(tensor.name())));
        }
    }

    /// Parameters as tensors of a fixture.
    ///
    /// @param prefix of their names
    Map<String, DoubleTensor> tensors(String prefix, Parameters from) {
        Map<String, DoubleTensor> named = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> named.put(prefix + name,
                tensor(from.tensor(longName(name)), shape)));
        return named;
    }

    /// A matrix for each hidden layer, in the encoder with the rows of a prior's learned inputs behind
    /// those of the batch.
    private List<Matrix> masks() {
        List<Matrix> all = new ArrayList<>();
        int learned = model.prior() instanceof ReferencePrior.Vamp vamp ? vamp.components() : 0;
        model.encoder().widths().forEach(width -> all.add(Matrix.allocate(arena, rows + learned, width)));
        model.decoder().widths().forEach(width -> all.add(Matrix.allocate(arena, objective.samples() * rows, width)));
        return all;
    }

    private void fillMasks(Map<String, DoubleTensor> random) {
        int encoder = model.encoder().hidden().size();
        for (int i = 0; i < masks.size(); i++) {
            Matrix mask = masks.get(i);
            if (i < encoder) {
                fill(mask.rows(0, rows), random.get("dropout.enc." + i));
                fill(mask.rows(rows, mask.rows()), random.get("dropout.prior.enc." + i));
            } else {
                fill(mask, random.get("dropout.dec." + (i - encoder)));
            }
        }
    }

    private Map<String, DoubleTensor> collect() {
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        int samples = objective.samples();
        for (int i = 0; i < model.encoder().hidden().size(); i++) {
            results.put("out.enc.h" + i, hidden(model.encoder(), i, pass.encoder(), rows));
        }
        for (int i = 0; i < model.decoder().hidden().size(); i++) {
            results.put("out.dec.h" + i, hidden(model.decoder(), i, pass.decoder(), samples, rows));
        }
        results.put("out.mu", tensor(pass.mu(), rows, model.latent()));
        results.put("out.logvar", tensor(pass.logVariance(), rows, model.latent()));
        results.put("out.z", tensor(pass.z(), samples, rows, model.latent()));
        double[] nll = new double[samples * rows];
        Arrays.setAll(nll, pass::reconstructionOf);
        results.put("loss.nll", DoubleTensor.of(nll, samples, rows));
        results.put("loss.recon", DoubleTensor.scalar(pass.reconstruction()));
        if (!(model.objective() instanceof ReferenceObjective.Autoencoder)) {
            results.put("loss.kl_raw", DoubleTensor.scalar(pass.kl()));
        }
        results.put("loss.total", DoubleTensor.scalar(pass.total()));
        return results;
    }

    /// The output of a hidden layer, channels first: a convolution's are channels last.
    private static DoubleTensor hidden(Network network, int layer, TrainingNetwork pass, int... leading) {
        Shape shape = network.outputs().get(layer);
        int[] extents = Arrays.copyOf(leading, leading.length + 1);
        extents[leading.length] = shape.size();
        DoubleTensor rows = tensor(pass.hidden(layer), extents);
        if (!network.map(layer).slides()) {
            return rows;
        }
        double[] last = rows.values().clone();
        for (int i = 0; i < last.length; i++) {
            int pixel = i / shape.channels() % shape.pixels();
            rows.values()[i / shape.size() * shape.size() + i % shape.channels() * shape.pixels() + pixel] = last[i];
        }
        return rows;
    }

    /// Rows with the condition behind them.
    private Matrix beside(DoubleTensor x) {
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

    private static Objective objective(ReferenceModel model) {
        Reduction reduction = Reduction.valueOf(model.reduction().name());
        return switch (model.objective()) {
            case ReferenceObjective.Elbo e when e.freeBits()
                    .mode() == ReferenceObjective.FreeBits.Mode.NONE -> new Elbo(e.beta(), e.samples(), reduction);
            case ReferenceObjective.Elbo e -> new FreeBits(e.freeBits().lambda(),
                    FreeBits.Mode.valueOf(e.freeBits().mode().name()), e.beta(), e.samples(), reduction);
            case ReferenceObjective.Iwae i -> new Iwae(i.samples(), reduction);
            case ReferenceObjective.Dreg d -> new Dreg(d.samples(), reduction);
            case ReferenceObjective.BetaTc b -> new BetaTc(b.alpha(), b.beta(), b.gamma(), b.samples(), reduction);
            case ReferenceObjective.InfoVae i -> new InfoVae(i.alpha(), i.lambda(), i.bandwidth(), i.samples(),
                    reduction);
            case ReferenceObjective.Autoencoder _ -> new Autoencoder(reduction);
        };
    }

    private static String shortName(String name) {
        return name.replaceFirst("^encoder\\.", "enc.").replaceFirst("^decoder\\.", "dec.");
    }

    private static String longName(String name) {
        return name.replaceFirst("^enc\\.", "encoder.").replaceFirst("^dec\\.", "decoder.");
    }

    /// Rounds a tensor to a matrix; an objective without noise has none, and leaves the matrix as it is.
    private static void fill(Matrix matrix, DoubleTensor tensor) {
        if (tensor != null) {
            matrix.copyFrom(floats(tensor));
        }
    }

    /// A tensor rounded to floats, its last extent across.
    static Matrix matrix(Arena arena, DoubleTensor tensor) {
        Matrix matrix = Matrix.allocate(arena, tensor.size() / tensor.extent(-1), tensor.extent(-1));
        fill(matrix, tensor);
        return matrix;
    }

    private static float[] floats(DoubleTensor tensor) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.values()[i];
        }
        return values;
    }

    /// A matrix as a tensor of as many elements.
    static DoubleTensor tensor(Matrix matrix, int... shape) {
        float[] floats = matrix.toArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return DoubleTensor.of(values, shape);
    }

    @Override
    public void close() {
        pass.close();
        workspace.close();
        arena.close();
    }
}
