package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Reductions;
import lanewise.core.Storage;
import lanewise.core.Team;
import lanewise.core.Workspace;

/// `t = x W^T`, x rows x inputs, W outputs x inputs. Serves one thread at a time; what it packs serves all.
final class DenseKernel implements MapKernel {

    private final BiasSums biasSums = new BiasSums();

    @Override
    public void forward(Matrix x, Matrix weight, Matrix t, Epilogue epilogue, Workspace workspace) {
        Gemm.multiply(false, true, 1f, x, weight, 0f, t, epilogue, workspace);
    }

    /// `dW = dt^T x`.
    @Override
    public void weightGradient(Matrix x, Matrix dt, Matrix dWeight, Workspace workspace) {
        Gemm.multiply(true, false, 1f, dt, x, 0f, dWeight, Epilogue.NONE, workspace);
    }

    /// `db` = column sums of dt.
    @Override
    public void biasGradient(Matrix dt, Matrix dBias, Workspace workspace) {
        biasSums.run(dt, dBias, workspace.team());
    }

    /// `dx = dt W`.
    @Override
    public void inputGradient(Matrix dt, Matrix weight, Matrix dx, Workspace workspace) {
        Gemm.multiply(false, false, 1f, dt, weight, 0f, dx, Epilogue.NONE, workspace);
    }

    @Override
    public PackedMap pack(Matrix weight, Storage storage, Arena arena) {
        PackedMatrix packed = PackedMatrix.pack(arena, true, weight, storage);
        return (x, t, epilogue, workspace) -> Gemm.multiply(x, packed, t, epilogue, workspace);
    }

    /// Each part does some columns.
    private static final class BiasSums implements Team.Work {

        private static final int GRAIN = 16;

        private Matrix da;
        private Matrix sums;

        void run(Matrix gradient, Matrix bias, Team team) {
            da = gradient;
            sums = bias;
            SmallWork.run(this, da.rows() * da.columns(), team);
        }

        @Override
        public void part(int part, int parts) {
            Reductions.columnSums(da, 0f, sums, Team.begin(da.columns(), part, parts, GRAIN),
                    Team.begin(da.columns(), part + 1, parts, GRAIN));
        }
    }
}
