package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.vae.network.ParameterLayout.Head;
import lanewise.vae.network.ParameterLayout.Slot;

/// `y = f(x W^T + b)` for a batch: x is rows x inputs, W outputs x inputs, b 1 x outputs, y rows x outputs. Where the layer is normalised
/// `y = f(LN(x W^T + b))` ([lanewise.core.LayerNorm]); where a call brings masks, the output is y times a mask ([lanewise.core.Dropout]).
///
/// Owns the buffers of its outputs and of their gradients for up to a given number of rows; a call with another number of rows makes new views, a
/// repeated one allocates nothing. Serves one thread at a time; the work of a call is split over the workspace's team.
final class DensePass {

    private final Slot slot;
    private final boolean unweighted;
    private final Activation activation;
    private final int maxRows;
    private final Arena arena;
    private final RowBuffer outputs;
    private final RowBuffer inputsOfActivation;
    private final LayerNormPass norm;
    private final ActivationBackward activationBackward = new ActivationBackward();
    private final BiasSums biasSums = new BiasSums();
    private RowBuffer gradients;
    private DropoutPass dropout;
    private boolean dropping;
    private Epilogue allRows;
    private Epilogue fewerRows;

    /// Allocates the buffers of the outputs; those of the gradients follow when they are first asked for.
    ///
    /// @param slot place and shape of the parameters
    /// @param activation f
    /// @param maxRows the largest number of rows in a call
    /// @param arena who owns the buffers
    DensePass(Slot slot, Activation activation, int maxRows, Arena arena) {
        this.slot = slot;
        this.unweighted = slot.heads().stream().anyMatch(head -> !head.weighted());
        this.activation = activation;
        this.maxRows = maxRows;
        this.arena = arena;
        this.outputs = new RowBuffer(arena, maxRows, slot.biases());
        this.inputsOfActivation = activation.needsInput() ? new RowBuffer(arena, maxRows, slot.biases()) : null;
        this.norm = slot.norm() == null ? null : new LayerNormPass(slot, maxRows, arena);
    }

    /// Place and shape of the parameters.
    /// @return the slot
    public Slot slot() {
        return slot;
    }

    /// The output of the last forward call: y, or y times the mask.
    ///
    /// @param rows rows of that call
    /// @return the view, rows x outputs
    public Matrix outputs(int rows) {
        return dropping ? dropout.outputs(rows) : outputs.first(rows);
    }

    /// The buffer of the gradient with respect to the output, for the caller to fill before [#backward].
    ///
    /// @param rows rows of the call
    /// @return the view, rows x outputs
    public Matrix gradient(int rows) {
        if (gradients == null) {
            gradients = new RowBuffer(arena, maxRows, slot.biases());
        }
        return gradients.first(rows);
    }

    /// `y = f(x W^T + b)`; x W^T + b is kept where the derivative of f needs it.
    ///
    /// @param parameters W and b
    /// @param x rows x inputs
    /// @param workspace who does the work
    /// @return y, valid until the next call
    public Matrix forward(Parameters parameters, Matrix x, Workspace workspace) {
        dropping = false;
        Matrix y = outputs.first(x.rows());
        Matrix t = norm == null ? y : norm.sums(x.rows());
        Gemm.multiply(false, true, 1f, x, parameters.weight(slot), 0f, t, epilogue(parameters.bias(slot), x.rows()), workspace);
        if (norm != null) {
            norm.forward(parameters, inputsOfActivation == null ? y : inputsOfActivation.first(x.rows()), activation, y, workspace.team());
        }
        return y;
    }

    /// As [#forward(Parameters, Matrix, Workspace)], times a mask.
    ///
    /// @param parameters W and b
    /// @param x rows x inputs
    /// @param masks where the factors come from
    /// @param number which hidden layer of the masks this one is
    /// @param firstRow which row of the masks row 0 of x has
    /// @param workspace who does the work
    /// @return the output, valid until the next call
    public Matrix forward(Parameters parameters, Matrix x, Masks masks, int number, int firstRow, Workspace workspace) {
        if (dropout == null) {
            dropout = new DropoutPass(maxRows, slot.biases(), arena);
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

    /// With dy in [#gradient] and a = x W^T + b: `da = dy f'(a)` in place of dy, `dW = da^T x`, `db = column sums of da`, `dx = da W`.
    /// Overwrites what the gradients held. Masks of the forward call and the normalisation take their part in between.
    ///
    /// @param parameters W and b as in the forward call
    /// @param x input as in the forward call
    /// @param result where dW and db go
    /// @param dx where dx goes, rows x inputs, or null if it is not wanted
    /// @param workspace who does the work
    public void backward(Parameters parameters, Matrix x, Parameters result, Matrix dx, Workspace workspace) {
        int rows = x.rows();
        Matrix da = gradient(rows);
        if (dropping) {
            dropout.backward(da, workspace.team());
        }
        if (!(activation instanceof Identity)) {
            activationBackward.run(rows, da, workspace.team());
        }
        if (norm != null) {
            norm.backward(parameters, da, result, workspace.team());
        }
        Gemm.multiply(true, false, 1f, da, x, 0f, result.weight(slot), Epilogue.NONE, workspace);
        if (unweighted) {
            clearUnweighted(result.weight(slot));
        }
        biasSums.run(da, result.bias(slot), workspace.team());
        if (dx != null) {
            Gemm.multiply(false, false, 1f, da, parameters.weight(slot), 0f, dx, Epilogue.NONE, workspace);
        }
    }

    /// Heads without weights have none to learn either.
    private void clearUnweighted(Matrix dw) {
        int row = 0;
        for (Head head : slot.heads()) {
            if (!head.weighted()) {
                dw.segment().asSlice(dw.byteOffset(row, 0), (long) head.outputs() * slot.columns() * Float.BYTES).fill((byte) 0);
            }
            row += head.outputs();
        }
    }

    /// Each part does some columns.
    private static final class BiasSums implements Team.Work {

        private static final int GRAIN = 16;

        private Matrix da;
        private Matrix sums;

        void run(Matrix slopes, Matrix bias, Team team) {
            da = slopes;
            sums = bias;
            SmallWork.run(this, da.rows() * da.columns(), team);
        }

        @Override
        public void part(int part, int parts) {
            Reductions.columnSums(da, 0f, sums, Team.begin(da.columns(), part, parts, GRAIN), Team.begin(da.columns(), part + 1, parts, GRAIN));
        }
    }

    /// Each part does some rows in one run, the gaps between them included: all buffers have the same row stride and their gaps are zero.
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
