package lanewise.bench.peers;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;

/// One product at one thread count.
final class MatmulJob implements Job {

    private final Shape shape;
    private final int threads;
    private final Arena arena = Arena.ofShared();
    private Matrix a;
    private Matrix b;

    MatmulJob(Shape shape, int threads) {
        this.shape = shape;
        this.threads = threads;
    }

    @Override
    public String name() {
        return shape.name();
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public Unit unit() {
        return Unit.GFLOPS;
    }

    @Override
    public double amount() {
        return shape.flop();
    }

    @Override
    public List<Contender> contenders(Selection selection) {
        a = shape.ta() ? Matrix.allocateDense(arena, shape.k(), shape.m()) : Matrix.allocateDense(arena, shape.m(), shape.k());
        b = shape.tb() ? Matrix.allocateDense(arena, shape.n(), shape.k()) : Matrix.allocateDense(arena, shape.k(), shape.n());
        new RandomStream(1, 0).fillGaussian(a, 0);
        new RandomStream(1, 1).fillGaussian(b, 0);
        var list = new ArrayList<Contender>();
        selection.add(list, "Lanewise", Own::new);
        return list;
    }

    /// |fl(c) - c| <= K u sum|a||b| for any order of summation, with or without fma (Higham, 2002, eq. 3.5), u = 2^-24.
    @Override
    public void check(Contender contender, float[] result) {
        for (int i = 0; i < shape.m(); i++) {
            for (int j = 0; j < shape.n(); j++) {
                double sum = 0;
                double absolute = 0;
                for (int k = 0; k < shape.k(); k++) {
                    double term = (double) (shape.ta() ? a.get(k, i) : a.get(i, k)) * (shape.tb() ? b.get(j, k) : b.get(k, j));
                    sum += term;
                    absolute += Math.abs(term);
                }
                double bound = shape.k() * 0x1p-24 * absolute;
                float c = result[i * shape.n() + j];
                if (!(Math.abs(c - sum) <= bound)) {
                    throw new AssertionError("element (" + i + ", " + j + ") is " + c + ", expected " + sum + " within " + bound);
                }
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    private final class Own implements Contender {

        private final Arena arena = Arena.ofShared();
        private final Team team = Team.ofThreads(threads, 50_000);
        private final Workspace workspace = Workspace.with(team);
        private final Matrix c = Matrix.allocate(arena, shape.m(), shape.n());

        @Override
        public String name() {
            return "Lanewise";
        }

        @Override
        public void run() {
            Gemm.multiply(shape.ta(), shape.tb(), 1, a, b, 0, c, Epilogue.NONE, workspace);
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
}
