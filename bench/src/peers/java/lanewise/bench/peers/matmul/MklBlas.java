package lanewise.bench.peers.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import lanewise.bench.peers.library.Mkl;
import lanewise.bench.peers.library.Natives;

/// The products of [Mkl].
final class MklBlas implements Cblas {

    private static final MethodHandle SGEMM = Natives.function(Mkl.LIBRARY, "cblas_sgemm", Cblas.SGEMM);
    private static final MethodHandle SGEMV = Natives.function(Mkl.LIBRARY, "cblas_sgemv", Cblas.SGEMV);

    @Override
    public String name() {
        return "MKL";
    }

    @Override
    public String version() {
        return Mkl.version();
    }

    @Override
    public void threads(int count) {
        Mkl.setThreads(count);
    }

    @Override
    public void sgemm(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) throws Throwable {
        Cblas.sgemm(SGEMM, shape, a, b, c);
    }

    @Override
    public void sgemv(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) throws Throwable {
        Cblas.sgemv(SGEMV, shape, a, b, c);
    }
}
