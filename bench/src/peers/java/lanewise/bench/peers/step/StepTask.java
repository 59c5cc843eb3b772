package lanewise.bench.peers.step;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Activation;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.DrawnDigits;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;

/// A net and its batches: everything that decides what a training step computes, made anew and with equal bits in each
/// process.
///
/// Named by widths, activation and batch, such as `784-400-20 relu 128`. The images are drawn digits: grey, about as
/// sparse as MNIST's. Loss: sum over
/// the batch of the Bernoulli negative log-likelihood plus the KL divergence, as in PyTorch's example of a variational
/// autoencoder; Adam with its defaults.
final class StepTask {

    /// The nets to measure.
    static final List<String> NETS = List.of("784-400-20 relu 128", "784-200-200-50 tanh 20",
            "784-200-200-50 tanh 128");

    /// The net of Keras's example of a convolutional variational autoencoder, padded alike on both sides.
    static final String KERAS = "keras-conv relu 128";

    /// Different batches, taken in turn.
    static final int BATCHES = 20;

    /// Learning rate of Adam.
    static final double RATE = 1e-3;

    private static final long SEED = 1;

    private final String name;
    private final int rows;
    private final Architecture architecture;

    StepTask(String name) {
        String[] parts = name.split(" ");
        this.name = name;
        this.rows = Integer.parseInt(parts[2]);
        this.architecture = convolutional() ? keras(Activation.named(parts[1])) : dense(parts);
    }

    private static Architecture dense(String[] parts) {
        int[] widths = Arrays.stream(parts[0].split("-")).mapToInt(Integer::parseInt).toArray();
        Integer[] hidden = Arrays.stream(widths, 1, widths.length - 1).boxed().toArray(Integer[]::new);
        return Architecture.of(widths[0], widths[widths.length - 1], hidden).withActivation(Activation.named(parts[1]));
    }

    private static Architecture keras(Activation activation) {
        return Architecture.builder(new Shape(1, 28, 28)).latent(2)
                .encoder(List.of(new Layer(new Conv2d(32, 3, 2, 1), activation), new Layer(new Conv2d(64, 3, 2, 1),
                        activation),
                        new Layer(Dense.of(16), activation)))
                .decoder(List.of(new Layer(new Dense(new Shape(64, 7, 7)), activation),
                        new Layer(new ConvTranspose2d(64, 3, 2, 1, 1), activation),
                        new Layer(new ConvTranspose2d(32, 3, 2, 1, 1), activation)), new ConvTranspose2d(1, 3, 1, 1, 0))
                .build();
    }

    /// Whether images go through it.
    boolean convolutional() {
        return name.equals(KERAS);
    }

    /// Steps before each slice that are not timed: training goes on and on, so its threads are awake and its memory is
    /// in the caches. Steps of
    /// convolutions are as long as a slice.
    int leadIn() {
        return convolutional() ? 2 : 10;
    }

    String name() {
        return name;
    }

    /// Rows of a batch.
    int rows() {
        return rows;
    }

    Architecture architecture() {
        return architecture;
    }

    /// The weights to start from.
    Parameters weights(Arena arena) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, SEED);
        return parameters;
    }

    /// The batches, dense.
    Matrix[] batches(Arena arena) {
        Matrix[] batches = new Matrix[BATCHES];
        try (Arena images = Arena.ofShared()) {
            Dataset digits = DrawnDigits.draw(SEED, BATCHES * rows, 0, images, Team.single()).train();
            for (int i = 0; i < BATCHES; i++) {
                batches[i] = Matrix.allocateDense(arena, rows, architecture.inputs());
                digits.copy(i * rows, rows, batches[i]);
            }
        }
        return batches;
    }

    /// The noise of the step that is checked; all others are drawn by each contender's own generator.
    Matrix noise(Arena arena) {
        Matrix noise = Matrix.allocateDense(arena, rows, architecture.latent());
        new RandomStream(SEED, -1).fillGaussian(noise, 0);
        return noise;
    }
}
