package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Activation;
import lanewise.core.kernel.LayerNorm;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;

/// The normalisation of a [LayerPass], forward and backward, with what is kept between them: mean and 1 / sd of each
/// row of t, or of each pixel of its images.
///
/// Serves one thread at a time; allocates nothing when the number of rows repeats.
final class LayerNormPass {

    private static final int GRAIN = 16;

    private final Slot slot;
    private final RowBuffer statistics;
    private final NormalizedActivation forward = new NormalizedActivation();
    private final Team.Work columns = this::columns;
    private final Team.Work rows = this::rows;
    private final Views ofSums;
    private final Views ofNormalized;
    private final Views ofOutputs;
    private final Views ofGradient;
    private Matrix t;
    private Matrix kept;
    private Matrix gain;
    private Matrix gradient;
    private Matrix dGain;
    private Matrix dShift;

    /// @param maxRows the largest number of rows, or of pixels in a batch of images
    LayerNormPass(Slot slot, int maxRows, Arena arena) {
        this.slot = slot;
        this.statistics = RowBuffer.dense(arena, maxRows, LayerNorm.STATISTICS);
        this.ofSums = Views.ofPixels(slot.biases());
        this.ofNormalized = Views.ofPixels(slot.biases());
        this.ofOutputs = Views.ofPixels(slot.biases());
        this.ofGradient = Views.ofPixels(slot.biases());
    }

    /// `y = f(LN(t))`; LN(t) goes to `n`, which may be y. t must keep its contents until [#backward].
    void forward(Parameters parameters, Matrix sums, Matrix n, Activation activation, Matrix y, Team team) {
        t = ofSums.of(sums);
        kept = statistics.first(t.rows());
        forward.run(t, parameters.gain(slot), parameters.shift(slot), n == y ? ofOutputs.of(y) : ofNormalized.of(n),
                kept, activation, ofOutputs.of(y), team);
    }

    /// From dLN in `slopes` to dt in its place; the gradients of gain and shift go to `result`.
    void backward(Parameters parameters, Matrix slopes, Parameters result, Team team) {
        gain = parameters.gain(slot);
        gradient = ofGradient.of(slopes);
        dGain = result.gain(slot);
        dShift = result.shift(slot);
        int elements = t.rows() * t.columns();
        SmallWork.run(columns, elements, team);
        SmallWork.run(rows, elements, team);
    }

    private void columns(int part, int parts) {
        LayerNorm.parameterGradients(t, kept, gradient, dGain, dShift, Team.begin(t.columns(), part, parts, GRAIN),
                Team.begin(t.columns(), part + 1, parts, GRAIN));
    }

    private void rows(int part, int parts) {
        LayerNorm.backward(t, gain, kept, gradient, gradient, Team.begin(t.rows(), part, parts, 1),
                Team.begin(t.rows(), part + 1, parts, 1));
    }
}
