package lanewise.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import lanewise.core.Team;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;
import lanewise.vae.train.TrainingResult;

/// What the tests share: Spark in this process, a small table of every kind of column with gaps, and a model of it.
final class Fixture {

    static final int ROWS = 300;

    private static SparkSession spark;
    private static Path directory;

    private Fixture() {
    }

    static synchronized SparkSession spark() {
        if (spark == null) {
            spark = SparkSession.builder().master("local[2]").appName("test").config("spark.ui.enabled", "false")
                    .config("spark.sql.shuffle.partitions", "3").config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.warehouse.dir", directory().resolve("warehouse").toString()).getOrCreate();
        }
        return spark;
    }

    static synchronized Path directory() {
        if (directory == null) {
            try {
                directory = Files.createTempDirectory("lanewise-spark");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return directory;
    }

    /// A table: amounts, counts, departments, flags, dates; some cells are missing.
    static synchronized Path table() throws IOException {
        Path file = directory().resolve("table.csv");
        if (!Files.exists(file)) {
            Random random = new Random(7);
            List<String> lines = new ArrayList<>(List.of("id,amount,items,department,express,day"));
            String[] departments = {"garden", "kitchen", "toys", "tools"};
            for (int r = 0; r < ROWS; r++) {
                int department = random.nextInt(departments.length);
                String amount = random.nextInt(10) == 0 ? ""
                        : String.format(Locale.ROOT, "%.2f", 50 * (department + 1) + 10 * random.nextGaussian());
                lines.add(r + "," + amount + "," + random.nextInt(40) + ","
                        + (random.nextInt(20) == 0 ? "?" : departments[department]) + ","
                        + (random.nextBoolean() ? "yes" : "no") + "," + java.time.LocalDate.of(2025, 1, 1)
                                .plusDays(random.nextInt(300)));
            }
            Files.write(file, lines);
        }
        return file;
    }

    /// A model of the table without its column `id`, trained for a moment.
    static synchronized Path model() throws IOException {
        Path file = directory().resolve("model.safetensors");
        if (!Files.exists(file)) {
            TableFile table = TableFile.open(table());
            Schema schema = Recipe.schema(table, Map.of());
            TableEncoder encoder = TableEncoder.fit(schema, table);
            try (var arena = java.lang.foreign.Arena.ofShared()) {
                var rows = encoder.encode(table, arena).dataset("table");
                TrainingConfiguration training = Recipe.training(rows.size()).toBuilder().epochs(3).batchSize(50)
                        .build();
                try (TrainingResult result = Trainer.of(Recipe.architecture(encoder)).configuration(training)
                        .team(Team.single())
                        .metadata(new TableForm(encoder, table.options(), null, List.of()).metadata()).fit(rows)) {
                    result.model().save(file);
                }
            }
        }
        return file;
    }

    /// The table as Spark reads it, all cells texts.
    static Dataset<Row> texts() throws IOException {
        return spark().read().option("header", true).csv(table().toString());
    }

    /// The table as Spark reads it, with the types that it finds.
    static Dataset<Row> typed() throws IOException {
        return spark().read().option("header", true).option("inferSchema", true).option("nullValue", "?")
                .csv(table().toString());
    }

    static VaeTransformer transformer() throws IOException {
        return VaeTransformer.ofModel(spark(), model().toString());
    }
}
