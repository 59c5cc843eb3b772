package lanewise.bench.peers.random;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import lanewise.bench.peers.library.Mkl;
import lanewise.bench.peers.library.Natives;
import lanewise.bench.peers.run.Contender;

/// MKL's standard normal numbers by a generator and a method, on the calling thread.
final class Vsl implements Contender {

    /// Basic generators, by their numbers in mkl_vsl_defines.h.
    enum Generator {
        PHILOX(16), MT19937(8), SFMT19937(13);

        private final int number;

        Generator(int number) {
            this.number = number << 20;
        }
    }

    /// Methods of `vsRngGaussian`, in the order of their numbers.
    enum Method { BOXMULLER, BOXMULLER2, ICDF }

    private static final MethodHandle NEW_STREAM = Natives.function(Mkl.LIBRARY, "vslNewStream",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle DELETE_STREAM = Natives.function(Mkl.LIBRARY, "vslDeleteStream",
            FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle GAUSSIAN = Natives.function(Mkl.LIBRARY, "vsRngGaussian",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_FLOAT, JAVA_FLOAT));

    private final Generator generator;
    private final Method method;
    private final int n;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment stream = arena.allocate(ADDRESS);
    private final MemorySegment out;

    Vsl(Generator generator, Method method, int n) throws Throwable {
        this.generator = generator;
        this.method = method;
        this.n = n;
        this.out = arena.allocate(4L * n, 64);
        Mkl.setThreads(1);
        check((int) NEW_STREAM.invokeExact(stream, generator.number, 777));
    }

    @Override
    public String name() {
        return "MKL VSL " + generator + " " + method;
    }

    @Override
    public void run() throws Throwable {
        check((int) GAUSSIAN.invokeExact(method.ordinal(), stream.get(ADDRESS, 0), n, out, 0f, 1f));
    }

    private static void check(int status) {
        if (status != 0) {
            throw new IllegalStateException("VSL returns " + status);
        }
    }

    @Override
    public float[] result() {
        return out.toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void close() {
        try {
            check((int) DELETE_STREAM.invokeExact(stream));
        } catch (Throwable t) {
            throw new IllegalStateException("cannot delete a stream", t);
        }
        arena.close();
    }
}
