package lanewise.vae.loss;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.DrawnMasks;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;

/// One batch of an architecture under an objective, in float through [ObjectivePass] and in double
/// through [ReferenceModel].
///
/// @param architecture without a condition
/// @param objective what is minimised
/// @param rows B
/// @param dropout with which probability outputs of hidden layers are dropped
record ReferenceCase(Architecture architecture, Objective objective, int rows, double dropout) {

    static final int TRAINING_ROWS = 1000;

    private static final RandomStream NOISE = new RandomStream(1, 2);

    /// Without dropout.
    ReferenceCase(Architecture architecture, Objective objective, int rows) {
        this(architecture, objective, rows, 0);
    }

    /// What a batch came to: the terms, and each tensor's gradient.
    record Outcome(Map<String, Double> terms, Map<String, double[]> gradients) {
    }

    private Parameters parameters(Arena arena) {
        Parameters p = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(p, 3);
        for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
            if (tensor.name().startsWith("prior.") || tensor.name().contains(".norm.")) {
                Matrix values = p.tensor(tensor.name());
                new RandomStream(5, tensor.offset()).fillUniform(values, 0);
            }
        }
        return p;
    }

    private Matrix x(Arena arena) {
        Matrix x = Matrix.allocate(arena, rows, architecture.inputs());
        new RandomStream(1, 1).fillUniform(x, 0);
        return x;
    }

    /// Numbers for z and, below them, for draws from the prior.
    private Matrix noise(Arena arena) {
        Matrix noise = Matrix.allocate(arena, rows * objective.samples() * (objective.drawsFromPrior() ? 2 : 1),
                architecture.latent());
        NOISE.fillGaussian(noise, 0);
        return noise;
    }

    private DrawnMasks masks() {
        return new DrawnMasks(dropout, 11, architecture.hiddenLayers()).step(2);
    }

    /// The same masks as tensors of the reference: the rows of a VampPrior's inputs, behind those of the
    /// batch, by themselves.
    private void addMasks(Map<String, DoubleTensor> tensors, Arena arena) {
        int layer = 0;
        for (int i = 0; i < architecture.encoder().hidden().size(); i++, layer++) {
            int width = architecture.encoder().widths().get(i);
            tensors.put("dropout.enc." + i, mask(arena, layer, 0, rows, width));
            if (architecture.prior() instanceof VampPrior vamp) {
                tensors.put("dropout.prior.enc." + i, mask(arena, layer, rows, vamp.components(), width));
            }
        }
        for (int i = 0; i < architecture.decoder().hidden().size(); i++, layer++) {
            int width = architecture.decoder().widths().get(i);
            DoubleTensor mask = mask(arena, layer, 0, objective.samples() * rows, width);
            tensors.put("dropout.dec." + i, DoubleTensor.of(mask.values(), objective.samples(), rows, width));
        }
    }

    private DoubleTensor mask(Arena arena, int layer, int firstRow, int count, int width) {
        Matrix mask = Matrix.allocateDense(arena, count, width);
        masks().fill(layer, firstRow, mask, 0, count);
        return DoubleTensor.of(doubles(mask), count, width);
    }

    Outcome inFloat(Workspace workspace, int maxRows, double warmUp) {
        return inFloat(workspace, maxRows, rows, warmUp);
    }

    /// The sums of what parts of the batch give, each of so many rows but the last, which has those that are left.
    Outcome inParts(Workspace workspace, int partRows) {
        return inFloat(workspace, partRows, partRows, 1);
    }

    private Outcome inFloat(Workspace workspace, int maxRows, int partRows, double warmUp) {
        try (Arena arena = Arena.ofShared();
                ObjectivePass pass = new ObjectivePass(architecture, objective, maxRows, workspace)) {
            Parameters p = parameters(arena);
            Parameters g = Parameters.allocate(arena, architecture.layout());
            g.flat().fill(Float.NaN);
            pass.trainingRows(TRAINING_ROWS);
            pass.warmUp(warmUp);
            Map<String, Double> terms = new LinkedHashMap<>();
            Map<String, double[]> gradients = new LinkedHashMap<>();
            for (int first = 0; first < rows; first += partRows) {
                int count = Math.min(partRows, rows - first);
                Matrix part = x(arena).rows(first, first + count);
                if (dropout > 0) {
                    pass.dropout(masks().part(architecture.encoder().hidden().size(), first, count, rows));
                }
                if (count == rows) {
                    pass.forwardBackward(p, part, noise(arena), g, null);
                } else {
                    pass.part(first, rows);
                    pass.forwardBackward(p, part, NOISE, g);
                }
                pass.terms().others().forEach((name, value) -> terms.merge(name, value, Double::sum));
                terms.merge("recon", pass.reconstruction(), Double::sum);
                terms.merge("kl_raw", pass.kl(), Double::sum);
                terms.merge("total", pass.total(), Double::sum);
                for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
                    gradients.merge(tensor.name(), doubles(g.tensor(tensor.name())), ReferenceCase::sum);
                }
            }
            return new Outcome(terms, gradients);
        }
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    Outcome inDouble() {
        try (Arena arena = Arena.ofConfined()) {
            Parameters p = parameters(arena);
            Map<String, DoubleTensor> tensors = new HashMap<>();
            ReferenceModel model = model();
            model.parameterShapes().forEach((name, shape) -> tensors.put(name,
                    DoubleTensor.of(doubles(p.tensor(longName(name))), shape)));
            tensors.put("x", DoubleTensor.of(doubles(x(arena)), rows, architecture.inputs()));
            int n = rows * objective.samples();
            Matrix noise = noise(arena);
            int[] shape = {objective.samples(), rows, architecture.latent()};
            tensors.put("eps", DoubleTensor.of(doubles(noise.rows(0, n)), shape));
            if (objective.drawsFromPrior()) {
                tensors.put("z_prior", DoubleTensor.of(doubles(noise.rows(n, 2 * n)), shape));
            }
            if (dropout > 0) {
                addMasks(tensors, arena);
            }
            Map<String, DoubleTensor> results = model.evaluate(tensors);
            Map<String, Double> terms = new LinkedHashMap<>();
            for (String name : new String[] {"recon", "kl_raw", "total", "mi", "tc", "dwkl", "mmd", "kl"}) {
                if (results.containsKey("loss." + name)) {
                    terms.put(name, results.get("loss." + name).item());
                }
            }
            Map<String, double[]> gradients = new LinkedHashMap<>();
            model.parameterShapes().keySet()
                    .forEach(name -> gradients.put(longName(name), results.get("grad." + name).values()));
            return new Outcome(terms, gradients);
        }
    }

    private static String longName(String name) {
        return name.replace("enc.", "encoder.").replace("dec.", "decoder.");
    }

    private static double[] doubles(Matrix matrix) {
        float[] floats = matrix.toArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    private ReferenceModel model() {
        return ReferenceModel.of(architecture, dropout, reference(),
                ReferenceObjective.Reduction.valueOf(objective.reduction().name()));
    }

    private ReferenceObjective reference() {
        return switch (objective) {
            case Elbo elbo -> new ReferenceObjective.Elbo(elbo.beta(), elbo.samples(),
                    ReferenceObjective.FreeBits.NONE);
            case FreeBits free -> new ReferenceObjective.Elbo(free.beta(), free.samples(),
                    new ReferenceObjective.FreeBits(ReferenceObjective.FreeBits.Mode.valueOf(free.mode().name()),
                            free.floor()));
            case Iwae iwae -> new ReferenceObjective.Iwae(iwae.samples());
            case Dreg dreg -> new ReferenceObjective.Dreg(dreg.samples());
            case BetaTc tc -> new ReferenceObjective.BetaTc(tc.alpha(), tc.beta(), tc.gamma(), TRAINING_ROWS,
                    tc.samples());
            case InfoVae info -> new ReferenceObjective.InfoVae(info.alpha(), info.lambda(), info.bandwidth(),
                    info.samples());
            case Autoencoder _ -> new ReferenceObjective.Autoencoder();
        };
    }
}
