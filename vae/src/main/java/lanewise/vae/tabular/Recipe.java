package lanewise.vae.tabular;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import lanewise.core.activation.Silu;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.format.FormatException;
import lanewise.vae.model.Architecture;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Adam;
import lanewise.vae.train.TrainingConfiguration;

/// One way to train on any table, where nobody says another: a function of the width of its encoded rows, what its
/// columns are, and their number. With D floats in a row and N rows:
///
/// - **likelihood**: [TableEncoder#likelihood()] (one noise for each number, learned: fixed at 1 it hides all that
///   varies less, and the posterior collapses onto the prior);
/// - **latent**: `min(D, 64)` (an upper bound: the divergence closes dimensions that the rows do not need, while a
///   dimension too few cannot be opened; half of D lost 0.9 of mean AUROC);
/// - **hidden**: 2 of 128, SiLU; of 256 from D = 129 on;
/// - **objective**: evidence lower bound, beta 1 ([#BEST_SCORE] is then what was minimised);
/// - **optimizer**: Adam, 0.003, falling as half a cosine to 0 (the logs of the noise start at 0 and have to come
///   down by 3 in the steps that there are; the fall ends the run, so that no epoch need be chosen and no rows kept
///   apart);
/// - **batch**: 128 rows, of 512 from N = 100,000 on;
/// - **epochs**: `512,000 / N` rounded up, at most 1,000; at least as many as make 5,000,000 rows, but no more than
///   20 (steps and not epochs are what a model needs; a table of any length then takes bounded time, or one epoch);
/// - **log-variance bound**: none (what one costs on these sets was not measured);
/// - **dropout**: 0.1 below N = 1,000, else none (the residuals of held-out rows were 2 to 9 times those of
///   training rows in four of five such tables; dropout raised the log-density of held-out rows in these four, and
///   lowered it in three tables of more rows);
///
/// The choices were made on sets of ADBench, by the reasons above and the log-density of held-out normal rows, with
/// the area under the ROC curve of these sets known: other sets tell how far they carry. `vae/docs/anomalies.md` has
/// the measurements. No early stopping: rows kept apart for it are missed by small tables, and it
/// cost 0.4 of mean AUROC. Thread-safe.
public final class Recipe {

    /// The anomaly score that the model of a table is best asked for: `-log p(x)` takes the whole density, in which
    /// both an unlikely embedding and a reconstruction that fails count, each in nats, without a weight to choose.
    public static final AnomalyScore BEST_SCORE = AnomalyScore.LIKELIHOOD;

    private static final int MOST_LATENT = 64;
    private static final int NARROW = 128;
    private static final int LARGE = 100_000;
    private static final int SMALL = 1_000;
    private static final long ROWS_SEEN = 512_000;
    private static final long MOST_ROWS_SEEN = 5_000_000;
    private static final int ENOUGH_EPOCHS = 20;
    private static final int MOST_EPOCHS = 1_000;

    /// As [Architecture#logVarianceBound()]; 0 is none.
    private static final double LOG_VARIANCE_BOUND = 0;

    private Recipe() {
    }

    /// What the columns of a table are: as [Survey] finds them, but two numbers are reals and no choice between two, so
    /// that a third number is strange and not refused.
    ///
    /// @param file the table
    /// @param kinds what columns are said to be, by name
    /// @return the schema
    /// @throws FormatException if the file is no table, has no row, or a cell does not fit its column
    /// @throws IOException if it cannot be read
    public static Schema schema(TableFile file, Map<String, String> kinds) throws IOException {
        return schema(file, kinds, false);
    }

    /// What the columns of a table are, as above.
    ///
    /// @param file the table
    /// @param kinds what columns are said to be, by name
    /// @param quantiles whether numbers are scaled by their quantiles, as rows that are to be drawn are better with
    /// @return the schema
    /// @throws FormatException as above
    /// @throws IOException as above
    public static Schema schema(TableFile file, Map<String, String> kinds, boolean quantiles) throws IOException {
        Schema found = Survey.of(file, kinds, quantiles).schema();
        Map<String, String> told = new LinkedHashMap<>(kinds);
        for (Column column : found.columns()) {
            if (column instanceof Column.Binary binary && binary.categories().stream().allMatch(Recipe::isNumber)) {
                told.merge(column.name(), "real", (said, real) -> said.equals(Survey.GAPS) ? real + said : said);
            }
        }
        return told.equals(kinds) ? found : Survey.of(file, told, quantiles).schema();
    }

    private static boolean isNumber(String text) {
        try {
            return text.matches(".*[0-9.]") && Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /// What to train.
    ///
    /// @param encoder how the rows are encoded
    /// @return the architecture
    public static Architecture architecture(TableEncoder encoder) {
        int width = Objects.requireNonNull(encoder, "encoder").width();
        int hidden = width <= NARROW ? NARROW : 2 * NARROW;
        return Architecture.builder(width).latent(Math.min(width, MOST_LATENT)).hidden(hidden, hidden)
                .activation(new Silu()).likelihood(encoder.likelihood())
                .logVarianceBound(LOG_VARIANCE_BOUND).build();
    }

    /// How to train, with seed 0.
    ///
    /// @param rows number of training rows, at least 1
    /// @return the configuration
    /// @throws IllegalArgumentException if there are no rows
    public static TrainingConfiguration training(long rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + ", expected at least 1");
        }
        return TrainingConfiguration.builder()
                .epochs(epochs(rows))
                .batchSize(rows < LARGE ? 128 : 512)
                .optimizer(new Adam(0.003))
                .schedule(new Schedule.Cosine())
                .dropout(rows < SMALL ? 0.1 : 0)
                .build();
    }

    private static int epochs(long rows) {
        long epochs = Math.min(MOST_EPOCHS, Math.ceilDiv(ROWS_SEEN, rows));
        return (int) Math.max(epochs, Math.min(ENOUGH_EPOCHS, Math.max(1, MOST_ROWS_SEEN / rows)));
    }
}
