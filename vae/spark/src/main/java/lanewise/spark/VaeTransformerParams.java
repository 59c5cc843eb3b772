package lanewise.spark;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/// The parameters of a [VaeTransformer], each with its name, what sets it and what it is, as Spark ML has them. An
/// output is computed where its column has a name; none has one until it is set.
public abstract class VaeTransformerParams extends Model<VaeTransformer> {

    private static final long serialVersionUID = 1;

    /// What is done with a row that the model cannot read, as in Spark ML.
    private static final String[] INVALID = {"error", "skip", "keep"};

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> keyCol;
    private final Param<String> embeddingCol;
    private final Param<String> scoreCol;
    private final Param<String> reasonsCol;
    private final Param<String> reconstructionCol;
    private final Param<String> drawsCol;
    private final IntParam draws;
    private final IntParam samples;
    private final LongParam seed;
    private final Param<String> handleInvalid;

    /// Describes the parameters of a transformer.
    ///
    /// @param uid its name in a pipeline
    VaeTransformerParams(String uid) {
        this.uid = uid;
        this.inputCol = new Param<>(uid, "inputCol", "column of vectors or arrays of what the model reads; unset for"
                + " the columns of the model's own table, by their names");
        this.keyCol = new Param<>(uid, "keyCol", "column of whole numbers from 0 to 2^56 - 1 that a row's noise"
                + " follows from; unset for the row's own values");
        this.embeddingCol = new Param<>(uid, "embeddingCol", "output: the mean of the posterior, a vector");
        this.scoreCol = new Param<>(uid, "scoreCol", "output: all anomaly scores, in nats, a struct");
        this.reasonsCol = new Param<>(uid, "reasonsCol", "output: what each column of the model's table adds to the"
                + " score reconstruction, in nats, an array of structs in the order of the schema");
        this.reconstructionCol = new Param<>(uid, "reconstructionCol", "output: what the decoder makes of the"
                + " embedding, a vector for vectors, a struct of cells for a table");
        this.drawsCol = new Param<>(uid, "drawsCol", "output: rows drawn at draws from the posterior, an array of"
                + " vectors for vectors, of structs of cells for a table");
        this.draws = new IntParam(uid, "draws", "rows drawn for each row, from 1 on", ParamValidators.gtEq(1));
        this.samples = new IntParam(uid, "samples", "draws of the latent variables for each row's scores, from 1 on",
                ParamValidators.gtEq(1));
        this.seed = new LongParam(uid, "seed", "where the noise of scores and draws starts");
        this.handleInvalid = new Param<>(uid, "handleInvalid", "what is done with a row that the model cannot read:"
                + " error, skip (leave it out) or keep (outputs are null)",
                ParamValidators.<String>inArray(INVALID));
    }

    @Override
    public final String uid() {
        return uid;
    }

    private VaeTransformer with(Param<String> param, String value) {
        return (VaeTransformer) set(param, value);
    }

    /// The name of a column, or null if it is not set.
    final String name(Param<String> column) {
        return isDefined(column) && !getOrDefault(column).isEmpty() ? getOrDefault(column) : null;
    }

    /// The column that is read. @return the parameter
    public final Param<String> inputCol() {
        return inputCol;
    }

    /// The column that is read: vectors of Spark ML, or arrays of floats or doubles, as wide as what the model reads
    /// (for a conditional model with its condition at the end). Unset, the columns of the model's table are read.
    ///
    /// @param value a column
    /// @return this
    public final VaeTransformer setInputCol(String value) {
        return with(inputCol, value);
    }

    /// The column that is read.
    /// @return its name
    public final String getInputCol() {
        return getOrDefault(inputCol);
    }

    /// The column of keys. @return the parameter
    public final Param<String> keyCol() {
        return keyCol;
    }

    /// The column that a row's noise follows from. Unset, it follows from the row's own values, so that equal rows have
    /// equal scores, in any order and place.
    ///
    /// @param value a column of whole numbers, 0 to 2^56 - 1
    /// @return this
    public final VaeTransformer setKeyCol(String value) {
        return with(keyCol, value);
    }

    /// The column that a row's noise follows from.
    /// @return its name
    public final String getKeyCol() {
        return getOrDefault(keyCol);
    }

    /// The column of embeddings. @return the parameter
    public final Param<String> embeddingCol() {
        return embeddingCol;
    }

    /// Adds the mean of the posterior, a vector of Spark ML.
    ///
    /// @param value the name of the new column
    /// @return this
    public final VaeTransformer setEmbeddingCol(String value) {
        return with(embeddingCol, value);
    }

    /// The column of embeddings.
    /// @return its name
    public final String getEmbeddingCol() {
        return getOrDefault(embeddingCol);
    }

    /// The column of scores. @return the parameter
    public final Param<String> scoreCol() {
        return scoreCol;
    }

    /// Adds all anomaly scores: a struct of the fields of [lanewise.vae.evaluate.AnomalyScore#ids()], in nats, higher
    /// meaning stranger. `likelihood` is the one that is recommended for tables.
    ///
    /// @param value the name of the new column
    /// @return this
    public final VaeTransformer setScoreCol(String value) {
        return with(scoreCol, value);
    }

    /// The column of scores.
    /// @return its name
    public final String getScoreCol() {
        return getOrDefault(scoreCol);
    }

    /// The column of reasons. @return the parameter
    public final Param<String> reasonsCol() {
        return reasonsCol;
    }

    /// Adds what each column of the model's table adds to the score `reconstruction`: an array of structs of `column`
    /// and `nats` whose nats, added from the first on, are that score to the last bit.
    ///
    /// @param value the name of the new column
    /// @return this
    public final VaeTransformer setReasonsCol(String value) {
        return with(reasonsCol, value);
    }

    /// The column of reasons.
    /// @return its name
    public final String getReasonsCol() {
        return getOrDefault(reasonsCol);
    }

    /// The column of reconstructions. @return the parameter
    public final Param<String> reconstructionCol() {
        return reconstructionCol;
    }

    /// Adds the mean of the likelihood at the embedding: a vector where vectors are read, else a struct of the cells
    /// that it stands for, numbers as doubles, counts as longs, all else as text.
    ///
    /// @param value the name of the new column
    /// @return this
    public final VaeTransformer setReconstructionCol(String value) {
        return with(reconstructionCol, value);
    }

    /// The column of reconstructions.
    /// @return its name
    public final String getReconstructionCol() {
        return getOrDefault(reconstructionCol);
    }

    /// The column of draws. @return the parameter
    public final Param<String> drawsCol() {
        return drawsCol;
    }

    /// Adds rows that the model takes for the like of a row: each is drawn from the likelihood at a draw from the row's
    /// posterior. An array of [#setDraws(int)] elements, which are what a reconstruction is. They depend on the model,
    /// the row, its key and the seed alone, and a draw not on how many there are.
    ///
    /// @param value the name of the new column
    /// @return this
    public final VaeTransformer setDrawsCol(String value) {
        return with(drawsCol, value);
    }

    /// The column of draws.
    /// @return its name
    public final String getDrawsCol() {
        return getOrDefault(drawsCol);
    }

    /// The number of rows drawn. @return the parameter
    public final IntParam draws() {
        return draws;
    }

    /// Rows drawn for each row; 1 unless set.
    ///
    /// @param value at least 1
    /// @return this
    public final VaeTransformer setDraws(int value) {
        return (VaeTransformer) set(draws, value);
    }

    /// Rows drawn for each row.
    /// @return the number
    public final int getDraws() {
        return (int) getOrDefault(draws);
    }

    /// The draws for each row. @return the parameter
    public final IntParam samples() {
        return samples;
    }

    /// Draws of the latent variables for each row's scores; 100 unless set.
    ///
    /// @param value at least 1
    /// @return this
    public final VaeTransformer setSamples(int value) {
        return (VaeTransformer) set(samples, value);
    }

    /// The draws for each row.
    /// @return the number
    public final int getSamples() {
        return (int) getOrDefault(samples);
    }

    /// The seed. @return the parameter
    public final LongParam seed() {
        return seed;
    }

    /// Where the noise of scores and draws starts; 0 unless set.
    ///
    /// @param value the seed
    /// @return this
    public final VaeTransformer setSeed(long value) {
        return (VaeTransformer) set(seed, value);
    }

    /// Where the noise starts.
    /// @return the seed
    public final long getSeed() {
        return (long) getOrDefault(seed);
    }

    /// What is done with bad rows. @return the parameter
    public final Param<String> handleInvalid() {
        return handleInvalid;
    }

    /// What is done with a row that the model cannot read, such as a text in a column of numbers: `error` (unless set)
    /// ends the job and names the cell, `skip` leaves the row out, `keep` gives it nulls.
    ///
    /// @param value one of the three
    /// @return this
    public final VaeTransformer setHandleInvalid(String value) {
        return with(handleInvalid, value);
    }

    /// What is done with bad rows.
    /// @return `error`, `skip` or `keep`
    public final String getHandleInvalid() {
        return getOrDefault(handleInvalid);
    }
}
