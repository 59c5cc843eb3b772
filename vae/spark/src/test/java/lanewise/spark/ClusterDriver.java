package lanewise.spark;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.spark.sql.SparkSession;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.model.Architecture;
import lanewise.vae.tabular.TableModel;
import lanewise.vae.train.TrainingConfiguration;

/// Trains on a table what a run of `lanewise train` trained on it: the driver of [ClusterProof].
///
/// Arguments: number of workers, the table, the directory of the run, where the checkpoint is, where the model goes.
/// Spark's own settings are system properties.
final class ClusterDriver {

    private ClusterDriver() {
    }

    public static void main(String[] args) throws Exception {
        Path run = Path.of(args[2]);
        JsonObject config = Json.parseObject(Files.readString(run.resolve("config.json")), "config.json");
        try (SparkSession spark = SparkSession.builder().appName("cluster").getOrCreate();
                TableModel same = TableModel.load(run.resolve("model.safetensors"))) {
            VaeTransformer model = new VaeEstimator()
                    .setArchitecture(Architecture.fromJson(Json.write(config.get("architecture")), "architecture"))
                    .setConfiguration(TrainingConfiguration.fromJson(Json.write(config.get("training")), "training"))
                    .setTable(same.form()).setWorkers(Integer.parseInt(args[0])).setCheckpoint(args[3])
                    .setCheckpointEvery(20)
                    .fit(spark.read().option("header", true).option("ignoreLeadingWhiteSpace", true).csv(args[1]));
            Files.write(Path.of(args[4]), model.facts().bytes());
        }
    }
}
