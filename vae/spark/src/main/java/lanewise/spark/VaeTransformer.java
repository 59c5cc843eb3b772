package lanewise.spark;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/// A stage of Spark ML that gives each row of a DataFrame what a trained model says of it: embedding, scores with
/// reasons, reconstruction, draws. All columns of the DataFrame stay, in their places.
///
/// ```
/// VaeTransformer model = VaeTransformer.ofModel(spark, "runs/adult/model.safetensors")
///         .setScoreCol("score").setReasonsCol("reasons");
/// Dataset<Row> scored = model.transform(spark.read().parquet("adult.parquet"));
/// ```
///
/// **Bits.** What a row comes to depends on the model, the row, the key of its noise, the number of draws and the seed
/// alone: not on partitions, executors, cores or the order of rows. Scores are those of
/// [lanewise.vae.evaluate.ScoringSession], of [lanewise.vae.tabular.TableModel] and of the command `lanewise score`
/// where seed and draws are the same.
///
/// **Input.** Without [#setInputCol(String)], the columns that the model's table has, by their exact names; dates and
/// moments (in UTC) are read as their ISO text. With it, one column of vectors.
///
/// **Memory.** An executor holds the model once, whatever the number of its tasks; each task has its own buffers for
/// [ScoredRows#BATCH] rows outside the heap, which are freed when it ends, by whatever cause.
///
/// As all stages of Spark ML it is not thread-safe while it is being set.
public final class VaeTransformer extends VaeTransformerParams implements MLWritable {

    private static final long serialVersionUID = 1;

    private final ModelFacts facts;

    private VaeTransformer(String uid, ModelFacts facts) {
        super(uid);
        this.facts = facts;
        setDefault(samples(), 100);
        setDefault(draws(), 1);
        setDefault(seed(), 0L);
        setDefault(handleInvalid(), "error");
    }

    static VaeTransformer of(String uid, ModelFacts facts) {
        return new VaeTransformer(uid, facts);
    }

    /// A transformer with the model of a file.
    ///
    /// @param spark the session, by whose Hadoop configuration the file is found
    /// @param file what `lanewise train` or [lanewise.vae.model.VaeModel#save] wrote, local or such as `hdfs://...`
    /// @return the transformer, without outputs yet
    /// @throws IOException if the file is missing or is no model, naming it
    public static VaeTransformer ofModel(SparkSession spark, String file) throws IOException {
        return of(Identifiable$.MODULE$.randomUID("vae"), ModelStore.read(spark, file));
    }

    /// A transformer with a model in memory.
    ///
    /// @param model the bytes of its file
    /// @return the transformer, without outputs yet
    /// @throws UncheckedIOException if it is no model
    public static VaeTransformer ofBytes(byte[] model) {
        return of(Identifiable$.MODULE$.randomUID("vae"), ModelFacts.of(model.clone()));
    }

    /// Reads what [#write()] wrote.
    ///
    /// @param path the directory
    /// @return the transformer
    public static VaeTransformer load(String path) {
        return read().load(path);
    }

    /// What reads transformers. Pipelines find it by its name.
    ///
    /// @return a reader
    public static MLReader<VaeTransformer> read() {
        return new ModelStore.Reader();
    }

    @Override
    public MLWriter write() {
        return new ModelStore.Writer(this);
    }

    ModelFacts facts() {
        return facts;
    }

    /// The SHA-256 of the model's file.
    ///
    /// @return 64 hexadecimal digits
    public String digest() {
        return facts.digest();
    }

    @Override
    public VaeTransformer copy(ParamMap extra) {
        return copyValues(new VaeTransformer(uid(), facts), extra).setParent(parent());
    }

    /// The columns of the input with those of the outputs behind them.
    ///
    /// @param schema of the input
    /// @return of the output
    /// @throws IllegalArgumentException naming the column that is absent, of a type that the model cannot read, or
    /// there already, or if no output was asked for
    @Override
    public StructType transformSchema(StructType schema) {
        InputColumns.of(this, schema);
        return OutputColumns.of(this).appendedTo(schema);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = dataset.schema();
        StructType result = transformSchema(schema, true);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        ScoringPlan plan = new ScoringPlan(facts.digest(), context.broadcast(facts.bytes()),
                InputColumns.of(this, schema), OutputColumns.of(this), getSamples(), getDraws(), getSeed(),
                getHandleInvalid());
        return dataset.toDF().mapPartitions(plan, Encoders.row(result));
    }
}
