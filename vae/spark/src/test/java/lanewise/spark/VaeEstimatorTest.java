package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Team;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.model.Architecture;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.tabular.TableModel;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;
import lanewise.vae.train.TrainingResult;

/// A model that executors train together is, byte for byte, that of one machine.
final class VaeEstimatorTest {

    private static final TrainingConfiguration TRAINING = new TrainingConfiguration().epochs(2).batchSize(16)
            .accumulate(4).seed(3);

    private static TableForm form() throws IOException {
        try (TableModel model = TableModel.load(Fixture.model())) {
            return model.form();
        }
    }

    private static Architecture net() throws IOException {
        TableForm form = form();
        return Architecture.builder(form.encoder().width()).latent(3).hidden(12).likelihood(form.encoder().likelihood())
                .build();
    }

    private static VaeEstimator estimator() throws IOException {
        return new VaeEstimator().setArchitecture(net()).setConfiguration(TRAINING).setTable(form()).setOrderCol("id");
    }

    /// The file that one machine makes.
    private static byte[] expected(TrainingConfiguration training) throws IOException {
        TableForm form = form();
        Path file = Fixture.directory().resolve("expected.safetensors");
        try (Arena arena = Arena.ofShared(); TrainingResult result = Trainer.of(net()).configuration(training)
                .team(Team.single()).metadata(form.metadata())
                .fit(form.encoder().encode(TableFile.open(Fixture.table()), arena).dataset("table"))) {
            result.model().save(file);
        }
        return Files.readAllBytes(file);
    }

    private static byte[] bytes(VaeTransformer model) {
        return model.facts().bytes();
    }

    @Test
    void oneFileWhateverTheWorkersAndThePartitions() throws IOException {
        byte[] expected = expected(TRAINING);
        Dataset<Row> rows = Fixture.typed();
        VaeTransformer model = estimator().setWorkers(2).fit(rows.repartition(5));
        assertArrayEquals(expected, bytes(model));
        assertArrayEquals(expected, bytes(estimator().fit(rows)));
        assertEquals(Fixture.ROWS, model.setScoreCol("score").setSamples(2).transform(rows).count());
    }

    /// Nobody says how rows are encoded, nor what is trained: as for a file of the same rows.
    @Test
    void aTableSaysItself() throws IOException {
        Path file = Fixture.directory().resolve("without-id.csv");
        Files.write(file, Files.readAllLines(Fixture.table()).stream()
                .map(line -> line.substring(line.indexOf(',') + 1)).toList());
        TableFile table = TableFile.open(file);
        TableEncoder encoder = TableEncoder.fit(Recipe.schema(table, Map.of()), table);
        TableForm form = new TableForm(encoder, table.options(), null, List.of());
        Path expected = Fixture.directory().resolve("surveyed.safetensors");
        TrainingConfiguration training = TRAINING.epochs(1);
        try (Arena arena = Arena.ofShared(); TrainingResult result = Trainer.of(Recipe.architecture(encoder))
                .configuration(training).team(Team.single()).metadata(form.metadata())
                .fit(encoder.encode(table, arena).dataset("table"))) {
            result.model().save(expected);
        }
        Dataset<Row> texts = Fixture.texts().withColumn("id", functions.expr("int(id)"))
                .withColumn("beside", functions.expr("array(1, 2)"));
        VaeEstimator estimator = new VaeEstimator().setConfiguration(training).setOrderCol("id").setWorkers(2);
        assertArrayEquals(Files.readAllBytes(expected), bytes(estimator.fit(texts.repartition(3))));
        assertRefused(() -> estimator.fitGroups(texts, "department"), "table", "setTable");
        assertRefused(() -> estimator.fit(texts.select("id", "beside")), "no column of numbers");
        assertRefused(() -> estimator.setTableRows(0), "tableRows");
    }

    @Test
    void vectorsAreTrainedOnAsTheyAre() throws IOException {
        byte[] expected = expected(TRAINING);
        Dataset<Row> vectors = Fixture.transformer().setEmbeddingCol("z").transform(Fixture.typed()).select("id", "z");
        Architecture net = Architecture.of(((org.apache.spark.ml.linalg.Vector) vectors.first().get(1)).size(), 2, 7);
        VaeEstimator estimator = new VaeEstimator().setArchitecture(net.withLikelihood(new GaussianFixed(1)))
                .setConfiguration(TRAINING).setInputCol("z").setOrderCol("id");
        VaeTransformer two = estimator.setWorkers(2).fit(vectors);
        assertArrayEquals(bytes(estimator.setWorkers(1).fit(vectors)), bytes(two));
        assertTrue(expected.length != bytes(two).length);
        assertEquals("z", two.getInputCol());
    }

    @Test
    void aRunGoesOnFromItsCheckpoint() throws IOException {
        String checkpoint = Fixture.directory().resolve("checkpoint/run").toString();
        VaeEstimator estimator = estimator().setCheckpoint(checkpoint).setCheckpointEvery(1).setWorkers(2);
        assertArrayEquals(expected(TRAINING.epochs(1)),
                bytes(estimator.setConfiguration(TRAINING.epochs(1)).fit(Fixture.typed())));
        byte[] first = Files.readAllBytes(Path.of(checkpoint));
        try (var files = Files.list(Path.of(checkpoint).getParent())) {
            assertEquals(List.of(Path.of(checkpoint)), files.toList());
        }
        assertArrayEquals(expected(TRAINING), bytes(estimator.setConfiguration(TRAINING).fit(Fixture.typed())));
        assertTrue(first.length > 0 && !java.util.Arrays.equals(first, Files.readAllBytes(Path.of(checkpoint))));
        String message = deepest(assertThrows(SparkException.class, () -> estimator
                .setConfiguration(TRAINING.seed(4)).fit(Fixture.typed())));
        assertTrue(message.contains("seed"), message);
    }

    @Test
    void anEstimatorIsReadAgain() throws IOException {
        String path = Fixture.directory().resolve("estimator").toString();
        VaeEstimator estimator = estimator().setWorkers(3).setCheckpointEvery(7);
        estimator.save(path);
        VaeEstimator again = VaeEstimator.load(path);
        assertEquals(estimator.getConfiguration(), again.getConfiguration());
        assertEquals(estimator.getTable(), again.getTable());
        assertEquals(3, again.getWorkers());
        assertEquals(estimator.uid(), again.copy(new org.apache.spark.ml.param.ParamMap()).uid());
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeATaskRuns() throws IOException {
        Dataset<Row> rows = Fixture.typed();
        assertRefused(() -> new VaeEstimator().setInputCol("x").fit(rows), "architecture", "setArchitecture");
        assertRefused(() -> estimator().setWorkers(5).fit(rows), "workers: 5", "4 blocks");
        assertRefused(() -> estimator().fit(rows.drop("amount")), "amount");
        assertRefused(() -> estimator().setOrderCol("number").fit(rows), "orderCol", "number");
        assertRefused(() -> estimator().fit(rows.filter("id < 0")), "0 rows");
    }

    private static void assertRefused(Executable call, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private static String deepest(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            all.append(each.getMessage()).append('\n');
        }
        return all.toString();
    }
}
