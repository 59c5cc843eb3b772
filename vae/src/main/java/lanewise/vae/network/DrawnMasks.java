package lanewise.vae.network;

import lanewise.core.Dropout;
import lanewise.core.Matrix;
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

    @Override
    public void fill(int layer, int firstRow, Matrix out, int from, int to) {
        int n = out.columns();
        Dropout.mask(streams[layer], (long) (firstRow + from) * n, rate, out.segment(), out.byteOffset(from, 0),
                (to - from) * n);
    }
}
