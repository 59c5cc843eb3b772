package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

import lanewise.vae.model.VaeModel;

/// Tasks give back what they took, however they end.
final class TaskEndTest {

    private static final int DRAWS = 5;

    private static VaeTransformer scoring() throws IOException {
        return Fixture.transformer().setScoreCol("score").setEmbeddingCol("z").setSamples(DRAWS);
    }

    /// No model is in use any more; a task's listeners may run a little after its job has ended.
    private static void assertGivenBack() throws InterruptedException {
        for (int i = 0; i < 500 && SharedModels.counts()[0] > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, SharedModels.counts()[0], "models in use");
    }

    @Test
    void rowsThatNobodyAsksForHoldNothing() throws Exception {
        assertEquals(3, scoring().transform(Fixture.texts()).limit(3).collectAsList().size());
        scoring().transform(Fixture.texts()).foreachPartition((ForeachPartitionFunction<Row>) Iterator::next);
        assertGivenBack();
        assertTrue(SharedModels.counts()[1] >= 1, "the model waits for the next task");
    }

    @Test
    void failedTasksHoldNothing() throws Exception {
        Dataset<Row> rows = scoring().transform(Fixture.texts());
        Exception thrown = assertThrows(Exception.class,
                () -> rows.filter(functions.expr("if(id = 200, raise_error('all over'), true)")).collectAsList());
        assertTrue(thrown.getMessage().contains("all over"), thrown::toString);
        assertGivenBack();
    }

    @Test
    void killedTasksHoldNothing() throws Exception {
        Dataset<Row> many = Fixture.texts().crossJoin(Fixture.spark().range(100_000).withColumnRenamed("id", "turn"));
        VaeTransformer transformer = scoring().setSamples(1000);
        CompletableFuture<Long> job = CompletableFuture.supplyAsync(() -> {
            Fixture.spark().sparkContext().setJobGroup("killed", "to be killed", true);
            return transformer.transform(many).filter("score.likelihood < 0").count();
        });
        for (int i = 0; i < 3000 && SharedModels.counts()[0] == 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(1, SharedModels.counts()[0], "one model, whatever the number of tasks");
        Fixture.spark().sparkContext().cancelJobGroup("killed");
        assertThrows(CompletionException.class, job::join);
        assertGivenBack();
    }

    @Test
    void modelsThatWaitAreFewAndTheOldestGo() throws Exception {
        assertGivenBack();
        byte[] bytes = java.nio.file.Files.readAllBytes(Fixture.model());
        List<VaeModel> models = new ArrayList<>();
        for (int i = 0; i < SharedModels.MOST_IDLE + 2; i++) {
            try (SharedModels.Use use = SharedModels.open("model " + i, () -> bytes);
                    SharedModels.Use same = SharedModels.open("model " + i, () -> new byte[0])) {
                assertEquals(use.model(), same.model());
                models.add(use.model());
            }
        }
        assertArrayEquals(new int[] {0, SharedModels.MOST_IDLE}, SharedModels.counts());
        assertThrows(IllegalStateException.class, () -> models.getFirst().session(1));
        models.getLast().session(1).close();
        assertThrows(IllegalStateException.class, () -> SharedModels.open("broken", () -> {
            throw new IllegalStateException("no bytes");
        }));
        assertArrayEquals(new int[] {0, SharedModels.MOST_IDLE}, SharedModels.counts());
    }
}
