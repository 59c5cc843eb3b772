package lanewise.bench.peers.matmul;

import java.lang.foreign.Arena;

import lanewise.bench.peers.run.Contender;
import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Team;
import lanewise.core.Workspace;

/// Lanewise's own product, with B as it lies in memory or packed once before the timing (what a fixed
/// weight matrix allows).
final class LanewiseProduct implements Contender {

    private static final long SPIN = 50_000;

    private final Shape s;
    private final Arena arena = Arena.ofShared();
    private final Team team;
    private final Workspace workspace;
    private final Matrix a;
    private final Matrix b;
    private final PackedMatrix packed;
    private final Matrix c;

    LanewiseProduct(Shape shape, int threads, Matrix a, Matrix b, boolean pack) {
        this.s = shape;
        this.a = a;
        this.b = b;
        this.team = threads == 1 ? Team.single() : Team.ofThreads(threads, SPIN);
        this.workspace = Workspace.with(team);
        this.packed = pack ? PackedMatrix.pack(arena, shape.tb(), b) : null;
        this.c = Matrix.allocateDense(arena, shape.m(), shape.n());
    }

    @Override
    public String name() {
        return packed == null ? "Lanewise" : "Lanewise packed";
    }

    @Override
    public void run() {
        if (packed == null) {
            Gemm.multiply(s.ta(), s.tb(), 1, a, b, 0, c, Epilogue.NONE, workspace);
        } else {
            Gemm.multiply(s.ta(), 1, a, packed, 0, c, Epilogue.NONE, workspace);
        }
    }

    @Override
    public float[] result() {
        return c.toArray();
    }

    @Override
    public void close() {
        workspace.close();
        team.close();
        arena.close();
    }
}
