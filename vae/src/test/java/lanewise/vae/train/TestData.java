package lanewise.vae.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

/// Small data and a small model that learns something from it in milliseconds.
final class TestData {

    static final int WIDTH = 12;
    static final int ROWS = 50;
    static final Architecture SMALL = Architecture.of(WIDTH, 3, 9);

    /// Seven epochs of six steps, the last with two of 42 rows.
    static final TrainingConfiguration SHORT = new TrainingConfiguration().epochs(7).batchSize(8).seed(3)
            .optimizer(new Adam(0.01)).validationFraction(0.16).evaluationSamples(2).clipNorm(5);

    /// A learning rate that spoils what was learned: the first epochs are the best ones.
    static final TrainingConfiguration SPOILED = SHORT.epochs(12).optimizer(new Adam(0.3)).clipNorm(0);

    private TestData() {
    }

    /// Rows of grey values with two causes, so that there is something to learn.
    static Dataset data(Arena arena, int rows, long seed) {
        Random random = new Random(seed);
        Matrix values = Matrix.allocateDense(arena, rows, WIDTH);
        for (int r = 0; r < rows; r++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            for (int c = 0; c < WIDTH; c++) {
                double x = 2 * a * Math.sin(c) + 2 * b * Math.cos(2 * c) + 0.3 * random.nextGaussian();
                values.set(r, c, (float) (1 / (1 + Math.exp(-x))));
            }
        }
        return Dataset.of("two causes", values, null);
    }

    static Dataset data(Arena arena) {
        return data(arena, ROWS, 1);
    }

    static Trainer trainer(TrainingConfiguration configuration) {
        return Trainer.of(SMALL).configuration(configuration).team(Team.single());
    }

    /// The file of the model that a run ends with.
    static String modelBytes(Trainer trainer, Dataset data, Path file) throws IOException {
        try (VaeModel model = trainer.fit(data).model()) {
            model.save(file);
        }
        return hex(file);
    }

    static String hex(Path file) {
        try {
            return HexFormat.of().formatHex(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
