package lanewise.vae.network;

import lanewise.core.Matrix;
import lanewise.core.kernel.Dropout;
import lanewise.core.random.RandomStream;
import lanewise.vae.random.Purpose;

/// Masks of a training run: the factor of row r and output h of layer l in a step is a function of (seed, step, l, r,
/// h, p) alone, so that a run that is resumed, or has other threads, drops the same.
///
/// Element `r * outputs + h` of the seed's stream [Purpose#DROPOUT] `64 * step + l` decides ([Dropout]). Serves one
/// run; [#step] is not to be called while masks are drawn.
public final class DrawnMasks implements Masks {

    /// The most hidden layers that have streams of their own.
    public static final int MAX_LAYERS = 64;

    private final double rate;
    private final long seed;
    private final RandomStream[] streams;

    /// Of a part of a batch: hidden layers of the encoder, its first row in the batch, its rows, and those of the
    /// batch; no rows where the batch is whole.
    private int encoderLayers;
    private int first;
    private int rows;
    private int of;

    /// Masks of step 0.
    ///
    /// @param rate p, at least 0, below 1
    /// @param seed the run's
    /// @param layers hidden layers of encoder and decoder together
    /// @throws IllegalArgumentException if p is outside its range or there are more layers than [#MAX_LAYERS]
    public DrawnMasks(double rate, long seed, int layers) {
        Dropout.kept(rate);
        if (layers > MAX_LAYERS) {
            throw new IllegalArgumentException("dropout: the net has " + layers + " hidden layers, expected at most "
                    + MAX_LAYERS);
        }
        this.rate = rate;
        this.seed = seed;
        this.streams = new RandomStream[layers];
        step(0);
    }

    /// Goes to a step.
    ///
    /// @param step number of the step, from 0
    /// @return this
    public DrawnMasks step(long step) {
        for (int layer = 0; layer < streams.length; layer++) {
            streams[layer] = new RandomStream(seed,
                    Purpose.DROPOUT.stream(Math.addExact(Math.multiplyExact(step, (long) MAX_LAYERS), layer)));
        }
        return this;
    }

    /// The rows of the layers are from now on those of a part of a batch: with B rows in the part and R in the batch,
    /// row `s * B + b` has the factors of row `s * R + firstRow + b` of the batch, and learned inputs, which pass the
    /// encoder behind the rows of the part, those of the rows behind the batch.
    ///
    /// @param ofEncoder hidden layers of the encoder
    /// @param firstRow where the part begins in the batch
    /// @param partRows B
    /// @param batchRows R
    /// @return this
    public DrawnMasks part(int ofEncoder, int firstRow, int partRows, int batchRows) {
        encoderLayers = ofEncoder;
        first = firstRow;
        rows = partRows;
        of = batchRows;
        return this;
    }

    /// Which row of the batch a row of a layer is.
    private long rowOf(int layer, int row) {
        if (rows == of) {
            return row;
        }
        if (layer < encoderLayers) {
            return row < rows ? first + row : of - rows + row;
        }
        return (long) row / rows * of + first + row % rows;
    }

    @Override
    public void fill(int layer, int firstRow, Matrix out, int from, int to) {
        int n = out.columns();
        for (int begin = from; begin < to;) {
            long row = rowOf(layer, firstRow + begin);
            int end = begin + 1;
            while (end < to && rowOf(layer, firstRow + end) == row + end - begin) {
                end++;
            }
            Dropout.mask(streams[layer], row * n, rate, out.segment(), out.byteOffset(begin, 0), (end - begin) * n);
            begin = end;
        }
    }
}
