package lanewise.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.train.TrainingListener;
import lanewise.vae.train.TrainingProgress;
import lanewise.vae.train.TrainingResult;

/// Trains a model of each group of rows, one after the other. The rows of a group follow each other.
///
/// @param plan what is trained, and how
/// @param input where a row has what the model reads
/// @param width values of an encoded row
/// @param group the number of the column that tells the groups
/// @param name its name
record GroupTraining(TrainingPlan plan, InputColumns input, int width, int group, String name)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Groups(rows);
    }

    private final class Groups implements Iterator<Row> {

        private final Iterator<Row> rows;
        private final CellReader reader =
                CellReader.of(input, plan.form() == null ? null : plan.form().encoder().coder());
        private Row next;

        Groups(Iterator<Row> rows) {
            this.rows = rows;
            advance();
        }

        private void advance() {
            next = rows.hasNext() ? rows.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            Object which = next.get(group);
            List<float[]> all = new ArrayList<>();
            try {
                while (next != null && Objects.equals(next.get(group), which)) {
                    float[] values = new float[width];
                    reader.read(next, values);
                    all.add(values);
                    advance();
                }
                byte[] model = train(all);
                return RowFactory.create(which, (long) all.size(), model);
            } catch (IOException e) {
                throw new UncheckedIOException("group " + name + " = " + which + ": " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("group " + name + " = " + which + ", row " + (all.size() + 1) + ": "
                        + e.getMessage(), e);
            }
        }
    }

    private byte[] train(List<float[]> rows) throws IOException {
        TaskContext task = TaskContext.get();
        Path file = Files.createTempFile("lanewise", ".safetensors");
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(task.cpus())) {
            Matrix x = Matrix.allocate(arena, rows.size(), width);
            for (int r = 0; r < rows.size(); r++) {
                MemorySegment.copy(rows.get(r), 0, x.segment(), Matrix.FLOAT, x.byteOffset(r, 0), width);
            }
            try (TrainingResult result = plan.trainer().team(team).listener(new TrainingListener() {
                @Override
                public void step(TrainingProgress progress) {
                    if (task.isInterrupted()) {
                        throw new TaskKilledException("training was cancelled");
                    }
                }
            }).fit(Dataset.of("rows", x, null))) {
                result.model().save(file);
            }
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
