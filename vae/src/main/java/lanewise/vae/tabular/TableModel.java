package lanewise.vae.tabular;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.format.FormatException;
import lanewise.vae.model.VaeModel;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

/// A model of a table with the encoder of its rows: from a file or a row to scores in the table's own terms.
///
/// A row has the same scores, bit for bit, by itself, in a file, in any order of the columns and on any number of
/// threads: its noise follows from its own values and the seed. `lanewise score` gives the same for its run's seed.
/// Immutable; any number of threads may score at the same time. Holds native memory until it is closed.
///
/// ```java
/// try (Team team = Team.ofThreads(2);
///         TableModel model = TableModel.train(TableFile.open(Path.of("people.csv")), 1, team)) {
///     model.save(Path.of("people.safetensors"));
///     ScoredRow row = model.score(Map.of("age", 41, "kind", "a"));
///     List<String> columns = row.reasons(2);   // the two that add most
/// }
/// ```
public final class TableModel implements AutoCloseable {

    /// Draws of z for each row where nobody says otherwise.
    public static final int SAMPLES = 100;

    private final VaeModel model;
    private final TableForm form;

    private TableModel(VaeModel model, TableForm form) {
        this.model = model;
        this.form = form;
    }

    /// Trains on all rows of a table by [Recipe].
    ///
    /// @param file the table
    /// @param seed the weights', the order's and the noise's
    /// @param team who does the work
    /// @return the model
    /// @throws FormatException if the file is no table, or no column of it can be learned
    /// @throws IOException if it cannot be read
    public static TableModel train(TableFile file, long seed, Team team) throws IOException {
        Schema schema = Recipe.schema(file, Map.of());
        if (schema.width() == 0) {
            throw new FormatException(file.file().toString(), "all columns are left out, expected at least one to learn"
                    + " from");
        }
        TableEncoder encoder = TableEncoder.fit(schema, file);
        TableForm form = new TableForm(encoder, file.options(), null, List.of());
        try (Arena arena = Arena.ofShared()) {
            Dataset rows = encoder.encode(file, arena).dataset(file.file().toString());
            TrainingConfiguration training = Recipe.training(rows.size()).toBuilder().seed(seed).build();
            return new TableModel(Trainer.of(Recipe.architecture(encoder)).configuration(training).team(team)
                    .metadata(form.metadata()).fit(rows).model(), form);
        }
    }

    /// Reads a model that carries its table: of [#save(Path)] or of a run of `lanewise train` on a table.
    ///
    /// @param file the model
    /// @return the model
    /// @throws FormatException if it is damaged, or no model of a table
    /// @throws IOException if it cannot be read
    public static TableModel load(Path file) throws IOException {
        VaeModel model = VaeModel.load(file);
        try {
            TableForm form = TableForm.of(model, file.toString());
            if (form == null) {
                throw new FormatException(file.toString(), "is no model of a table, expected metadata \""
                        + TableForm.KEY + "\"");
            }
            return new TableModel(model, form);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /// Writes model and table into one file, which appears whole or not at all.
    ///
    /// @param file where to
    /// @throws IOException if it cannot be written
    public void save(Path file) throws IOException {
        model.save(file);
    }

    /// The model by itself, on encoded rows.
    ///
    /// @return the model, closed with this
    public VaeModel model() {
        return model;
    }

    /// What it knows of the table.
    ///
    /// @return encoder, labels and how files are read
    public TableForm form() {
        return form;
    }

    /// Scores every row of a table, in its order, with [#SAMPLES] draws and the seed 0. Columns are matched by name;
    /// further ones do not disturb.
    ///
    /// @param file the table
    /// @param team who does the work
    /// @return the scores
    /// @throws FormatException naming the column that is absent, or line, column and value of a cell that is refused
    /// @throws IllegalArgumentException if there are no rows
    /// @throws IOException if the file cannot be read
    public List<ScoredRow> score(TableFile file, Team team) throws IOException {
        return score(file, SAMPLES, 0, team);
    }

    /// Scores every row of a table.
    ///
    /// @param file as above
    /// @param samples L, draws of z for each row, at least 1
    /// @param seed where the noise starts
    /// @param team as above
    /// @return the scores
    /// @throws FormatException as above
    /// @throws IllegalArgumentException as above, and if L is below 1
    /// @throws IOException as above
    public List<ScoredRow> score(TableFile file, int samples, long seed, Team team) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            return scored(form.encoder().encode(file, arena).dataset(file.file().toString()), samples, seed, team);
        }
    }

    /// Scores one row, with [#SAMPLES] draws and the seed 0, on the calling thread.
    ///
    /// @param row a cell for each column that the model describes, null or NaN where it is missing; further ones do
    /// not disturb
    /// @return the scores, of row 0
    /// @throws FormatException naming the column that is absent, or column and value of a cell that is refused
    public ScoredRow score(Map<String, ?> row) throws FormatException {
        return score(row, SAMPLES, 0);
    }

    /// Scores one row on the calling thread.
    ///
    /// @param row as above
    /// @param samples L, draws of z, at least 1
    /// @param seed where the noise starts
    /// @return the scores, of row 0
    /// @throws FormatException as above
    /// @throws IllegalArgumentException if L is below 1
    public ScoredRow score(Map<String, ?> row, int samples, long seed) throws FormatException {
        float[] values = new float[form.encoder().width()];
        form.encoder().coder().encode(row, values, null);
        try (Arena arena = Arena.ofShared()) {
            Matrix one = Matrix.allocate(arena, 1, values.length);
            for (int c = 0; c < values.length; c++) {
                one.set(0, c, values[c]);
            }
            return scored(Dataset.of("row", one, null), samples, seed, Team.single()).getFirst();
        }
    }

    private List<ScoredRow> scored(Dataset rows, int samples, long seed, Team team) {
        AnomalyScores scores = AnomalyScores.byColumns(model, rows, form.bounds(), samples, seed,
                Objects.requireNonNull(team, "team"), Progress.NONE);
        List<TableEncoder.Place> places = form.encoder().places();
        List<ScoredRow> list = new ArrayList<>(scores.rows());
        for (int r = 0; r < scores.rows(); r++) {
            Map<AnomalyScore, Double> each = new EnumMap<>(AnomalyScore.class);
            for (AnomalyScore score : AnomalyScore.values()) {
                each.put(score, scores.score(score, r));
            }
            double[] terms = scores.terms(r);
            Map<String, Double> byName = new LinkedHashMap<>();
            for (int c = 0; c < terms.length; c++) {
                byName.put(places.get(c).column().name(), terms[c]);
            }
            list.add(new ScoredRow(r, each, byName));
        }
        return list;
    }

    /// Frees the model's memory.
    @Override
    public void close() {
        model.close();
    }
}
