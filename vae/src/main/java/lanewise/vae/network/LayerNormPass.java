package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.LayerNorm;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Activation;
import lanewise.vae.network.ParameterLayout.Slot;

/// The normalisation of a [DensePass] layer, forward and backward, with what is kept between them: the sums `t = x W^T + b`, and mean and 1 / sd of each row.
///
/// Serves one thread at a time; allocates nothing when the number of rows repeats.
final class LayerNormPass {

    private static final int GRAIN = 16;

    private final Slot slot;
    private final RowBuffer sums;
    private final RowBuffer statistics;
    private final NormalizedActivation forward = new NormalizedActivation();
    private final Team.Work columns = this::columns;
    private final Team.Work rows = this::rows;
    private Matrix t;
    private Matrix kept;
    private Matrix gain;
    private Matrix slopes;
    private Matrix dGain;
    private Matrix dShift;

    LayerNormPass(Slot slot, int maxRows, Arena arena) {
        this.slot = slot;
        this.sums = new RowBuffer(arena, maxRows, slot.biases());
        this.statistics = RowBuffer.dense(arena, maxRows, LayerNorm.STATISTICS);
    }

    /// Where t goes before [#forward].
    Matrix sums(int count) {
        return sums.first(count);
    }

    /// `y = f(LN(t))`; LN(t) goes to `n`, which may be y.
    void forward(Parameters parameters, Matrix n, Activation activation, Matrix y, Team team) {
        forward.run(sums.first(y.rows()), parameters.gain(slot), parameters.shift(slot), n, statistics.first(y.rows()), activation, y, team);
    }

    /// From dLN in `gradient` to dt in its place; the gradients of gain and shift go to `result`.
    void backward(Parameters parameters, Matrix gradient, Parameters result, Team team) {
        t = sums.first(gradient.rows());
        kept = statistics.first(gradient.rows());
        gain = parameters.gain(slot);
        slopes = gradient;
        dGain = result.gain(slot);
        dShift = result.shift(slot);
        int elements = t.rows() * t.columns();
        SmallWork.run(columns, elements, team);
        SmallWork.run(rows, elements, team);
    }

    private void columns(int part, int parts) {
        LayerNorm.parameterGradients(t, kept, slopes, dGain, dShift, Team.begin(t.columns(), part, parts, GRAIN),
                Team.begin(t.columns(), part + 1, parts, GRAIN));
    }

    private void rows(int part, int parts) {
        LayerNorm.backward(t, gain, kept, slopes, slopes, Team.begin(t.rows(), part, parts, 1), Team.begin(t.rows(), part + 1, parts, 1));
    }
}
