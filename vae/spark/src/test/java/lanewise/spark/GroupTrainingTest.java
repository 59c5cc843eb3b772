package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.model.Architecture;
import lanewise.vae.train.TrainingConfiguration;

/// Many models at a time, each as if it were the only one.
final class GroupTrainingTest {

    private static Dataset<Row> rows() {
        List<Row> rows = java.util.stream.IntStream.range(0, 90).mapToObj(r -> RowFactory.create(r % 3 == 0 ? "a"
                : r % 3 == 1 ? "b" : null, (long) r, Vectors.dense(Math.sin(r), Math.cos(r), r % 5))).toList();
        return Fixture.spark().createDataFrame(rows, new StructType().add("tenant", DataTypes.StringType)
                .add("number", DataTypes.LongType).add("x", SQLDataTypes.VectorType()));
    }

    private static VaeEstimator estimator() {
        return new VaeEstimator().setInputCol("x").setOrderCol("number")
                .setArchitecture(Architecture.of(3, 2, 5).withLikelihood(new GaussianFixed(1)))
                .setConfiguration(new TrainingConfiguration().epochs(2).batchSize(8).accumulate(2));
    }

    @Test
    void eachModelIsThatOfItsRowsAlone() {
        Dataset<Row> rows = rows();
        List<Row> models = estimator().fitGroups(rows.repartition(4), "tenant").sort("tenant").collectAsList();
        assertEquals(3, models.size());
        String[] filters = {"tenant is null", "tenant = 'a'", "tenant = 'b'"};
        for (int i = 0; i < filters.length; i++) {
            assertEquals(30, models.get(i).<Long>getAs("rows"));
            byte[] alone = estimator().fit(rows.filter(filters[i])).facts().bytes();
            assertArrayEquals(alone, models.get(i).<byte[]>getAs("model"));
        }
        VaeTransformer model = VaeTransformer.ofBytes(models.get(1).getAs("model")).setInputCol("x")
                .setEmbeddingCol("z");
        assertEquals(30, model.transform(rows.filter("tenant = 'a'")).count());
    }

    @Test
    void whatDoesNotFitIsNamed() {
        String order = assertThrows(IllegalArgumentException.class,
                () -> estimator().setOrderCol("").fitGroups(rows(), "tenant")).getMessage();
        assertTrue(order.contains("orderCol"), order);
        String group = assertThrows(IllegalArgumentException.class,
                () -> estimator().fitGroups(rows(), "client")).getMessage();
        assertTrue(group.contains("groupCol: the DataFrame has no column client"), group);
    }
}
