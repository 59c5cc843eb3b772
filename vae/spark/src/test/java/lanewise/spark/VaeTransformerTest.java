package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.random.RandomStream;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.evaluate.ScoringSession;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.random.Purpose;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.ScoredRow;
import lanewise.vae.tabular.TableModel;

/// What Spark says of a row is what one machine says of it, to the bit, however the rows are spread.
final class VaeTransformerTest {

    private static final int DRAWS = 20;

    private static VaeTransformer scoring() throws IOException {
        return Fixture.transformer().setScoreCol("score").setReasonsCol("reasons").setSamples(DRAWS).setSeed(5);
    }

    private static Map<Integer, Row> byId(Dataset<Row> rows) {
        Map<Integer, Row> all = new TreeMap<>();
        for (Row row : rows.collectAsList()) {
            all.put(Integer.parseInt(row.get(row.fieldIndex("id")).toString()), row);
        }
        assertEquals(Fixture.ROWS, all.size());
        return all;
    }

    private static List<ScoredRow> expected() throws IOException {
        try (TableModel model = TableModel.load(Fixture.model())) {
            return model.score(TableFile.open(Fixture.table()), DRAWS, 5, Team.single());
        }
    }

    private static void assertScores(List<ScoredRow> expected, Map<Integer, Row> found) {
        for (int r = 0; r < Fixture.ROWS; r++) {
            Row score = found.get(r).getStruct(found.get(r).fieldIndex("score"));
            for (AnomalyScore each : AnomalyScore.values()) {
                assertEquals(expected.get(r).scores().get(each), score.<Double>getAs(each.id()), each + " of " + r);
            }
            List<Row> reasons = found.get(r).getList(found.get(r).fieldIndex("reasons"));
            double sum = 0;
            for (Row reason : reasons) {
                assertEquals(expected.get(r).terms().get(reason.getString(0)), reason.getDouble(1));
                sum += reason.getDouble(1);
            }
            assertEquals(expected.get(r).terms().size(), reasons.size());
            assertEquals(score.<Double>getAs("reconstruction"), sum);
        }
    }

    @Test
    void scoresAreThoseOfOneMachineInAnyNumberOfPartitions() throws IOException {
        List<ScoredRow> expected = expected();
        for (int partitions : new int[] {1, 2, 7}) {
            assertScores(expected, byId(scoring().transform(Fixture.texts().repartition(partitions))));
        }
    }

    @Test
    void typesAndOrderOfTheColumnsDoNotMatter() throws IOException {
        Dataset<Row> rows = Fixture.typed().select("day", "express", "department", "id", "items", "amount")
                .withColumn("more", functions.lit("x")).sort(functions.col("amount"));
        assertScores(expected(), byId(scoring().transform(rows)));
    }

    @Test
    void embeddingsAndReconstructionsAreThoseOfASession() throws IOException {
        Map<Integer, Row> found = byId(Fixture.transformer().setEmbeddingCol("z").setReconstructionCol("again")
                .transform(Fixture.typed().repartition(3)));
        TableFile table = TableFile.open(Fixture.table());
        try (TableModel model = TableModel.load(Fixture.model()); Session session = model.model().session(1);
                var rows = model.form().encoder().rows(table)) {
            float[] x = new float[model.form().encoder().width()];
            RowCoder coder = model.form().encoder().coder();
            for (int r = 0; r < Fixture.ROWS; r++) {
                assertTrue(rows.next(x));
                double[] z = ((Vector) found.get(r).getAs("z")).toArray();
                float[] mean = session.encode(x);
                assertEquals(mean.length, z.length);
                for (int c = 0; c < z.length; c++) {
                    assertEquals(mean[c], z[c]);
                }
                Row again = found.get(r).getAs("again");
                Map<String, Object> cells = coder.decode(session.reconstruct(x), null);
                assertEquals(cells.get("amount"), again.<Double>getAs("amount"));
                assertEquals(cells.get("items"), again.<Long>getAs("items"));
                assertEquals(cells.get("department"), again.<String>getAs("department"));
                assertEquals(cells.get("day").toString(), again.<String>getAs("day"));
            }
        }
    }

    @Test
    void vectorsAndKeysAreThoseOfAScoringSession() throws IOException {
        try (TableModel model = TableModel.load(Fixture.model());
                ScoringSession session = new ScoringSession(model.model(),
                        Scoring.of(DRAWS, 5).withColumns(model.form().bounds()));
                var rows = model.form().encoder().rows(TableFile.open(Fixture.table()))) {
            float[] x = new float[model.form().encoder().width()];
            Dataset<Row> vectors = Vectors.of(rows, x.length);
            VaeTransformer transformer = Fixture.transformer().setInputCol("x").setKeyCol("id").setScoreCol("score")
                    .setReconstructionCol("again").setSamples(DRAWS).setSeed(5);
            Map<Integer, Row> found = byId(transformer.transform(vectors.repartition(4)));
            Map<Integer, Row> arrays = byId(transformer.transform(vectors.withColumn("x",
                    org.apache.spark.ml.functions.vector_to_array(functions.col("x"), "float32"))));
            RowScore score = new RowScore();
            try (Session plain = model.model().session(1)) {
                for (int r = 0; r < Fixture.ROWS; r++) {
                    double[] values = ((Vector) found.get(r).getAs("x")).toArray();
                    for (int c = 0; c < x.length; c++) {
                        x[c] = (float) values[c];
                    }
                    session.score(x, r, score);
                    Row struct = found.get(r).getAs("score");
                    assertEquals(score.of(AnomalyScore.LIKELIHOOD), struct.<Double>getAs("likelihood"));
                    assertEquals(score.of(AnomalyScore.RECONSTRUCTION), struct.<Double>getAs("reconstruction"));
                    assertEquals(struct, arrays.get(r).getAs("score"));
                    float[] again = plain.reconstruct(x);
                    double[] widened = new double[again.length];
                    for (int c = 0; c < again.length; c++) {
                        widened[c] = again[c];
                    }
                    assertArrayEquals(widened, ((Vector) found.get(r).getAs("again")).toArray());
                }
            }
        }
    }

    @Test
    void drawsFollowFromTheKeyOfARow() throws IOException {
        VaeTransformer transformer = Fixture.transformer().setKeyCol("id").setDrawsCol("drawn").setDraws(DRAWS)
                .setSeed(5);
        Map<Integer, Row> found = byId(transformer.transform(Fixture.typed().repartition(3)));
        try (TableModel model = TableModel.load(Fixture.model()); Session session = model.model().session(DRAWS);
                Arena arena = Arena.ofShared();
                var rows = model.form().encoder().rows(TableFile.open(Fixture.table()))) {
            Architecture net = model.model().architecture();
            float[] x = new float[net.inputs()];
            Matrix heads = Matrix.allocate(arena, 1, net.posterior().width(net.latent()));
            Matrix z = Matrix.allocate(arena, DRAWS, net.latent());
            Matrix raw = Matrix.allocate(arena, DRAWS, net.likelihood().outputWidth(net.inputs()));
            Matrix drawn = Matrix.allocate(arena, DRAWS, net.inputs());
            RowCoder coder = model.form().encoder().coder();
            for (int r = 0; r < Fixture.ROWS; r++) {
                assertTrue(rows.next(x));
                heads.copyFrom(session.encoderOutputs(x));
                new RandomStream(5, Purpose.IMPORTANCE.stream(r)).fillGaussian(z, 0);
                net.posterior().sample(heads, z, z, 0, DRAWS);
                session.decoderOutputs(z, raw);
                net.likelihood().sample(raw, new RandomStream(5, Purpose.PREDICT.stream(r)), 0, drawn);
                List<Row> all = found.get(r).getList(found.get(r).fieldIndex("drawn"));
                assertEquals(DRAWS, all.size());
                for (int i = 0; i < DRAWS; i++) {
                    for (int c = 0; c < x.length; c++) {
                        x[c] = drawn.get(i, c);
                    }
                    Map<String, Object> cells = coder.decode(x, null);
                    assertEquals(cells.get("amount"), all.get(i).<Double>getAs("amount"));
                    assertEquals(cells.get("items"), all.get(i).<Long>getAs("items"));
                    assertEquals(cells.get("department"), all.get(i).<String>getAs("department"));
                }
            }
        }
        Map<Integer, Row> fewer = byId(transformer.setDraws(2).transform(Fixture.typed()));
        assertEquals(found.get(7).getList(found.get(7).fieldIndex("drawn")).subList(0, 2),
                fewer.get(7).getList(fewer.get(7).fieldIndex("drawn")));
    }

    @Test
    void drawsOfVectorsAreVectors() throws IOException {
        try (TableModel model = TableModel.load(Fixture.model());
                var rows = model.form().encoder().rows(TableFile.open(Fixture.table()))) {
            Dataset<Row> vectors = Vectors.of(rows, model.form().encoder().width());
            VaeTransformer transformer = Fixture.transformer().setInputCol("x").setDrawsCol("drawn").setDraws(3);
            Map<Integer, Row> one = byId(transformer.transform(vectors.coalesce(1)));
            Map<Integer, Row> some = byId(transformer.transform(vectors.repartition(5)));
            for (int r = 0; r < Fixture.ROWS; r++) {
                List<Vector> drawn = one.get(r).getList(one.get(r).fieldIndex("drawn"));
                assertEquals(3, drawn.size());
                assertEquals(model.form().encoder().width(), drawn.getFirst().size());
                assertEquals(drawn, some.get(r).getList(some.get(r).fieldIndex("drawn")));
            }
        }
    }
}
