package lanewise.spark;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

import lanewise.core.Matrix;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.BatchScoringSession;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.schema.RowCoder;

/// The sessions of one task and what they make of the rows of a batch. One thread's.
final class RowOutputs implements AutoCloseable {

    private final OutputColumns columns;
    private final RowCoder coder;
    private final List<String> names;
    private final Session session;
    private final BatchScoringSession scoring;
    private final RowScore[] scores;
    private final Matrix embeddings;
    private final Matrix reconstructions;
    private final RowDrawer drawer;

    RowOutputs(ScoringPlan plan, SharedModels.Use model, Arena arena, int rows) {
        Architecture net = model.model().architecture();
        this.columns = plan.output();
        this.coder = columns.cells() == null ? null : model.form().encoder().coder();
        this.names = model.form() == null ? List.of()
                : model.form().encoder().places().stream().map(place -> place.column().name()).toList();
        this.embeddings = columns.embedding() == null ? null : Matrix.allocate(arena, rows, net.latent());
        this.reconstructions = columns.reconstruction() == null ? null : Matrix.allocate(arena, rows, net.inputs());
        this.session = embeddings == null && reconstructions == null && columns.draws() == null ? null
                : model.model().session(rows);
        this.drawer = columns.draws() == null ? null
                : new RowDrawer(session, plan.draws(), plan.seed(), rows, arena);
        Scoring how = Scoring.of(plan.samples(), plan.seed());
        this.scoring = columns.isScored() ? new BatchScoringSession(model.model(),
                model.form() == null ? how : how.withColumns(model.form().bounds()), rows) : null;
        this.scores = Stream.generate(RowScore::new).limit(scoring == null ? 0 : rows).toArray(RowScore[]::new);
    }

    /// Computes all that is told of rows.
    ///
    /// @param x the rows
    /// @param keys of their noise; null where it follows from a row's own values
    void compute(Matrix x, long[] keys) {
        if (scoring != null) {
            scoring.score(x, keys, scores);
        }
        if (embeddings != null) {
            session.encode(x, embeddings.rows(0, x.rows()));
        }
        if (reconstructions != null) {
            session.reconstruct(x, reconstructions.rows(0, x.rows()));
        }
        if (drawer != null) {
            drawer.encode(x, keys);
        }
    }

    /// Writes the cells of the outputs of a row.
    ///
    /// @param r its number in the batch
    /// @param cells where to
    /// @param from the first cell
    void put(int r, Object[] cells, int from) {
        int at = from;
        if (embeddings != null) {
            cells[at++] = vector(embeddings, r);
        }
        if (columns.score() != null) {
            cells[at++] = scores(scores[r]);
        }
        if (columns.reasons() != null) {
            cells[at++] = reasons(scores[r]);
        }
        if (reconstructions != null) {
            cells[at++] = cells(reconstructions, r);
        }
        if (drawer != null) {
            Matrix drawn = drawer.draw(r);
            cells[at] = IntStream.range(0, drawn.rows()).mapToObj(i -> cells(drawn, i)).toArray();
        }
    }

    private static Vector vector(Matrix of, int r) {
        double[] values = new double[of.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = of.get(r, c);
        }
        return Vectors.dense(values);
    }

    private static Row scores(RowScore score) {
        AnomalyScore[] all = AnomalyScore.values();
        Object[] values = new Object[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = score.of(all[i]);
        }
        return RowFactory.create(values);
    }

    private Row[] reasons(RowScore score) {
        Row[] reasons = new Row[score.columns()];
        for (int c = 0; c < reasons.length; c++) {
            reasons[c] = RowFactory.create(names.get(c), score.term(c));
        }
        return reasons;
    }

    /// A row that the model made: a vector, or the cells of the table.
    private Object cells(Matrix rows, int r) {
        return coder == null ? vector(rows, r) : decoded(rows, r);
    }

    private Row decoded(Matrix rows, int r) {
        float[] values = new float[rows.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = rows.get(r, c);
        }
        Map<String, Object> all = coder.decode(values, null);
        StructField[] fields = columns.cells().fields();
        List<String> texts = coder.decodeText(values, null);
        Object[] cells = new Object[fields.length];
        for (int c = 0; c < cells.length; c++) {
            boolean isNumber = !fields[c].dataType().equals(DataTypes.StringType);
            Object cell = all.get(fields[c].name());
            cells[c] = cell == null || isNumber ? cell : texts.get(c);
        }
        return RowFactory.create(cells);
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        if (scoring != null) {
            scoring.close();
        }
    }
}
