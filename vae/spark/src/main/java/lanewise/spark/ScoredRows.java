package lanewise.spark;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.model.Architecture;

/// The rows of one task with what the model says of them, batch by batch. Not thread-safe, but for [#close()].
final class ScoredRows implements Iterator<Row>, AutoCloseable {

    /// Rows that are read before they are computed.
    static final int BATCH = 64;

    private final ScoringPlan plan;
    private final Iterator<Row> input;
    private final SharedModels.Use model;
    private final RowOutputs outputs;
    private final Arena arena;
    private final CellReader reader;
    private final Matrix x;
    private final float[] values;
    private final Row[] rows = new Row[BATCH];
    private final boolean[] invalid = new boolean[BATCH];
    private final long[] keys = new long[BATCH];
    private long read;
    private int count;
    private int next;
    private boolean closed;

    ScoredRows(ScoringPlan plan, Iterator<Row> input) {
        this.plan = plan;
        this.input = input;
        this.model = SharedModels.open(plan.digest(), () -> plan.model().value());
        this.arena = Arena.ofShared();
        try {
            Architecture net = model.model().architecture();
            this.reader = CellReader.of(plan.input(), model.form() == null ? null : model.form().encoder().coder());
            this.x = Matrix.allocate(arena, BATCH, net.encoderInputs());
            this.values = new float[net.encoderInputs()];
            this.outputs = new RowOutputs(plan, model, arena, BATCH);
        } catch (RuntimeException | Error e) {
            arena.close();
            model.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        while (next == count && !closed) {
            if (!input.hasNext()) {
                close();
            } else {
                fill();
            }
        }
        return next < count;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = rows[next];
        Object[] cells = new Object[row.length() + plan.output().number()];
        for (int c = 0; c < row.length(); c++) {
            cells[c] = row.get(c);
        }
        if (!invalid[next]) {
            outputs.put(next, plan.input().key() < 0, keys[next], cells, row.length());
        }
        next++;
        return RowFactory.create(cells);
    }

    /// Reads rows and computes what is computed for many at a time.
    private void fill() {
        next = 0;
        count = 0;
        while (count < BATCH && input.hasNext()) {
            take(input.next());
        }
        if (count > 0) {
            outputs.compute(x.rows(0, count));
        }
    }

    private void take(Row row) {
        boolean bad = false;
        try {
            read++;
            reader.read(row, values);
            keys[count] = key(row);
            MemorySegment.copy(values, 0, x.segment(), Matrix.FLOAT, x.byteOffset(count, 0), values.length);
            Evaluator.check(model.model().architecture(), Dataset.of("values", x.rows(count, count + 1), null));
        } catch (IllegalArgumentException e) {
            if (plan.invalid().equals("error")) {
                throw new IllegalArgumentException("row " + read + " of partition " + partition() + ": "
                        + e.getMessage() + " (handleInvalid skip or keep goes on without such rows)", e);
            }
            bad = true;
        }
        if (bad && plan.invalid().equals("skip")) {
            return;
        }
        if (bad) {
            x.rows(count, count + 1).fill(0f);
        }
        invalid[count] = bad;
        rows[count++] = row;
    }

    private static int partition() {
        TaskContext task = TaskContext.get();
        return task == null ? 0 : task.partitionId();
    }

    private long key(Row row) {
        int column = plan.input().key();
        if (column < 0) {
            return 0;
        }
        long key = row.get(column) instanceof Number number ? number.longValue() : -1;
        if (key >>> 56 != 0) {
            throw new IllegalArgumentException("keyCol: the column " + plan.input().keyName() + " is "
                    + row.get(column) + ", expected 0 to 2^56 - 1");
        }
        return key;
    }

    /// Frees the buffers; the model stays for other tasks.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Arrays.fill(rows, null);
            outputs.close();
            arena.close();
            model.close();
        }
    }
}
