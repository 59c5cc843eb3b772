package lanewise.vae.train;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;

/// Draws the ones of a run's batches as its [Binarization] says. Allocates nothing in a step but a view where an epoch's last batch is smaller.
final class Binarizer {

    private final Binarization mode;
    private final long seed;
    private Matrix known;
    private Matrix[] rows = {};

    Binarizer(TrainingConfiguration configuration) {
        this.mode = configuration.binarization();
        this.seed = configuration.seed();
    }

    /// Refuses what is no probability.
    void check(String argument, Dataset data) {
        Dataset.Cell cell = mode == Binarization.NONE ? null : data.firstOutside(0, 1);
        if (cell != null) {
            throw new IllegalArgumentException(argument + " " + data.name() + ": row " + cell.row() + ", column " + cell.column() + " is "
                    + cell.value() + "; binarization takes probabilities from 0 to 1");
        }
    }

    /// Validation rows as they are judged.
    Dataset validation(Dataset data) {
        return mode == Binarization.NONE ? data : data.binarized(new RandomStream(seed, Purpose.HELD_OUT.stream(0)));
    }

    /// Draws a batch in place.
    ///
    /// @param x the batch's grey values
    /// @param order row numbers of the epoch
    /// @param position where in the order the batch begins
    void draw(Matrix x, int[] order, int position, long step, int epoch) {
        if (mode == Binarization.DYNAMIC) {
            new RandomStream(seed, Purpose.BINARIZE.stream(step)).fillBernoulli(x, x, 0);
        } else if (mode != Binarization.NONE) {
            RandomStream stream = new RandomStream(seed, Purpose.BINARIZE.stream(mode == Binarization.FIXED ? 0 : epoch));
            view(x);
            for (int row = 0; row < x.rows(); row++) {
                stream.fillBernoulli(rows[row], rows[row], (long) order[position + row] * x.columns());
            }
        }
    }

    private void view(Matrix x) {
        if (known != x) {
            rows = new Matrix[x.rows()];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = x.rows(row, row + 1);
            }
            known = x;
        }
    }
}
