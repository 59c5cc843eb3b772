package lanewise.vae.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Initialization;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.schedule.Schedule.IwaeStages;
import lanewise.vae.train.Adam;
import lanewise.vae.train.Binarization;
import lanewise.vae.train.TrainingConfiguration;

/// A net and a way to train it that have a name; options on the command line change single points.
enum Preset {

    /// What `train` does where nothing else is said.
    DEFAULT(0, "dense:units=400", "dense:units=400", "dense", 20, new Relu(), new TrainingConfiguration(), false),

    /// The VAE of PyTorch's examples: 784-400-(20,20)-400-784, ReLU, grey pixels as Bernoulli targets, loss summed over
    /// the batch.
    PYTORCH_EXAMPLE(784, "dense:units=400", "dense:units=400", "dense", 20, new Relu(),
            new TrainingConfiguration().initialization(Initialization.PYTORCH).reduction(Reduction.SUM), false),

    /// The net with one stochastic layer of the IWAE paper (Burda, Grosse and Salakhutdinov, 2016) as its authors' code
    /// trains it:
    /// 784-200-200-(50,50)-200-200-784, tanh, pixels drawn anew each time, batches of 20 in the order of the data,
    /// gradients summed, the first 364 of the
    /// 3,280 epochs of its schedule.
    IWAE_PAPER(784, "dense:units=200,dense:units=200", "dense:units=200,dense:units=200", "dense", 50, new Tanh(),
            new TrainingConfiguration().epochs(364).batchSize(20).reduction(Reduction.SUM).shuffle(false)
            .schedule(new IwaeStages(true))
                    .optimizer(new Adam(1e-3, 0.99, 0.999, 1e-4, 0, false, 1)).binarization(Binarization.DYNAMIC)
                    .biasFromMean(true), false),

    /// The convolutional VAE of Keras's examples (Chollet 2020):
    /// 1x28x28-32x14x14-64x7x7-16-(2,2)-64x7x7-64x14x14-32x28x28-1x28x28, kernels of 3, ReLU, 69,076
    /// parameters in the encoder and 65,089 in the decoder, grey pixels as Bernoulli targets, summed over the pixels
    /// and averaged over the batch, 30 epochs over
    /// training and test images together.
    ///
    /// Where its strides are 2, `same` pads a convolution by nothing above and on the left and by one row and column
    /// below and on the right (and cuts a transposed
    /// one likewise); here the padding of 1 touches the first rows and columns and, the sizes being even, never the
    /// last. That is the mirror image: the nets
    /// compute the same of pictures that are mirrored in both directions, kernels likewise. Its Adam adds epsilon
    /// before it corrects the second moment, this
    /// one after.
    KERAS_CONV(784, "conv2d:channels=32:kernel=3:stride=2:padding=1,"
            + "conv2d:channels=64:kernel=3:stride=2:padding=1,dense:units=16",
            "dense:units=64x7x7,conv_transpose2d:channels=64:kernel=3:stride=2:padding=1:output_padding=1,"
            + "conv_transpose2d:channels=32:kernel=3:stride=2:padding=1:output_padding=1",
            "conv_transpose2d:kernel=3:padding=1", 2, new Relu(),
            new TrainingConfiguration().epochs(30).optimizer(new Adam(1e-3, 0.9, 0.999, 1e-7, 0, false)), true),

    /// The convolutional VAE of TensorFlow's tutorials: 1x28x28-32x13x13-64x6x6-(2,2)-32x7x7-64x14x14-32x28x28-1x28x28,
    /// kernels of 3, ReLU, pixels told by the
    /// threshold 0.5 as Bernoulli targets, batches of 32, 10 epochs. The tutorial draws the divergence, here it is in
    /// closed form: the same on average. Of its
    /// decoder's `same` and of Adam's epsilon holds what is said of [#KERAS_CONV]; its encoder, which pads nothing,
    /// leaves out the last row and column, not the
    /// first as a mirror image would: the border of these pictures is empty.
    TENSORFLOW_CONV(784, "conv2d:channels=32:kernel=3:stride=2,conv2d:channels=64:kernel=3:stride=2",
            "dense:units=32x7x7,conv_transpose2d:channels=64:kernel=3:stride=2:padding=1:output_padding=1,"
                    + "conv_transpose2d:channels=32:kernel=3:stride=2:padding=1:output_padding=1",
                            "conv_transpose2d:kernel=3:padding=1", 2, new Relu(),
            new TrainingConfiguration().epochs(10).batchSize(32).optimizer(new Adam(1e-4, 0.9, 0.999, 1e-7, 0, false))
                    .binarization(Binarization.THRESHOLD), false);

    private final int inputs;
    private final String encoder;
    private final String decoder;
    private final String head;
    private final int latent;
    private final Activation activation;
    private final TrainingConfiguration training;
    private final boolean withTest;

    Preset(int inputs, String encoder, String decoder, String head, int latent, Activation activation,
            TrainingConfiguration training,
            boolean withTest) {
        this.inputs = inputs;
        this.encoder = encoder;
        this.decoder = decoder;
        this.head = head;
        this.latent = latent;
        this.activation = activation;
        this.training = training;
        this.withTest = withTest;
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

    /// The net and its training.
    Base base() {
        return new Base(encoder, decoder, head, latent, activation, new Bernoulli(), 0, training);
    }

    /// Whether the test examples are learned from too.
    boolean withTest() {
        return withTest;
    }
}
