package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.Dropout;
import lanewise.core.Matrix;
import lanewise.core.Team;

/// Dropout behind a hidden layer, forward and backward, with the factors that are kept between them.
///
/// Serves one thread at a time; allocates nothing when the number of rows repeats.
final class DropoutPass {

    private final RowBuffer factors;
    private final RowBuffer outputs;
    private final Team.Work forward = this::forward;
    private final Team.Work backward = this::backward;
    private Masks masks;
    private int layer;
    private int firstRow;
    private Matrix y;
    private Matrix mask;
    private Matrix dropped;
    private Matrix slopes;

    DropoutPass(int maxRows, int width, Arena arena) {
        factors = RowBuffer.dense(arena, maxRows, width);
        outputs = new RowBuffer(arena, maxRows, width);
    }

    /// `h = y m` with the masks of a layer's rows from `first` on.
    void forward(Matrix activations, Masks source, int number, int first, Team team) {
        masks = source;
        layer = number;
        firstRow = first;
        y = activations;
        mask = factors.first(y.rows());
        dropped = outputs.first(y.rows());
        SmallWork.run(forward, y.rows() * y.columns(), team);
    }

    private void forward(int part, int parts) {
        int from = Team.begin(y.rows(), part, parts, 1);
        int to = Team.begin(y.rows(), part + 1, parts, 1);
        masks.fill(layer, firstRow, mask, from, to);
        Dropout.multiply(y, mask, dropped, from, to);
    }

    /// h.
    Matrix outputs(int rows) {
        return outputs.first(rows);
    }

    /// From dh to dy in its place.
    void backward(Matrix gradient, Team team) {
        slopes = gradient;
        SmallWork.run(backward, gradient.rows() * gradient.columns(), team);
    }

    private void backward(int part, int parts) {
        Dropout.multiply(slopes, mask, slopes, Team.begin(slopes.rows(), part, parts, 1), Team.begin(slopes.rows(), part + 1, parts, 1));
    }
}
