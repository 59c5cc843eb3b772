package lanewise.vae.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.network.Initialization;
import lanewise.vae.objective.Reduction;
import lanewise.vae.schedule.IwaeStages;
import lanewise.vae.train.Adam;
import lanewise.vae.train.Binarization;
import lanewise.vae.train.TrainingConfiguration;

/// A net and a way to train it that have a name; options on the command line change single points.
enum Preset {

    /// What `train` does where nothing else is said.
    DEFAULT(0, List.of(400), 20, new Relu(), new Bernoulli(), new TrainingConfiguration()),

    /// The VAE of PyTorch's examples: 784-400-(20,20)-400-784, ReLU, grey pixels as Bernoulli targets, loss summed over the batch.
    PYTORCH_EXAMPLE(784, List.of(400), 20, new Relu(), new Bernoulli(),
            new TrainingConfiguration().initialization(Initialization.PYTORCH).reduction(Reduction.SUM)),

    /// The net with one stochastic layer of the IWAE paper (Burda, Grosse and Salakhutdinov, 2016) as its authors' code trains it: 784-200-200-(50,50)-200-200-784,
    /// tanh, pixels drawn anew each time, batches of 20 in the order of the data, gradients summed, the first 364 of the 3,280 epochs of its schedule.
    IWAE_PAPER(784, List.of(200, 200), 50, new Tanh(), new Bernoulli(),
            new TrainingConfiguration().epochs(364).batchSize(20).reduction(Reduction.SUM).shuffle(false).schedule(new IwaeStages(true))
                    .optimizer(new Adam(1e-3, 0.99, 0.999, 1e-4, 0, false, 1)).binarization(Binarization.DYNAMIC).biasFromMean(true));

    private final int inputs;
    private final List<Integer> hidden;
    private final int latent;
    private final Activation activation;
    private final Likelihood likelihood;
    private final TrainingConfiguration training;

    Preset(int inputs, List<Integer> hidden, int latent, Activation activation, Likelihood likelihood, TrainingConfiguration training) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.latent = latent;
        this.activation = activation;
        this.likelihood = likelihood;
        this.training = training;
    }

    /// The name on the command line.
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(Preset::id).toList();
    }

    static Preset named(String id) {
        return Arrays.stream(values()).filter(preset -> preset.id().equals(id)).findFirst().orElseThrow();
    }

    /// The only width of data that it is for, 0 for any.
    int inputs() {
        return inputs;
    }

    List<Integer> hidden() {
        return hidden;
    }

    int latent() {
        return latent;
    }

    Activation activation() {
        return activation;
    }

    Likelihood likelihood() {
        return likelihood;
    }

    TrainingConfiguration training() {
        return training;
    }
}
