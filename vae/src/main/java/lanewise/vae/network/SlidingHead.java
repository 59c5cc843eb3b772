package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Workspace;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;

/// One head that slides over images, or that has biases alone.
///
/// Serves one thread at a time; allocates nothing when the number of rows repeats.
final class SlidingHead {

    private final Slot slot;
    private final MapKernel kernel;
    private final Views columns;
    private final Views gradientColumns;
    private final Rearranging rearranging;
    private final RowBuffer last;
    private Epilogue epilogue;

    private SlidingHead(Slot slot, MapKernel kernel, int column, Shape out, int maxRows, Arena arena) {
        int outputs = slot.heads().getFirst().outputs();
        this.slot = slot;
        this.kernel = kernel;
        this.columns = Views.ofColumns(column, column + outputs);
        this.gradientColumns = Views.ofColumns(column, column + outputs);
        boolean rearranges = kernel != null && !Rearranging.isIdentity(out);
        this.rearranging = rearranges ? new Rearranging(out) : null;
        this.last = rearranges ? RowBuffer.dense(arena, maxRows, outputs) : null;
    }

    /// @param index which head
    /// @param column where its outputs begin
    static SlidingHead of(PlacedNetwork placed, int index, int column, int maxRows, Arena arena) {
        Slot slot = placed.heads().get(index);
        Shape in = placed.input(placed.network().hidden().size());
        if (!slot.heads().getFirst().weighted()) {
            return new SlidingHead(slot, null, column, null, maxRows, arena);
        }
        LinearMap map = placed.network().head().sized(slot.heads().getFirst().outputs(), in);
        return new SlidingHead(slot, MapKernel.of(map, in), column, map.output(in), maxRows, arena);
    }

    boolean weighted() {
        return kernel != null;
    }

    /// Writes its columns of y.
    void forward(Parameters parameters, Matrix x, Matrix y, Workspace workspace) {
        Matrix bias = parameters.bias(slot);
        Matrix own = columns.of(y);
        if (kernel == null) {
            fill(bias, own);
            return;
        }
        if (epilogue == null || epilogue.bias() != bias) {
            epilogue = Epilogue.bias(bias);
        }
        if (rearranging == null) {
            kernel.forward(x, parameters.weight(slot), own, epilogue, workspace);
        } else {
            Matrix t = last.first(x.rows());
            kernel.forward(x, parameters.weight(slot), t, epilogue, workspace);
            rearranging.toChannelsFirst(t, own, workspace.team());
        }
    }

    /// Each row becomes the biases.
    static void fill(Matrix bias, Matrix rows) {
        for (int row = 0; row < rows.rows(); row++) {
            MemorySegment.copy(bias.segment(), 0, rows.segment(), rows.byteOffset(row, 0),
                    (long) rows.columns() * Float.BYTES);
        }
    }

    /// The gradients of its weights and biases, and its part of that of x unless its place is null.
    void backward(Parameters parameters, Matrix x, Matrix dy, Parameters result, Matrix dx, Workspace workspace) {
        Matrix dt = gradientColumns.of(dy);
        if (kernel == null) {
            Reductions.columnSums(dt, 0f, result.bias(slot), 0, dt.columns());
            return;
        }
        if (rearranging != null) {
            rearranging.toChannelsLast(dt, last.first(x.rows()), workspace.team());
            dt = last.first(x.rows());
        }
        kernel.weightGradient(x, dt, result.weight(slot), workspace);
        kernel.biasGradient(dt, result.bias(slot), workspace);
        if (dx != null) {
            kernel.inputGradient(dt, parameters.weight(slot), dx, workspace);
        }
    }
}
