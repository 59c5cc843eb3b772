package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.kernel.Dropout;
import lanewise.vae.layer.Shape;

/// Dropout behind a hidden layer, forward and backward, with the factors that are kept between them.
///
/// Serves one thread at a time; allocates nothing when the number of rows repeats.
final class DropoutPass {

    private final RowBuffer factors;
    private final RowBuffer rearranged;
    private final Rearranging rearranging;
    private final RowBuffer outputs;
    private final Team.Work forward = this::forward;
    private final Team.Work draw = this::draw;
    private final Team.Work multiply = this::multiply;
    private final Team.Work backward = this::backward;
    private Masks masks;
    private int layer;
    private int firstRow;
    private Matrix y;
    private Matrix drawn;
    private Matrix mask;
    private Matrix dropped;
    private Matrix slopes;

    /// @param shape of a row; masks have images channels first, outputs have them channels last
    DropoutPass(int maxRows, Shape shape, Arena arena) {
        boolean images = !Rearranging.isIdentity(shape);
        factors = RowBuffer.dense(arena, maxRows, shape.size());
        outputs = shape.isVector() ? new RowBuffer(arena, maxRows, shape.size())
                : RowBuffer.dense(arena, maxRows, shape.size());
        rearranged = images ? RowBuffer.dense(arena, maxRows, shape.size()) : factors;
        rearranging = images ? new Rearranging(shape) : null;
    }

    /// `h = y m` with the masks of a layer's rows from `first` on.
    void forward(Matrix activations, Masks source, int number, int first, Team team) {
        masks = source;
        layer = number;
        firstRow = first;
        y = activations;
        drawn = factors.first(y.rows());
        mask = rearranged.first(y.rows());
        dropped = outputs.first(y.rows());
        if (rearranging == null) {
            SmallWork.run(forward, y.rows() * y.columns(), team);
        } else {
            SmallWork.run(draw, y.rows() * y.columns(), team);
            rearranging.toChannelsLast(drawn, mask, team);
            SmallWork.run(multiply, y.rows() * y.columns(), team);
        }
    }

    private void forward(int part, int parts) {
        draw(part, parts);
        multiply(part, parts);
    }

    private void draw(int part, int parts) {
        masks.fill(layer, firstRow, drawn, Team.begin(y.rows(), part, parts, 1),
                Team.begin(y.rows(), part + 1, parts, 1));
    }

    private void multiply(int part, int parts) {
        Dropout.multiply(y, mask, dropped, Team.begin(y.rows(), part, parts, 1),
                Team.begin(y.rows(), part + 1, parts, 1));
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
        Dropout.multiply(slopes, mask, slopes, Team.begin(slopes.rows(), part, parts, 1),
                Team.begin(slopes.rows(), part + 1, parts, 1));
    }
}
