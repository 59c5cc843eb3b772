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
    /// Where each row's values are, -1 for a row that the model cannot read.
    private final int[] places = new int[BATCH];
    private final long[] numbers = new long[BATCH];
    private final long[] keys = new long[BATCH];
    private long read;
    private int count;
    private int placed;
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
        if (places[next] >= 0) {
            outputs.put(places[next], cells, row.length());
        }
        next++;
        return RowFactory.create(cells);
    }

    /// Reads rows and computes all that is told of them.
    private void fill() {
        next = 0;
        count = 0;
        placed = 0;
        while (count < BATCH && input.hasNext()) {
            take(input.next());
        }
        if (placed > 0 && !suit(0, placed)) {
            dropUnsuited();
        }
        if (placed > 0) {
            outputs.compute(x.rows(0, placed), plan.input().key() < 0 ? null : keys);
        }
    }

    private void take(Row row) {
        read++;
        numbers[count] = read;
        rows[count] = row;
        try {
            reader.read(row, values);
            keys[placed] = key(row);
        } catch (IllegalArgumentException e) {
            if (isKept(read, e)) {
                places[count++] = -1;
            }
            return;
        }
        MemorySegment.copy(values, 0, x.segment(), Matrix.FLOAT, x.byteOffset(placed, 0), values.length);
        places[count++] = placed++;
    }

    /// Whether a row that the model cannot read stays, without outputs.
    private boolean isKept(long number, IllegalArgumentException e) {
        if (plan.invalid().equals("error")) {
            throw new IllegalArgumentException("row " + number + " of partition " + partition() + ": "
                    + e.getMessage() + " (handleInvalid skip or keep goes on without such rows)", e);
        }
        return plan.invalid().equals("keep");
    }

    private boolean suit(int from, int to) {
        try {
            check(from, to);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void check(int from, int to) {
        Evaluator.check(model.model().architecture(), Dataset.of("values", x.rows(from, to), null));
    }

    /// Finds the rows whose values the likelihood does not describe.
    private void dropUnsuited() {
        int rowsLeft = 0;
        int placesLeft = 0;
        for (int r = 0; r < count; r++) {
            int place = places[r];
            if (place >= 0) {
                try {
                    check(place, place + 1);
                    if (placesLeft < place) {
                        x.rows(placesLeft, placesLeft + 1).copyFrom(x.rows(place, place + 1));
                    }
                    keys[placesLeft] = keys[place];
                    place = placesLeft++;
                } catch (IllegalArgumentException e) {
                    if (!isKept(numbers[r], e)) {
                        continue;
                    }
                    place = -1;
                }
            }
            rows[rowsLeft] = rows[r];
            places[rowsLeft++] = place;
        }
        count = rowsLeft;
        placed = placesLeft;
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
