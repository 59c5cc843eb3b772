package lanewise.bench.peers.matmul;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Remote;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.run.Unit;
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
    public String group() {
        return shape.group().title;
    }

    @Override
    public String series() {
        return shape.m() == shape.n() && shape.n() == shape.k() ? "cubes " + shape.operands() : "";
    }

    @Override
    public double size() {
        return shape.n();
    }

    @Override
    public List<Contender> contenders(Selection selection) {
        arena = Arena.ofShared();
        Matrix a = a(shape, arena);
        Matrix b = b(shape, arena);
        float[] aArray = a.toArray();
        float[] bArray = b.toArray();
        reference = new ProductReference(shape, aArray, bArray);
        var list = new ArrayList<Contender>();
        selection.add(list, "Lanewise", () -> new LanewiseProduct(shape, threads, a, b, false));
        if (shape.fixedB()) {
            selection.add(list, "Lanewise packed", () -> new LanewiseProduct(shape, threads, a, b, true));
        }
        selection.add(list, "MKL", () -> Cblas.contender(new MklBlas(), shape, threads, a.segment(), b.segment()));
        selection.add(list, "OpenBLAS",
                () -> Cblas.contender(new OpenBlas(), shape, threads, a.segment(), b.segment()));
        selection.add(list, "ND4J", () -> new Remote("ND4J", Nd4jProduct.environment(threads), Nd4jProduct.OPTIONS,
                Nd4jProduct.Maker.class, shape.name(), Integer.toString(threads)));
        selection.add(list, "netlib VectorBLAS", () -> new JavaProducts.Netlib(shape, threads, aArray, bArray));
        selection.add(list, "EJML", () -> new JavaProducts.Ejml(shape, threads, aArray, bArray));
        selection.add(list, "ojAlgo", () -> new JavaProducts.OjAlgo(shape, threads, aArray, bArray));
        return list;
    }

    /// What the native libraries say of themselves.
    static List<String> versions() {
        var lines = new ArrayList<String>();
        for (Supplier<Cblas> library : List.<Supplier<Cblas>>of(MklBlas::new, OpenBlas::new)) {
            try {
                Cblas blas = library.get();
                lines.add(blas.name() + ": " + blas.version());
            } catch (Throwable t) {
                lines.add(Selection.reason(t));
            }
        }
        return lines;
    }

    /// The left operand as it is stored, the same in every process.
    static Matrix a(Shape shape, Arena arena) {
        Matrix a = shape.ta() ? Matrix.allocateDense(arena, shape.k(), shape.m())
                : Matrix.allocateDense(arena, shape.m(), shape.k());
        new RandomStream(1, 0).fillGaussian(a, 0);
        return a;
    }

    /// The right operand as it is stored, the same in every process.
    static Matrix b(Shape shape, Arena arena) {
        Matrix b = shape.tb() ? Matrix.allocateDense(arena, shape.n(), shape.k())
                : Matrix.allocateDense(arena, shape.k(), shape.n());
        new RandomStream(1, 1).fillGaussian(b, 0);
        return b;
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
