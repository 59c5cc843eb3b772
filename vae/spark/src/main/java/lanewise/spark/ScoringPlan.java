package lanewise.spark;

import java.util.Iterator;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/// What a task has to know to score rows.
///
/// @param digest of the model's file
/// @param model the file
/// @param input where a row has what the model reads
/// @param output what is made of it
/// @param samples draws for each row's scores
/// @param draws of each row
/// @param seed where the noise of both starts
/// @param invalid what is done with rows that the model cannot read
record ScoringPlan(String digest, Broadcast<byte[]> model, InputColumns input, OutputColumns output, int samples,
        int draws, long seed, String invalid) implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        ScoredRows scored = new ScoredRows(this, rows);
        TaskContext task = TaskContext.get();
        if (task != null) {
            // also for tasks that fail, are killed, or whose rows are not all asked for
            task.addTaskCompletionListener((TaskContext _) -> scored.close());
        }
        return scored;
    }
}
