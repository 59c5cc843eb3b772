package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;

/// `y = f(t)`, `t = map(x) + b`, for a batch; `y = f(LN(t))` where the layer is normalised
/// ([lanewise.core.kernel.LayerNorm], over the channels of each pixel where the map slides over images, else over the
/// row); where a call brings masks, the output is y times a mask ([lanewise.core.kernel.Dropout]).
///
/// Images are channels last. Owns the buffers of its outputs and of their gradients for up to a given number of rows; a
/// call with another number of rows makes new views, a repeated one allocates nothing. Serves one thread at a time; the
/// work of a call is split over the workspace's team.
final class LayerPass implements NetworkEnd {

    private final Slot slot;
    private final MapKernel kernel;
    private final Shape out;
    private final boolean slides;
    private final boolean unweighted;
    private final Activation activation;
    private final int maxRows;
    private final Arena arena;
    private final RowBuffer outputs;
    private final RowBuffer inputsOfActivation;
    private final RowBuffer sums;
    private final LayerNormPass norm;
    private final ActivationBackward activationBackward = new ActivationBackward();
    private RowBuffer gradients;
    private DropoutPass dropout;
    private boolean dropping;
    private Epilogue allRows;
    private Epilogue fewerRows;

    /// Allocates the buffers of the outputs; those of the gradients follow when they are first asked for.
    ///
    /// @param layer what it does
    /// @param in shape of its input
    /// @param slot place and shape of the parameters
    /// @param maxRows the largest number of rows in a call
    /// @param arena who owns the buffers
    LayerPass(Layer layer, Shape in, Slot slot, int maxRows, Arena arena) {
        this(layer.map(), in, layer.map().output(in), layer.activation(), slot, maxRows, arena);
    }

    /// Dense heads, stacked.
    static LayerPass heads(LinearMap map, Shape in, Slot slot, int maxRows, Arena arena) {
        return new LayerPass(map, in, Shape.of(slot.biases()), new Identity(), slot, maxRows, arena);
    }

    private LayerPass(LinearMap map, Shape in, Shape out, Activation activation, Slot slot, int maxRows, Arena arena) {
        this.slot = slot;
        this.kernel = MapKernel.of(map, in);
        this.out = out;
        this.slides = map.slides();
        this.unweighted = slot.heads().stream().anyMatch(head -> !head.weighted());
        this.activation = activation;
        this.maxRows = maxRows;
        this.arena = arena;
        this.outputs = buffer();
        this.inputsOfActivation = activation.needsInput() ? buffer() : null;
        this.sums = slot.norm() == null ? null : buffer();
        this.norm = slot.norm() == null ? null
                : new LayerNormPass(slot, Math.multiplyExact(maxRows, slides ? out.pixels() : 1), arena);
    }

    /// Images without gaps, so that their pixels are the rows of a matrix.
    private RowBuffer buffer() {
        return slides ? RowBuffer.dense(arena, maxRows, out.size()) : new RowBuffer(arena, maxRows, out.size());
    }

    /// The output of the last forward call: y, or y times the mask.
    @Override
    public Matrix outputs(int rows) {
        return dropping ? dropout.outputs(rows) : outputs.first(rows);
    }

    @Override
    public Matrix gradient(int rows) {
        if (gradients == null) {
            gradients = buffer();
        }
        return gradients.first(rows);
    }

    /// t is kept where the derivative of f needs it.
    @Override
    public Matrix forward(Parameters parameters, Matrix x, Workspace workspace) {
        dropping = false;
        Matrix y = outputs.first(x.rows());
        Matrix t = norm == null ? y : sums.first(x.rows());
        kernel.forward(x, parameters.weight(slot), t, epilogue(parameters.bias(slot), x.rows()), workspace);
        if (norm != null) {
            norm.forward(parameters, t, inputsOfActivation == null ? y : inputsOfActivation.first(x.rows()), activation,
                    y, workspace.team());
        }
        return y;
    }

    /// As [#forward(Parameters, Matrix, Workspace)], times a mask.
    ///
    /// @param parameters weights and biases
    /// @param x rows x inputs
    /// @param masks where the factors come from
    /// @param number which hidden layer of the masks this one is
    /// @param firstRow which row of the masks row 0 of x has
    /// @param workspace who does the work
    /// @return the output, valid until the next call
    Matrix forward(Parameters parameters, Matrix x, Masks masks, int number, int firstRow, Workspace workspace) {
        if (dropout == null) {
            dropout = new DropoutPass(maxRows, slides ? out : Shape.of(out.size()), arena);
        }
        dropout.forward(forward(parameters, x, workspace), masks, number, firstRow, workspace.team());
        dropping = true;
        return dropout.outputs(x.rows());
    }

    /// Made anew only for other parameters or another number of rows.
    private Epilogue epilogue(Matrix bias, int rows) {
        Matrix kept = inputsOfActivation == null || norm != null ? null : inputsOfActivation.first(rows);
        Epilogue known = rows == maxRows ? allRows : fewerRows;
        if (known != null && known.bias() == bias && known.preActivation() == kept) {
            return known;
        }
        Epilogue epilogue = norm == null ? new Epilogue(bias, activation, kept) : Epilogue.bias(bias);
        if (rows == maxRows) {
            allRows = epilogue;
        } else {
            fewerRows = epilogue;
        }
        return epilogue;
    }

    /// With dy in [#gradient]: `dt = dy f'(t)` in its place, then the gradients of weights, biases and x. Masks of the
    /// forward call and the normalisation take their part in between.
    @Override
    public void backward(Parameters parameters, Matrix x, Parameters result, Matrix dx, Workspace workspace) {
        int rows = x.rows();
        Matrix dt = gradient(rows);
        if (dropping) {
            dropout.backward(dt, workspace.team());
        }
        if (!(activation instanceof Identity)) {
            activationBackward.run(rows, dt, workspace.team());
        }
        if (norm != null) {
            norm.backward(parameters, dt, result, workspace.team());
        }
        kernel.weightGradient(x, dt, result.weight(slot), workspace);
        if (unweighted) {
            clearUnweighted(result.weight(slot));
        }
        kernel.biasGradient(dt, result.bias(slot), workspace);
        if (dx != null) {
            kernel.inputGradient(dt, parameters.weight(slot), dx, workspace);
        }
    }

    /// Heads without weights have none to learn either.
    private void clearUnweighted(Matrix dw) {
        int row = 0;
        for (Head head : slot.heads()) {
            if (!head.weighted()) {
                dw.segment().asSlice(dw.byteOffset(row, 0), (long) head.outputs() * slot.columns() * Float.BYTES)
                        .fill((byte) 0);
            }
            row += head.outputs();
        }
    }

    /// Each part does some rows in one run, the gaps between them included: all buffers have the same row stride and
    /// their gaps are zero.
    private final class ActivationBackward implements Team.Work {

        private Matrix kept;
        private Matrix y;
        private Matrix dy;

        void run(int rows, Matrix gradient, Team team) {
            kept = inputsOfActivation == null ? null : inputsOfActivation.first(rows);
            y = outputs.first(rows);
            dy = gradient;
            team.run(this);
        }

        @Override
        public void part(int part, int parts) {
            int from = Team.begin(y.rows(), part, parts, 1);
            int to = Team.begin(y.rows(), part + 1, parts, 1);
            if (from < to) {
                long at = y.byteOffset(from, 0);
                int n = (to - from - 1) * y.rowStride() + y.columns();
                MemorySegment input = kept == null ? null : kept.segment();
                activation.backward(input, at, y.segment(), at, dy.segment(), at, dy.segment(), at, n);
            }
        }
    }
}
