package lanewise.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

import lanewise.core.Team;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.TableModel;

/// Times the scoring of a table by Spark, from Parquet to Parquet, beside that of one process without Spark, and beside
/// Spark's own reading and writing. Each call does one thing and says what it took:
///
/// - `make TABLE.csv OUT.parquet TIMES`: the table, repeated
/// - `plain MODEL TABLE.csv DRAWS THREADS TIMES`: encodes and scores the table without Spark, several times
/// - `score MODEL IN.parquet OUT.parquet DRAWS`: scores by Spark, `reasons` does so with reasons
/// - `embed MODEL IN.parquet OUT.parquet DRAWS`: embeddings
/// - `column IN.parquet OUT.parquet`: adds a column that Spark computes; `rows`: one by way of objects for rows
///
/// Spark's own settings are system properties.
final class ScoringProof {

    /// The first one compiles.
    private static final int TURNS = Integer.getInteger("turns", 2);

    private ScoringProof() {
    }

    public static void main(String[] args) throws IOException {
        if (args[0].equals("plain")) {
            plain(args);
            return;
        }
        try (SparkSession spark = SparkSession.builder().appName("scoring").getOrCreate()) {
            if (args[0].equals("make")) {
                spark.read().option("header", true).option("inferSchema", true)
                        .option("ignoreLeadingWhiteSpace", true).csv(args[1])
                        .crossJoin(functions.broadcast(spark.range(Integer.parseInt(args[3])).toDF("turn")))
                        .drop("turn").repartition(16).write().mode(SaveMode.Overwrite).parquet(args[2]);
                return;
            }
            boolean isScored = args.length == 5;
            Dataset<Row> in = spark.read().parquet(args[isScored ? 2 : 1]);
            long rows = in.count();
            for (int turn = 0; turn < TURNS; turn++) {
                long begin = System.nanoTime();
                Dataset<Row> out = isScored ? scored(spark, args, in) : args[0].equals("rows") ? byRows(in)
                        : in.withColumn("one", functions.lit(1.0));
                out.write().mode(SaveMode.Overwrite).parquet(args[isScored ? 3 : 2]);
                say(Arrays.toString(args), rows, spark.sparkContext().defaultParallelism(), begin);
            }
        }
    }

    private static Dataset<Row> scored(SparkSession spark, String[] args, Dataset<Row> in) throws IOException {
        VaeTransformer model = VaeTransformer.ofModel(spark, args[1]).setSamples(Integer.parseInt(args[4]));
        return switch (args[0]) {
            case "score" -> model.setScoreCol("score").transform(in);
            case "reasons" -> model.setScoreCol("score").setReasonsCol("reasons").transform(in);
            case "embed" -> model.setEmbeddingCol("embedding").transform(in);
            default -> throw new IllegalArgumentException(args[0]);
        };
    }

    private static Dataset<Row> byRows(Dataset<Row> in) {
        StructType type = in.schema().add("one", DataTypes.DoubleType);
        return in.mapPartitions((MapPartitionsFunction<Row, Row>) rows -> new java.util.Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                Row row = rows.next();
                Object[] cells = new Object[row.length() + 1];
                for (int c = 0; c < row.length(); c++) {
                    cells[c] = row.get(c);
                }
                cells[row.length()] = 1.0;
                return RowFactory.create(cells);
            }
        }, Encoders.row(type));
    }

    private static void plain(String[] args) throws IOException {
        int threads = Integer.parseInt(args[4]);
        try (TableModel model = TableModel.load(Path.of(args[1])); Team team = Team.ofThreads(threads)) {
            TableFile table = TableFile.open(Path.of(args[2]));
            for (int turn = 0; turn < Integer.parseInt(args[5]); turn++) {
                long begin = System.nanoTime();
                long rows = model.score(table, Integer.parseInt(args[3]), 0, team).size();
                say("plain, draws: " + args[3], rows, threads, begin);
            }
        }
    }

    private static void say(String what, long rows, int cores, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(Locale.ROOT, "%s: %d rows, %.2f s, %.0f rows/s and core%n", what, rows, seconds,
                rows / seconds / cores);
    }
}
