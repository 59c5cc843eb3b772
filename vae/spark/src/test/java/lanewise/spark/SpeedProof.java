package lanewise.spark;

import java.io.IOException;
import java.util.Locale;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import lanewise.vae.model.Architecture;
import lanewise.vae.train.TrainingConfiguration;

/// Times steps of training on digits by one worker and by two, each of one core: what two trainings of different length
/// take differs by their steps alone.
///
/// Arguments: the digits as [Digits] writes them, units of the hidden layers, rows of a block, blocks of a step,
/// epochs. Spark's own settings are system properties.
final class SpeedProof {

    private SpeedProof() {
    }

    public static void main(String[] args) throws IOException {
        int epochs = Integer.parseInt(args[4]);
        TrainingConfiguration training = new TrainingConfiguration().batchSize(Integer.parseInt(args[2]))
                .accumulate(Integer.parseInt(args[3]));
        try (SparkSession spark = SparkSession.builder().appName("speed").getOrCreate()) {
            Dataset<Row> digits = spark.read().parquet(args[0]);
            double rows = digits.count();
            Architecture net = Architecture.of(784, 20, Integer.parseInt(args[1]));
            long steps = (long) Math.ceil(rows / training.batchSize() / training.accumulate()) * epochs;
            fit(digits, net, training.epochs(epochs), 2);
            for (int workers = 1; workers <= 2; workers++) {
                double first = fit(digits, net, training.epochs(1), workers);
                double all = fit(digits, net, training.epochs(1 + epochs), workers);
                System.out.printf(Locale.ROOT, "%d parameters, rows of a step: %d, workers: %d: %.2f ms a step%n",
                        net.layout().size(), training.batchSize() * training.accumulate(), workers,
                        1e3 * (all - first) / steps);
            }
        }
    }

    private static double fit(Dataset<Row> digits, Architecture net, TrainingConfiguration training, int workers) {
        long begin = System.nanoTime();
        new VaeEstimator().setArchitecture(net).setConfiguration(training).setInputCol("pixels").setOrderCol("number")
                .setWorkers(workers).fit(digits);
        return (System.nanoTime() - begin) / 1e9;
    }
}
