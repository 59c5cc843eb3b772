package lanewise.properties.bits;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.train.Adam;
import lanewise.vae.train.AdamW;
import lanewise.vae.train.Optimizer;
import lanewise.vae.train.Sgd;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

/// Fingerprints of the operations of the model: losses and gradients of every likelihood and objective, training with
/// every optimizer, inference.
final class ModelOperations {
    private static final int WIDTH = 37;

    private final Arena arena;
    private final Workspace workspace;

    ModelOperations(Arena arena, Workspace workspace) {
        this.arena = arena;
        this.workspace = workspace;
    }

    void run(Map<String, String> fingerprints, boolean large, boolean few) throws IOException {
        fingerprints.put("losses and gradients", passes(new int[] {1, 9}, 19, 33));
        if (large) {
            fingerprints.put("losses and gradients of a wide net", passes(new int[] {130}, 210));
        }
        fingerprints.put("inference", inference());
        if (few) {
            return;
        }
        fingerprints.put("objectives", objectives(1, 5));
        fingerprints.put("objectives of other posteriors and priors", families(5));
        if (large) {
            fingerprints.put("objectives of many blocks", objectives(40));
        }
        fingerprints.put("training", training());
    }

    /// Grey values with an edge here and there.
    private Matrix data(int rows) {
        Matrix x = Matrix.allocateDense(arena, rows, WIDTH);
        RandomStream stream = new RandomStream(4, 4);
        for (int i = 0; i < rows * WIDTH; i++) {
            float value = (stream.bits(i) >>> 8) * 0x1p-24f;
            x.set(i / WIDTH, i % WIDTH, value < 0.3f ? 0 : value > 0.7f ? 1 : value);
        }
        return x;
    }

    private Parameters parameters(Architecture architecture) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.GLOROT_NORMAL.fill(parameters, 8);
        return parameters;
    }

    private String passes(int[] batches, Integer... hidden) {
        Digest digest = new Digest();
        List<Activation> activations = Activation.all();
        int count = 0;
        for (Likelihood likelihood : List.of(new Bernoulli(), new GaussianFixed(0.7), new GaussianLearned())) {
            for (int batch : batches) {
                Architecture architecture = Architecture.of(WIDTH, 5, hidden).withLikelihood(likelihood)
                        .withActivation(activations.get(count++ % activations.size()));
                Parameters parameters = parameters(architecture);
                Parameters gradients = Parameters.allocate(arena, architecture.layout());
                try (ObjectivePass pass = new ObjectivePass(architecture, new Elbo(0.5, 2, Reduction.MEAN), batch,
                        workspace)) {
                    pass.forwardBackward(parameters, data(batch), new RandomStream(6, count), gradients);
                    digest.add(pass.reconstruction()).add(pass.kl()).add(gradients.flat());
                }
            }
        }
        return digest.hex();
    }

    /// A full covariance, learned priors, and both, under the objectives that are defined for them.
    private String families(int batch) {
        Digest digest = new Digest();
        Architecture plain = Architecture.of(WIDTH, 5, 19).withActivation(new Tanh());
        for (Architecture architecture : List.of(plain.withPosterior(new FullGaussian()),
                plain.withPrior(new GaussianMixture(3)),
                plain.withPosterior(new FullGaussian()).withPrior(new VampPrior(3)))) {
            Parameters parameters = parameters(architecture);
            for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
                if (tensor.name().startsWith("prior.")) {
                    new RandomStream(8, tensor.offset()).fillUniform(parameters.tensor(tensor.name()), 0);
                }
            }
            Parameters gradients = Parameters.allocate(arena, architecture.layout());
            for (Objective objective : List.of(new Elbo(), new Iwae(), new Dreg(),
                    new BetaTc(0.5, 2, 3, 2, Reduction.SUM), new InfoVae())) {
                try (ObjectivePass pass = new ObjectivePass(architecture, objective, batch, workspace)) {
                    pass.forwardBackward(parameters, data(batch), new RandomStream(6, batch), gradients);
                    digest.add(pass.total()).add(gradients.flat());
                }
            }
        }
        return digest.hex();
    }

    private String objectives(int... batches) {
        Digest digest = new Digest();
        Architecture architecture = Architecture.of(WIDTH, 5, 19).withActivation(new Tanh());
        Parameters parameters = parameters(architecture);
        Parameters gradients = Parameters.allocate(arena, architecture.layout());
        for (Objective objective : List.of(new FreeBits(0.05, FreeBits.Mode.PER_SAMPLE, 2, 2, Reduction.SUM),
                new FreeBits(), new Iwae(), new Dreg(), new BetaTc(), new BetaTc(0.5, 2, 3, 2, Reduction.SUM),
                new InfoVae(), new Autoencoder())) {
            for (int batch : batches) {
                try (ObjectivePass pass = new ObjectivePass(architecture, objective, batch, workspace)) {
                    pass.forwardBackward(parameters, data(batch), new RandomStream(6, batch), gradients);
                    digest.add(pass.total()).add(gradients.flat());
                    for (int term = 0; term < objective.terms().size(); term++) {
                        digest.add(pass.term(term));
                    }
                }
            }
        }
        return digest.hex();
    }

    private String training() throws IOException {
        Digest digest = new Digest();
        Dataset data = Dataset.of("grey", data(20), null);
        Path file = Files.createTempFile("lanewise", ".safetensors");
        try {
            Architecture net = Architecture.of(WIDTH, 3, 17);
            TrainingConfiguration configuration = new TrainingConfiguration().epochs(1).batchSize(8).seed(3)
                    .clipNorm(5);
            for (Optimizer optimizer : List.of(new Adam(0.01), new AdamW(0.01, 0.05), new Sgd(0.01, 0.9))) {
                digest.add(trained(net, configuration.optimizer(optimizer), data, file));
            }
            digest.add(trained(net.withNormalization(Normalization.LAYER), configuration.dropout(0.2), data, file));
        } finally {
            Files.delete(file);
        }
        return digest.hex();
    }

    private byte[] trained(Architecture net, TrainingConfiguration configuration, Dataset data, Path file)
            throws IOException {
        try (VaeModel model = Trainer.of(net).configuration(configuration).team(workspace.team()).fit(data).model()) {
            model.save(file);
        }
        return Files.readAllBytes(file);
    }

    private String inference() {
        Digest digest = new Digest();
        Architecture architecture = Architecture.of(WIDTH, 5, 41);
        Matrix x = data(10);
        Matrix mean = Matrix.allocate(arena, 10, 5);
        Matrix logVariance = Matrix.allocate(arena, 10, 5);
        Matrix out = Matrix.allocate(arena, 10, WIDTH);
        try (VaeModel model = VaeModel.of(architecture, parameters(architecture));
                Session session = model.session(10, workspace)) {
            session.encode(x, mean, logVariance);
            digest.add(mean).add(logVariance);
            session.encode(x.rows(3, 4), mean.rows(0, 1));
            digest.add(mean);
            session.reconstruct(x, out);
            digest.add(out);
            session.sample(12, out);
            digest.add(out);
        }
        return digest.hex();
    }
}
