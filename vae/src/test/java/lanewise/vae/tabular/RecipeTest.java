package lanewise.vae.tabular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.model.Architecture;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;
import lanewise.vae.train.TrainingResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {

    @TempDir
    Path home;

    @Test
    void theWorkOfARunIsBoundedOrOneEpoch() {
        for (long rows = 1; rows < 1L << 40; rows = rows * 5 / 4 + 1) {
            TrainingConfiguration training = Recipe.training(rows);
            long seen = rows * training.epochs();
            assertTrue(training.epochs() == 1 || training.epochs() <= 1000 && seen <= 5_000_000, rows + " rows");
            assertTrue(training.epochs() == 1000 || seen >= 512_000, rows + " rows");
        }
        assertEquals(1000, Recipe.training(100).epochs());
        assertEquals(900, Recipe.training(569).epochs());
        assertEquals(20, Recipe.training(32_561).epochs());
        assertEquals(5, Recipe.training(1_000_000).epochs());
        assertEquals(0.1, Recipe.training(999).dropout());
        assertEquals(0, Recipe.training(1000).dropout());
        assertThrows(IllegalArgumentException.class, () -> Recipe.training(0));
    }

    @Test
    void theLatentIsNoWiderThanTheRowsAndBounded() throws IOException {
        assertEquals(3, Recipe.architecture(encoder(numbers("three.csv", 40, 3, 0, 0))).latent());
        Architecture wide = Recipe.architecture(encoder(numbers("wide.csv", 12, 5000, 0, 0)));
        assertEquals(5000, wide.inputs());
        assertEquals(64, wide.latent());
        assertEquals(256, wide.encoder().outputs().getFirst().size());
    }

    /// Two columns whose difference alone tells: within both ranges, and at the mean of each.
    @Test
    void rowsThatBreakWhatColumnsHaveInCommonAreTheStrangest() throws IOException {
        TableFile normal = numbers("normal.csv", 400, 3, 0.1, 0);
        TableFile strange = numbers("strange.csv", 50, 3, 0.1, 1.5);
        TableEncoder encoder = encoder(normal);
        double[] scores = scores(encoder, normal, normal);
        double[] odd = scores(encoder, normal, strange);
        int right = 0;
        for (double score : odd) {
            for (double other : scores) {
                right += score > other ? 1 : 0;
            }
        }
        double auroc = right / (double) (scores.length * odd.length);
        assertTrue(auroc > 0.95, "AUROC " + auroc);
        assertArrayEquals(odd, scores(encoder, normal, strange));
    }

    @Test
    void mixedTablesTrain() throws IOException {
        StringBuilder text = new StringBuilder("amount,kind,member,visits\n");
        Random random = new Random(3);
        for (int r = 0; r < 100; r++) {
            text.append(Math.exp(4 * random.nextGaussian())).append(',').append("abc".charAt(r % 3)).append(',')
                    .append(random.nextBoolean() ? "yes" : "no").append(',').append(random.nextInt(9)).append('\n');
        }
        TableFile file = TableFile.open(Files.writeString(home.resolve("mixed.csv"), text.toString()));
        for (double score : scores(encoder(file), file, file)) {
            assertTrue(Double.isFinite(score));
        }
    }

    private static double[] scores(TableEncoder encoder, TableFile train, TableFile rows) throws IOException {
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(1)) {
            Dataset data = encoder.encode(train, arena).dataset("train");
            TrainingConfiguration training = Recipe.training(data.size()).epochs(150);
            try (TrainingResult result = Trainer.of(Recipe.architecture(encoder)).configuration(training).team(team)
                    .fit(data)) {
                return AnomalyScores.of(result.model(), encoder.encode(rows, arena).dataset("rows"), 32, 0, team,
                        Progress.NONE).scores(Recipe.BEST_SCORE);
            }
        }
    }

    private static TableEncoder encoder(TableFile file) throws IOException {
        return TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
    }

    /// All columns are one normal number, plus noise of a deviation; the last one plus or minus a shift as well.
    private TableFile numbers(String name, int rows, int columns, double noise, double shift) throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < columns; c++) {
            text.append(c == 0 ? "" : ",").append("c").append(c);
        }
        for (int r = 0; r < rows; r++) {
            double common = random.nextGaussian();
            double sign = random.nextBoolean() ? 1 : -1;
            for (int c = 0; c < columns; c++) {
                double value = common + noise * random.nextGaussian() + (c == columns - 1 ? sign * shift : 0);
                text.append(c == 0 ? "\n" : ",").append(String.format(Locale.ROOT, "%.5f", value));
            }
        }
        return TableFile.open(Files.writeString(home.resolve(name), text.append('\n').toString()));
    }
}
