package lanewise.bench.peers.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Slice;

/// A product by a BLAS, on the shared dense inputs.
final class CblasContender implements Contender {

    private final Cblas blas;
    private final Shape shape;
    private final int threads;
    private final MemorySegment a;
    private final MemorySegment b;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment c;

    CblasContender(Cblas blas, Shape shape, int threads, MemorySegment a, MemorySegment b) {
        this.blas = blas;
        this.shape = shape;
        this.threads = threads;
        this.a = a;
        this.b = b;
        this.c = arena.allocate(4L * shape.m() * shape.n(), 64);
    }

    @Override
    public String name() {
        return blas.name();
    }

    @Override
    public boolean compiledAhead() {
        return true;
    }

    /// Sets the thread count before each slice: another library may have changed what both share.
    @Override
    public Slice slice(int calls, long[] single) throws Throwable {
        blas.threads(threads);
        return Contender.super.slice(calls, single);
    }

    @Override
    public void run() throws Throwable {
        if (shape.m() == 1) {
            blas.sgemv(shape, a, b, c);
        } else {
            blas.sgemm(shape, a, b, c);
        }
    }

    @Override
    public float[] result() {
        return c.toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void close() {
        arena.close();
    }
}
