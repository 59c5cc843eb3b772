package lanewise.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.train.EpochRecord;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingListener;
import lanewise.vae.train.TrainingProgress;
import lanewise.vae.train.TrainingResult;

import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/// A rank of a run: one task of a barrier stage. All ranks train the same model on all rows, each computing its blocks
/// of a step; the first one writes checkpoints and gives the model's file.
final class TrainingTask extends AbstractFunction1<Iterator<Chunk>, Iterator<byte[]>> implements Serializable {

    private static final long serialVersionUID = 1;

    private final TrainingPlan plan;
    private final int rows;
    private final int width;
    private final String checkpoint;
    private final int checkpointEvery;
    private final byte[] secret;
    private final SerializableConfiguration hadoop;

    /// @param rows of the table
    /// @param width values of a row
    /// @param checkpoint where it is, or null
    /// @param checkpointEvery steps between checkpoints, 0 for the ends of epochs only
    /// @param secret by which the ranks know each other
    TrainingTask(TrainingPlan plan, int rows, int width, String checkpoint, int checkpointEvery, byte[] secret,
            SerializableConfiguration hadoop) {
        this.plan = plan;
        this.rows = rows;
        this.width = width;
        this.checkpoint = checkpoint;
        this.checkpointEvery = checkpointEvery;
        this.secret = secret;
        this.hadoop = hadoop;
    }

    @Override
    public Iterator<byte[]> apply(Iterator<Chunk> chunks) {
        try (Arena arena = Arena.ofShared()) {
            Matrix x = Matrix.allocate(arena, rows, width);
            long read = 0;
            while (chunks.hasNext()) {
                Chunk chunk = chunks.next();
                chunk.copyTo(x);
                read += chunk.rows(width);
            }
            if (read != rows) {
                throw new IllegalStateException("rows: " + read + " arrived of " + rows
                        + ", expected a DataFrame that does not change while it is read");
            }
            return CollectionConverters.asScala(train(x).iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<byte[]> train(Matrix x) throws IOException {
        BarrierTaskContext task = BarrierTaskContext.get();
        int rank = task.partitionId();
        Path directory = Files.createTempDirectory("lanewise");
        String address = task.getTaskInfos()[rank].address();
        try (Team team = Team.ofThreads(task.cpus());
                SocketCollective ranks = SocketCollective.connect(rank,
                        address.substring(0, address.lastIndexOf(':')), secret, own -> List.of(task.allGather(own)))) {
            Trainer trainer = plan.trainer().team(team).collective(ranks);
            Path local = directory.resolve("checkpoint.safetensors");
            SharedCheckpoint shared = checkpoint == null ? null : new SharedCheckpoint(checkpoint, hadoop.value());
            if (shared != null) {
                Path start = directory.resolve("start.safetensors");
                if (shared.fetch(start)) {
                    trainer.resumeFrom(start);
                }
                // the first rank writes only when all have read
                task.barrier();
            }
            if (shared != null && rank == 0) {
                trainer.checkpoint(local);
                if (checkpointEvery > 0) {
                    trainer.checkpointEvery(checkpointEvery);
                }
            }
            SharedCheckpoint mine = rank == 0 ? shared : null;
            trainer.listener(new Watch(task, mine, local));
            try (TrainingResult result = trainer.fit(Dataset.of("rows", x, null))) {
                if (mine != null) {
                    mine.publish(local);
                }
                if (rank != 0) {
                    return List.of();
                }
                Path model = directory.resolve(ModelStore.FILE);
                result.model().save(model);
                return List.of(Files.readAllBytes(model));
            }
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /// Looks, between steps, whether the task is to end and whether there is a new checkpoint.
    private record Watch(BarrierTaskContext task, SharedCheckpoint shared, Path local) implements TrainingListener {

        @Override
        public void step(TrainingProgress progress) {
            look();
        }

        @Override
        public void epoch(TrainingProgress progress, EpochRecord epoch) {
            look();
        }

        private void look() {
            if (task.isInterrupted()) {
                throw new TaskKilledException("training was cancelled");
            }
            try {
                if (shared != null) {
                    shared.publish(local);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
