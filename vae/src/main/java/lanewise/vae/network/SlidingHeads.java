package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;

/// Heads that slide over images, one after the other in the columns of the output, each `[channels, height, width]`; a
/// head that is the same for every input is its biases.
///
/// Owns its buffers. Serves one thread at a time; allocates nothing when the number of rows repeats.
final class SlidingHeads implements NetworkEnd {

    private final int maxRows;
    private final int inputs;
    private final Arena arena;
    private final List<SlidingHead> heads = new ArrayList<>();
    private final RowBuffer outputs;
    private final Sum sum = new Sum();
    private RowBuffer gradients;
    private RowBuffer further;

    SlidingHeads(PlacedNetwork placed, int maxRows, Arena arena) {
        this.maxRows = maxRows;
        this.inputs = placed.input(placed.network().hidden().size()).size();
        this.arena = arena;
        int column = 0;
        for (int h = 0; h < placed.heads().size(); h++) {
            heads.add(SlidingHead.of(placed, h, column, maxRows, arena));
            column += placed.heads().get(h).heads().getFirst().outputs();
        }
        this.outputs = new RowBuffer(arena, maxRows, column);
    }

    @Override
    public Matrix forward(Parameters parameters, Matrix x, Workspace workspace) {
        Matrix y = outputs.first(x.rows());
        for (SlidingHead head : heads) {
            head.forward(parameters, x, y, workspace);
        }
        return y;
    }

    @Override
    public Matrix outputs(int rows) {
        return outputs.first(rows);
    }

    @Override
    public Matrix gradient(int rows) {
        if (gradients == null) {
            gradients = new RowBuffer(arena, maxRows, outputs.first(0).columns());
        }
        return gradients.first(rows);
    }

    /// dx is the sum over the heads, in their order.
    @Override
    public void backward(Parameters parameters, Matrix x, Parameters result, Matrix dx, Workspace workspace) {
        Matrix dy = gradient(x.rows());
        boolean first = true;
        for (SlidingHead head : heads) {
            if (dx == null || !head.weighted()) {
                head.backward(parameters, x, dy, result, null, workspace);
            } else if (first) {
                head.backward(parameters, x, dy, result, dx, workspace);
                first = false;
            } else {
                if (further == null) {
                    further = RowBuffer.dense(arena, maxRows, inputs);
                }
                Matrix own = further.first(x.rows());
                head.backward(parameters, x, dy, result, own, workspace);
                sum.run(own, dx, workspace.team());
            }
        }
        if (dx != null && first) {
            dx.fill(0f);
        }
    }

    /// Adds one matrix to another; each part does some rows.
    private static final class Sum implements Team.Work {

        private Matrix from;
        private Matrix to;

        void run(Matrix source, Matrix target, Team team) {
            from = source;
            to = target;
            SmallWork.run(this, from.rows() * from.columns(), team);
        }

        @Override
        public void part(int part, int parts) {
            int end = Team.begin(from.rows(), part + 1, parts, 1);
            for (int row = Team.begin(from.rows(), part, parts, 1); row < end; row++) {
                for (int c = 0; c < from.columns(); c++) {
                    to.set(row, c, to.get(row, c) + from.get(row, c));
                }
            }
        }
    }
}
