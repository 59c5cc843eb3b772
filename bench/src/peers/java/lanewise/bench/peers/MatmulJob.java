package lanewise.bench.peers;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// One product at one thread count. All contenders compute it from the same dense, 64-byte aligned inputs.
final class MatmulJob implements Job {

    private final Shape shape;
    private final int threads;
    private Arena arena;
    private ProductReference reference;

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
        arena = Arena.ofShared();
        Matrix a = shape.ta() ? Matrix.allocateDense(arena, shape.k(), shape.m()) : Matrix.allocateDense(arena, shape.m(), shape.k());
        Matrix b = shape.tb() ? Matrix.allocateDense(arena, shape.n(), shape.k()) : Matrix.allocateDense(arena, shape.k(), shape.n());
        new RandomStream(1, 0).fillGaussian(a, 0);
        new RandomStream(1, 1).fillGaussian(b, 0);
        float[] aArray = a.toArray();
        float[] bArray = b.toArray();
        reference = new ProductReference(shape, aArray, bArray);
        var list = new ArrayList<Contender>();
        selection.add(list, "Lanewise", () -> new LanewiseProduct(shape, threads, a, b, false));
        if (shape.fixedB()) {
            selection.add(list, "Lanewise packed", () -> new LanewiseProduct(shape, threads, a, b, true));
        }
        selection.add(list, "MKL", () -> Cblas.contender(new Mkl(), shape, threads, a.segment(), b.segment()));
        selection.add(list, "OpenBLAS", () -> Cblas.contender(new OpenBlas(), shape, threads, a.segment(), b.segment()));
        selection.add(list, "netlib VectorBLAS", () -> new JavaProducts.Netlib(shape, threads, aArray, bArray));
        selection.add(list, "EJML", () -> new JavaProducts.Ejml(shape, threads, aArray, bArray));
        selection.add(list, "ojAlgo", () -> new JavaProducts.OjAlgo(shape, threads, aArray, bArray));
        return list;
    }

    @Override
    public void check(Contender contender, float[] result) {
        reference.check(result);
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
        }
    }
}
