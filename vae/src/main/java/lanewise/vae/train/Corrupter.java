package lanewise.vae.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.random.Purpose;

/// What the encoder reads of a run's batches as its [Corruption] says. Allocates nothing in a step but views where an
/// epoch's last batch is smaller.
final class Corrupter {

    private final Corruption corruption;
    private final long seed;
    private final int inputs;
    private final RowBuffer buffer;
    private Matrix known;
    private Matrix knownValues;
    private Matrix corruptedValues;

    /// @param inputs columns that may be corrupted; those after them are conditions
    /// @param maxRows the largest number of rows in a batch
    /// @param width columns of a batch
    Corrupter(TrainingConfiguration configuration, int inputs, int maxRows, int width, Arena arena) {
        this.corruption = configuration.corruption();
        this.seed = configuration.seed();
        this.inputs = inputs;
        this.buffer = isOn() ? new RowBuffer(arena, maxRows, width) : null;
    }

    boolean isOn() {
        return !(corruption instanceof Corruption.None);
    }

    /// The corrupted rows of a step from one on, valid until the next call.
    Matrix corrupted(Matrix batch, long step, int firstRow) {
        Matrix out = buffer.first(batch.rows());
        if (known != batch) {
            known = batch;
            knownValues = batch.columns(0, inputs);
            corruptedValues = out.columns(0, inputs);
        }
        corruption.apply(knownValues, new RandomStream(seed, Purpose.CORRUPT.stream(step)), firstRow,
                corruptedValues);
        long condition = 4L * (batch.columns() - inputs);
        for (int r = 0; condition > 0 && r < batch.rows(); r++) {
            MemorySegment.copy(batch.segment(), batch.byteOffset(r, inputs), out.segment(),
                    out.byteOffset(r, inputs), condition);
        }
        return out;
    }
}
