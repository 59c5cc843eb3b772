package lanewise.bench.peers.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

import lanewise.bench.peers.library.Natives;

/// OpenBLAS from `org.bytedeco:openblas`, by path, with its own threads.
final class OpenBlas implements Cblas {

    private static final SymbolLookup LIBRARY = Natives.open("org/bytedeco/openblas/", List.of("libopenblas.so.0",
            "libgfortran.so.5", "libquadmath.so.0", "libgcc_s.so.1"));
    private static final MethodHandle SGEMM = Natives.function(LIBRARY, "cblas_sgemm", Cblas.SGEMM);
    private static final MethodHandle SGEMV = Natives.function(LIBRARY, "cblas_sgemv", Cblas.SGEMV);

    @Override
    public String name() {
        return "OpenBLAS";
    }

    @Override
    public String version() {
        return Natives.text(LIBRARY, "openblas_get_config") + ", kernels for "
                + Natives.text(LIBRARY, "openblas_get_corename");
    }

    @Override
    public void threads(int count) {
        Natives.set(LIBRARY, "openblas_set_num_threads", count);
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
