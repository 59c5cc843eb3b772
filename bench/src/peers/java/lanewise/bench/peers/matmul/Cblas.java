package lanewise.bench.peers.matmul;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import lanewise.bench.peers.run.Contender;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/// The two calls that are compared, in the C interface of BLAS with 32-bit integers. Row-major throughout.
interface Cblas {

    int ROW_MAJOR = 101;
    int NO_TRANS = 111;
    int TRANS = 112;

    FunctionDescriptor SGEMM = FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT);
    FunctionDescriptor SGEMV = FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT);

    /// For the table.
    String name();

    /// Version and code path, for the report's head.
    String version();

    /// Sets the thread count of this process and of this thread.
    void threads(int count);

    /// c = op(a) op(b), dense.
    void sgemm(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) throws Throwable;

    /// The same for one row: c = op(b)^T a.
    void sgemv(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) throws Throwable;

    /// A contender that calls `sgemm`, or `sgemv` for one row.
    static Contender contender(Cblas blas, Shape shape, int threads, MemorySegment a, MemorySegment b) {
        return new CblasContender(blas, shape, threads, a, b);
    }

    /// Calls through a handle that the caller keeps in a constant.
    static void sgemm(MethodHandle handle, Shape s, MemorySegment a, MemorySegment b, MemorySegment c)
            throws Throwable {
        handle.invokeExact(ROW_MAJOR, s.ta() ? TRANS : NO_TRANS, s.tb() ? TRANS : NO_TRANS, s.m(), s.n(), s.k(),
                1f, a, s.ta() ? s.m() : s.k(), b, s.tb() ? s.k() : s.n(), 0f, c, s.n());
    }

    /// The same for one row.
    static void sgemv(MethodHandle handle, Shape s, MemorySegment a, MemorySegment b, MemorySegment c)
            throws Throwable {
        if (s.tb()) {
            handle.invokeExact(ROW_MAJOR, NO_TRANS, s.n(), s.k(), 1f, b, s.k(), a, 1, 0f, c, 1);
        } else {
            handle.invokeExact(ROW_MAJOR, TRANS, s.k(), s.n(), 1f, b, s.n(), a, 1, 0f, c, 1);
        }
    }
}
