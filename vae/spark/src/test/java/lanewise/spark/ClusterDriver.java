package lanewise.spark;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.model.Architecture;
import lanewise.vae.tabular.TableModel;
import lanewise.vae.train.TrainingConfiguration;

/// Trains on a table, or on digits, what a run of `lanewise train` trained on them: the driver of [ClusterProof].
///
/// Arguments: number of workers, the table or the directory of MNIST, the directory of the run, where the checkpoint
/// is, where the model goes. Spark's own settings are system properties.
final class ClusterDriver {

    private ClusterDriver() {
    }

    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[1]);
        Path run = Path.of(args[2]);
        JsonObject config = Json.parseObject(Files.readString(run.resolve("config.json")), "config.json");
        VaeEstimator estimator = new VaeEstimator()
                .setArchitecture(Architecture.fromJson(Json.write(config.get("architecture")), "architecture"))
                .setConfiguration(TrainingConfiguration.fromJson(Json.write(config.get("training")), "training"))
                .setWorkers(Integer.parseInt(args[0])).setCheckpoint(args[3]).setCheckpointEvery(5);
        try (SparkSession spark = SparkSession.builder().appName("cluster").getOrCreate()) {
            Files.write(Path.of(args[4]), (Files.isDirectory(data) ? onDigits(estimator, spark, data, run)
                    : onTable(estimator, spark, args[1], run)).facts().bytes());
        }
    }

    private static VaeTransformer onTable(VaeEstimator estimator, SparkSession spark, String table, Path run)
            throws Exception {
        try (TableModel same = TableModel.load(run.resolve("model.safetensors"))) {
            return estimator.setTable(same.form())
                    .fit(spark.read().option("header", true).option("ignoreLeadingWhiteSpace", true).csv(table));
        }
    }

    private static VaeTransformer onDigits(VaeEstimator estimator, SparkSession spark, Path directory, Path run)
            throws Exception {
        Path parquet = run.resolve("digits.parquet");
        if (!Files.exists(parquet)) {
            Digits.write(spark, directory, parquet);
        }
        Dataset<Row> digits = spark.read().parquet(parquet.toString());
        return estimator.setInputCol("pixels").setOrderCol("number").fit(digits);
    }
}
