package lanewise.spark;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.List;

import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

import lanewise.vae.model.Architecture;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.TrainingConfiguration;

import scala.Tuple2;
import scala.reflect.ClassTag$;

/// Trains a model on a DataFrame by several executors: the file of the model is, byte for byte, the one that
/// [lanewise.vae.train.Trainer] makes of the same rows in the same order on one machine, whatever the number of
/// workers.
///
/// ```
/// VaeTransformer model = new VaeEstimator()
///         .setArchitecture(Architecture.of(784, 20, 400))
///         .setConfiguration(new TrainingConfiguration().batchSize(128).accumulate(8).epochs(10))
///         .setInputCol("pixels").setOrderCol("number").setWorkers(4)
///         .setCheckpoint("hdfs:///runs/digits.checkpoint")
///         .fit(digits);
/// ```
///
/// For a table neither columns nor architecture need to be named: unset, the first rows and
/// [lanewise.vae.tabular.Recipe] say them, as for `lanewise train`.
///
/// **How.** The DataFrame is read once and encoded by all executors; each worker, a task of a barrier stage, then holds
/// all encoded rows outside the heap, computes its blocks of each step and exchanges sums of gradients with the others
/// ([lanewise.vae.train.Collective]). A worker that is lost ends the stage; Spark begins it again, and it goes on from
/// the last checkpoint. A new driver does so too.
///
/// As all stages of Spark ML it is not thread-safe while it is being set.
public final class VaeEstimator extends VaeEstimatorParams implements MLWritable {

    private static final long serialVersionUID = 1;
    private static final int SECRET_BYTES = 32;

    /// An estimator with the default configuration and one worker.
    public VaeEstimator() {
        this(Identifiable$.MODULE$.randomUID("vaeEstimator"));
    }

    /// The same with a name of its own.
    ///
    /// @param uid its name in a pipeline
    public VaeEstimator(String uid) {
        super(uid);
        setDefault(configuration(), new TrainingConfiguration().toJson());
        setDefault(tableRows(), 100_000);
        setDefault(workers(), 1);
        setDefault(checkpointEvery(), 0);
    }

    /// Reads what [#write()] wrote.
    ///
    /// @param path the directory
    /// @return the estimator
    public static VaeEstimator load(String path) {
        return read().load(path);
    }

    /// What reads estimators. Pipelines find it by its name.
    ///
    /// @return a reader
    public static MLReader<VaeEstimator> read() {
        return new DefaultParamsReader<>();
    }

    @Override
    public MLWriter write() {
        return new DefaultParamsWriter(this);
    }

    @Override
    public VaeEstimator copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /// Whether the rows are to say how they are encoded.
    private boolean isSurveyed() {
        return text(table()) == null && text(inputCol()) == null;
    }

    /// @param form of the table; null for vectors
    private TrainingPlan plan(TableForm form) {
        if (text(architecture()) == null && form == null) {
            throw new IllegalArgumentException("architecture: is not set, expected what to train on vectors, by"
                    + " setArchitecture");
        }
        return new TrainingPlan(text(architecture()) != null ? getArchitecture()
                : Recipe.architecture(form.encoder()).toJson(), getConfiguration(),
                form == null ? null : form.toJson());
    }

    private TrainingPlan plan(Dataset<Row> rows) {
        return plan(isSurveyed() ? SurveyedForm.of(rows, getTableRows(), text(orderCol())) : form());
    }

    private TableForm form() {
        return new TrainingPlan(null, null, text(table())).form();
    }

    private void requireBlocks() {
        int blocks = new TrainingPlan(null, getConfiguration(), null).training().accumulate();
        if (getWorkers() > blocks) {
            throw new IllegalArgumentException("workers: " + getWorkers() + ", but a step has " + blocks
                    + (blocks == 1 ? " block" : " blocks") + ", expected at most as many workers; accumulate of the"
                    + " configuration says how many blocks there are, and is part of the result");
        }
    }

    private InputColumns input(TrainingPlan plan, StructType schema) {
        return InputColumns.of(text(inputCol()), plan.form(), plan.net(), schema);
    }

    /// The columns of the input: what the trained model adds is set on it.
    ///
    /// @param schema of the input
    /// @return the same
    /// @throws IllegalArgumentException naming the column that is absent or of a type that the model cannot read
    @Override
    public StructType transformSchema(StructType schema) {
        requireBlocks();
        if (!isSurveyed()) {
            input(plan(form()), schema);
        }
        if (text(orderCol()) != null) {
            InputColumns.found("orderCol", getOrderCol(), schema);
        }
        return schema;
    }

    @Override
    public VaeTransformer fit(Dataset<?> dataset) {
        transformSchema(dataset.schema(), true);
        Dataset<Row> rows = text(orderCol()) == null ? dataset.toDF()
                : dataset.toDF().sort(functions.col(getOrderCol()));
        TrainingPlan plan = plan(rows);
        Architecture net = plan.net();
        int width = net.encoderInputs();
        JavaRDD<Chunk> chunks = rows.toJavaRDD().mapPartitionsWithIndex(
                new ChunkedRows(input(plan, dataset.schema()), plan.table(), width), true)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long[] starts = starts(chunks, width);
            long count = starts[starts.length - 1];
            if (count == 0 || count > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("dataset: has " + count + " rows, expected 1 to "
                        + Integer.MAX_VALUE);
            }
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            TrainingTask task = new TrainingTask(plan, (int) count, width, text(checkpoint()), getCheckpointEvery(),
                    secret, new SerializableConfiguration(
                            dataset.sparkSession().sparkContext().hadoopConfiguration()));
            byte[] model = onAllRanks(chunks, starts, task).getFirst();
            VaeTransformer fitted = VaeTransformer.of(Identifiable$.MODULE$.randomUID("vae"), ModelFacts.of(model));
            if (text(inputCol()) != null) {
                fitted.setInputCol(getInputCol());
            }
            return fitted.setParent(this);
        } finally {
            chunks.unpersist(false);
        }
    }

    /// Trains a model of each group, such as a tenant, a machine or a series: each is, byte for byte, the one that
    /// [#fit] makes of the rows of that group alone. A group is trained by one task, which holds its rows; workers and
    /// checkpoints have no part in it.
    ///
    /// @param dataset rows of all groups
    /// @param groupCol the column whose values tell the groups
    /// @return a row for each group: its value, `rows`, their number, and `model`, the bytes of the model's file, for
    /// [VaeTransformer#ofBytes(byte[])]; computed when it is asked for, so it is best written to a table first
    /// @throws IllegalArgumentException as [#transformSchema], or if no column gives the order of the rows, or the
    /// rows of a table are to be encoded as nobody says
    public Dataset<Row> fitGroups(Dataset<?> dataset, String groupCol) {
        StructType schema = transformSchema(dataset.schema(), true);
        if (isSurveyed()) {
            throw new IllegalArgumentException("table: is not set, expected by setTable how the rows of all groups are"
                    + " encoded, or setInputCol");
        }
        TrainingPlan plan = plan(form());
        int group = InputColumns.found("groupCol", groupCol, schema);
        if (text(orderCol()) == null) {
            throw new IllegalArgumentException("orderCol: is not set, expected the column that gives the order of the"
                    + " rows of a group");
        }
        StructType result = new StructType().add(schema.fields()[group]).add("rows", DataTypes.LongType, false)
                .add("model", DataTypes.BinaryType, false);
        GroupTraining training = new GroupTraining(plan, input(plan, schema), plan.net().encoderInputs(), group,
                groupCol);
        return dataset.toDF().repartition(functions.col(groupCol))
                .sortWithinPartitions(functions.col(groupCol), functions.col(getOrderCol()))
                .mapPartitions(training, Encoders.row(result));
    }

    /// The number of the first row of each partition, and of the row after the last.
    private static long[] starts(JavaRDD<Chunk> chunks, int width) {
        long[] starts = new long[chunks.getNumPartitions() + 1];
        for (int[] each : chunks.map(chunk -> new int[] {chunk.partition(), chunk.rows(width)}).collect()) {
            starts[each[0] + 1] += each[1];
        }
        for (int p = 1; p < starts.length; p++) {
            starts[p] += starts[p - 1];
        }
        return starts;
    }

    /// Sends all rows to each rank and trains.
    private List<byte[]> onAllRanks(JavaRDD<Chunk> chunks, long[] starts, TrainingTask task) {
        int ranks = getWorkers();
        JavaPairRDD<Integer, Chunk> sent = chunks.flatMapToPair(chunk -> {
            Chunk placed = chunk.after(starts);
            return java.util.stream.IntStream.range(0, ranks).mapToObj(rank -> new Tuple2<>(rank, placed)).iterator();
        }).partitionBy(new ByRank(ranks));
        JavaRDD<byte[]> models = JavaRDD.fromRDD(sent.values().rdd().barrier().mapPartitions(task, false,
                ClassTag$.MODULE$.apply(byte[].class)), ClassTag$.MODULE$.<byte[]>apply(byte[].class));
        // Spark begins a failed barrier stage again only if a shuffle follows it
        return models.mapToPair(model -> new Tuple2<>(0, model)).partitionBy(new ByRank(1)).values().collect();
    }

    /// Rank r is partition r.
    private static final class ByRank extends Partitioner implements Serializable {

        private static final long serialVersionUID = 1;

        private final int ranks;

        ByRank(int ranks) {
            this.ranks = ranks;
        }

        @Override
        public int numPartitions() {
            return ranks;
        }

        @Override
        public int getPartition(Object rank) {
            return (int) rank;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByRank by && by.ranks == ranks;
        }

        @Override
        public int hashCode() {
            return ranks;
        }
    }
}
