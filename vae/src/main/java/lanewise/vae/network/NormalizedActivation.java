package lanewise.vae.network;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Activation;
import lanewise.core.kernel.LayerNorm;

/// `y = f(LN(t))` for a batch; each part does some rows. Serves one thread at a time; allocates nothing.
final class NormalizedActivation implements Team.Work {

    private Matrix t;
    private Matrix gain;
    private Matrix shift;
    private Matrix n;
    private Matrix statistics;
    private Activation activation;
    private Matrix y;

    /// @param sums t, rows x outputs
    /// @param normalized where LN(t) goes, y itself if it is not wanted
    /// @param kept where the statistics of the rows go, null if they are not wanted
    /// @param outputs y; may be t
    void run(Matrix sums, Matrix gains, Matrix shifts, Matrix normalized, Matrix kept, Activation f, Matrix outputs,
            Team team) {
        t = sums;
        gain = gains;
        shift = shifts;
        n = normalized;
        statistics = kept;
        activation = f;
        y = outputs;
        SmallWork.run(this, t.rows() * t.columns(), team);
    }

    @Override
    public void part(int part, int parts) {
        int from = Team.begin(t.rows(), part, parts, 1);
        int to = Team.begin(t.rows(), part + 1, parts, 1);
        LayerNorm.forward(t, gain, shift, n, statistics, from, to);
        for (int row = from; row < to; row++) {
            activation.forward(n.segment(), n.byteOffset(row, 0), y.segment(), y.byteOffset(row, 0), y.columns());
        }
    }
}
