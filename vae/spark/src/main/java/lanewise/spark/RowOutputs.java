package lanewise.spark;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

import lanewise.core.Matrix;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.evaluate.ScoringSession;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.schema.RowCoder;

/// The sessions of one task and what they make of the rows of a batch. One thread's.
final class RowOutputs implements AutoCloseable {

    private final OutputColumns columns;
    private final RowCoder coder;
    private final List<String> names;
    private final Session session;
    private final ScoringSession scoring;
    private final RowScore score = new RowScore();
    private final Matrix embeddings;
    private final Matrix reconstructions;
    private Matrix batch;

    RowOutputs(ScoringPlan plan, SharedModels.Use model, Arena arena, int rows) {
        Architecture net = model.model().architecture();
        this.columns = plan.output();
        this.coder = columns.cells() == null ? null : model.form().encoder().coder();
        this.names = model.form() == null ? List.of()
                : model.form().encoder().places().stream().map(place -> place.column().name()).toList();
        this.embeddings = columns.embedding() == null ? null : Matrix.allocate(arena, rows, net.latent());
        this.reconstructions = columns.reconstruction() == null ? null : Matrix.allocate(arena, rows, net.inputs());
        this.session = embeddings == null && reconstructions == null ? null : model.model().session(rows);
        Scoring how = Scoring.of(plan.samples(), plan.seed());
        this.scoring = columns.isScored() ? new ScoringSession(model.model(),
                model.form() == null ? how : how.withColumns(model.form().bounds())) : null;
    }

    /// Computes what is computed for many rows at a time; the rows stay as they are until they are [#put].
    void compute(Matrix x) {
        batch = x;
        if (embeddings != null) {
            session.encode(x, embeddings.rows(0, x.rows()));
        }
        if (reconstructions != null) {
            session.reconstruct(x, reconstructions.rows(0, x.rows()));
        }
    }

    /// Writes the cells of the outputs of a row.
    ///
    /// @param r its number in the batch
    /// @param byValues whether its noise follows from its own values
    /// @param key of its noise where it does not
    /// @param cells where to
    /// @param from the first cell
    void put(int r, boolean byValues, long key, Object[] cells, int from) {
        int at = from;
        if (embeddings != null) {
            cells[at++] = vector(embeddings, r);
        }
        if (scoring != null) {
            var row = batch.segment().asSlice(batch.byteOffset(r, 0), 4L * batch.columns());
            if (byValues) {
                scoring.score(row, score);
            } else {
                scoring.score(row, key, score);
            }
        }
        if (columns.score() != null) {
            cells[at++] = scores();
        }
        if (columns.reasons() != null) {
            cells[at++] = reasons();
        }
        if (reconstructions != null) {
            cells[at] = coder == null ? vector(reconstructions, r) : decoded(r);
        }
    }

    private static Vector vector(Matrix of, int r) {
        double[] values = new double[of.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = of.get(r, c);
        }
        return Vectors.dense(values);
    }

    private Row scores() {
        AnomalyScore[] all = AnomalyScore.values();
        Object[] values = new Object[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = score.of(all[i]);
        }
        return RowFactory.create(values);
    }

    private Row[] reasons() {
        Row[] reasons = new Row[score.columns()];
        for (int c = 0; c < reasons.length; c++) {
            reasons[c] = RowFactory.create(names.get(c), score.term(c));
        }
        return reasons;
    }

    private Row decoded(int r) {
        float[] values = new float[reconstructions.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = reconstructions.get(r, c);
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
