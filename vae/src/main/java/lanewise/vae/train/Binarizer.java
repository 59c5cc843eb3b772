package lanewise.vae.train;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.random.Purpose;

/// Draws the ones of a run's batches, or tells them by their threshold, as its [Binarization] says. Allocates nothing
/// in a step but a view where an epoch's last batch is smaller.
final class Binarizer {

    private final Binarization mode;
    private final long seed;
    private final int inputs;
    private Matrix known;
    private Matrix[] rows = {};
    private Matrix wide;
    private Matrix wideValues;

    /// @param inputs columns that are drawn; those after them are conditions
    Binarizer(TrainingConfiguration configuration, int inputs) {
        this.mode = configuration.binarization();
        this.seed = configuration.seed();
        this.inputs = inputs;
    }

    /// Refuses what is no probability.
    void check(String argument, Dataset data) {
        Dataset.Cell cell = mode == Binarization.NONE ? null : data.columns(0, inputs).firstOutside(0, 1);
        if (cell != null) {
            throw new IllegalArgumentException(argument + " " + data.name() + ": " + data.place(cell) + " is "
                    + cell.value() + "; binarization takes "
                    + (mode == Binarization.THRESHOLD ? "grey values" : "probabilities")
                    + " from 0 to 1");
        }
    }

    /// Validation rows as they are judged.
    Dataset validation(Dataset data) {
        if (mode == Binarization.NONE) {
            return data;
        }
        Dataset grey = data.columns(0, inputs);
        Dataset drawn = mode == Binarization.THRESHOLD ? grey.thresholded(Binarization.HALF)
                : grey.binarized(new RandomStream(seed, Purpose.HELD_OUT.stream(0)));
        return data.width() == inputs ? drawn : drawn.beside(data.columns(inputs, data.width()));
    }

    /// Draws rows of a step in place.
    ///
    /// @param batch the rows, grey values first
    /// @param order row numbers of the epoch
    /// @param position where in the order the rows begin
    /// @param firstRow which of the step's rows they begin with
    void draw(Matrix batch, int[] order, int position, int firstRow, long step, int epoch) {
        if (mode == Binarization.NONE) {
            return;
        }
        Matrix x = values(batch);
        if (mode == Binarization.DYNAMIC) {
            new RandomStream(seed, Purpose.BINARIZE.stream(step)).fillBernoulli(x, x, (long) firstRow * x.columns());
        } else if (mode == Binarization.THRESHOLD) {
            threshold(x);
        } else {
            RandomStream stream = new RandomStream(seed,
                    Purpose.BINARIZE.stream(mode == Binarization.FIXED ? 0 : epoch));
            view(x);
            for (int row = 0; row < x.rows(); row++) {
                stream.fillBernoulli(rows[row], rows[row], (long) order[position + row] * x.columns());
            }
        }
    }

    private static void threshold(Matrix x) {
        for (int row = 0; row < x.rows(); row++) {
            for (int column = 0; column < x.columns(); column++) {
                x.set(row, column, x.get(row, column) >= Binarization.HALF ? 1 : 0);
            }
        }
    }

    private Matrix values(Matrix batch) {
        if (batch.columns() == inputs) {
            return batch;
        }
        if (wide != batch) {
            wide = batch;
            wideValues = batch.columns(0, inputs);
        }
        return wideValues;
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
