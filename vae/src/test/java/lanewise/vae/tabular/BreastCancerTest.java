package lanewise.vae.tabular;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Relu;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.likelihood.StudentT;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

import org.junit.jupiter.api.Test;

/// The comparison of Mattei and Frellsen (2019), section 4.3: the Wisconsin breast cancer table, standardised, half of
/// its cells taken away completely at random, and the mean squared error of what stands in their place.
///
/// `-Dlanewise.imputation.seeds=5 -Dlanewise.imputation.epochs=300` gives the numbers of `docs/imputation.md`.
class BreastCancerTest {

    private static final Path FILE =
            Path.of(System.getProperty("lanewise.shared", "../../shared"), "data/breast-cancer/wdbc.csv");
    private static final int COLUMNS = 30;

    @Test
    void imputedCellsAreNearTheTruth() throws IOException {
        assumeTrue(Files.exists(FILE), FILE + ": is not there");
        int seeds = Integer.getInteger("lanewise.imputation.seeds", 1);
        int epochs = Integer.getInteger("lanewise.imputation.epochs", 30);
        float[][] truth = standardised(Files.readAllLines(FILE));
        double sum = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double error = error(truth, seed, epochs);
            sum += error;
            System.out.printf(Locale.ROOT, "seed %d: mean squared error of imputed cells %.4f%n", seed, error);
            assertTrue(error < (epochs < 300 ? 0.42 : 0.30), "seed " + seed + ": " + error);
        }
        System.out.printf(Locale.ROOT, "mean of %d seeds, %d epochs: %.4f%n", seeds, epochs, sum / seeds);
    }

    private static double error(float[][] truth, long seed, int epochs) throws IOException {
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(2)) {
            Matrix x = Matrix.allocate(arena, truth.length, COLUMNS);
            RandomStream removed = new RandomStream(seed, 77);
            for (int r = 0; r < truth.length; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    x.set(r, c, removed.uniform((long) r * COLUMNS + c) < 0.5f ? Float.NaN : truth[r][c]);
                }
            }
            Dataset rows = Dataset.of("wdbc", x, null);
            Architecture net = Architecture.builder(COLUMNS).hidden(128, 128).latent(10).activation(new Relu())
                    .likelihood(new Observed(new StudentT())).build();
            TrainingConfiguration configuration = new TrainingConfiguration().epochs(epochs).batchSize(64).seed(seed)
                    .objective(new Iwae(20, Reduction.MEAN));
            try (VaeModel model = Trainer.of(net).configuration(configuration).team(team).fit(rows).model()) {
                Matrix filled = Matrix.allocate(arena, truth.length, COLUMNS);
                new Imputer(model, 1000, 0).mean(rows, filled, team, Progress.NONE);
                return error(truth, x, filled);
            }
        }
    }

    private static double error(float[][] truth, Matrix x, Matrix filled) {
        double squares = 0;
        int cells = 0;
        for (int r = 0; r < truth.length; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                if (Float.isNaN(x.get(r, c))) {
                    squares += Math.pow(filled.get(r, c) - truth[r][c], 2);
                    cells++;
                }
            }
        }
        return squares / cells;
    }

    /// Without id and diagnosis, each column with mean 0 and population variance 1.
    private static float[][] standardised(List<String> lines) {
        double[][] table = lines.stream().skip(1).map(line -> java.util.Arrays.stream(line.split(",")).skip(2)
                .mapToDouble(Double::parseDouble).toArray()).toArray(double[][]::new);
        float[][] rows = new float[table.length][COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : table) {
                sum += row[c];
            }
            double mean = sum / table.length;
            for (double[] row : table) {
                squares += (row[c] - mean) * (row[c] - mean);
            }
            for (int r = 0; r < table.length; r++) {
                rows[r][c] = (float) ((table[r][c] - mean) / Math.sqrt(squares / table.length));
            }
        }
        return rows;
    }
}
