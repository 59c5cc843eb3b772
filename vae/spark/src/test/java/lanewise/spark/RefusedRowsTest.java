package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What does not fit is refused, by name and before a task runs where that can be known.
final class RefusedRowsTest {

    private static void assertRefused(Executable call, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private static VaeTransformer scoring() throws IOException {
        return Fixture.transformer().setScoreCol("score").setSamples(2);
    }

    /// A table whose row 17 has a text in its column of amounts.
    private static Dataset<Row> bad() throws IOException {
        return Fixture.texts().withColumn("amount", functions.expr("if(id = 17, 'much', amount)")).repartition(2);
    }

    @Test
    void columnsThatDoNotFitAreNamedAtOnce() throws IOException {
        Dataset<Row> rows = Fixture.typed();
        VaeTransformer transformer = scoring();
        assertRefused(() -> transformer.transform(rows.drop("amount", "day")), "no column amount, day", "items");
        assertRefused(() -> transformer.transform(rows.withColumn("items", functions.expr("array(items)"))), "items",
                "array<int>", "expected a number");
        assertRefused(() -> transformer.transform(rows.withColumn("score", functions.lit(1))), "scoreCol", "already");
        assertRefused(() -> Fixture.transformer().transform(rows), "no output was asked for", "setScoreCol");
        assertRefused(() -> scoring().setInputCol("x").transform(rows), "inputCol", "no column x", "amount");
        assertRefused(() -> scoring().setInputCol("items").transform(rows), "inputCol", "of type int", "vectors");
        assertRefused(() -> scoring().setKeyCol("amount").transform(rows), "keyCol", "double", "whole numbers");
        assertRefused(() -> scoring().setHandleInvalid("ignore"), "handleInvalid", "ignore");
        assertRefused(() -> scoring().setSamples(0), "samples", "0");
    }

    @Test
    void aCellThatDoesNotFitEndsTheJobOrItsRowAsIsAsked() throws IOException {
        String message = deepest(assertThrows(SparkException.class, () -> scoring().transform(bad()).collectAsList()));
        for (String part : List.of("column amount", "\"much\"", "partition", "handleInvalid")) {
            assertTrue(message.contains(part), message);
        }
        List<Row> good = scoring().transform(Fixture.texts().filter("id != 17")).sort("id").collectAsList();
        assertEquals(good, scoring().setHandleInvalid("skip").transform(bad()).sort("id").collectAsList());
        List<Row> kept = scoring().setHandleInvalid("keep").transform(bad()).sort("id").collectAsList();
        assertEquals(Fixture.ROWS, kept.size());
        for (Row row : kept) {
            assertEquals(row.getAs("id").equals("17"), row.getAs("score") == null);
        }
        assertTrue(kept.containsAll(good));
    }

    @Test
    void vectorsAndKeysThatDoNotFitAreNamed() throws IOException {
        Dataset<Row> rows = Fixture.typed().selectExpr("array(1d, 2d) as x", "id - 5 as id");
        String width = deepest(assertThrows(SparkException.class,
                () -> scoring().setInputCol("x").transform(rows).collectAsList()));
        assertTrue(width.contains("has 2 values, expected "), width);
        String key = deepest(assertThrows(SparkException.class, () -> scoring().setKeyCol("id")
                .transform(Fixture.typed().withColumn("id", functions.expr("id - 5"))).collectAsList()));
        assertTrue(key.contains("keyCol: the column id is -5"), key);
    }

    private static String deepest(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            all.append(each.getMessage()).append('\n');
        }
        return all.toString();
    }
}
