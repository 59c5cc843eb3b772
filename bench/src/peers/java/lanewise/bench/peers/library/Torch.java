package lanewise.bench.peers.library;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Matrix;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// PyTorch in a process of its own: what has to be set before it is loaded, and what is made sure of afterwards.
///
/// This build of PyTorch calls its BLAS by the name of OpenBLAS's library; JavaCPP can put MKL under that name. MKL is
/// told to use the OpenMP library that
/// PyTorch brings (libgomp), so that one pool of threads serves both; with two pools, or with OpenBLAS's own threads,
/// each spins while the other works.
/// JavaCPP's guard of physical memory reads a file of the kernel for each new tensor, some 0.2 ms per training step; it
/// is off.
public final class Torch {

    /// What serves matrix products.
    public enum Blas {
        /// MKL, as in PyTorch's own packages for x86.
        MKL,
        /// OpenBLAS, as this build of PyTorch does unless told otherwise.
        OPENBLAS
    }

    private Torch() {
    }

    /// Variables of the process's environment.
    public static Map<String, String> environment(Blas blas, int threads) {
        String count = Integer.toString(threads);
        Map<String, String> environment = new HashMap<>(Map.of("OMP_NUM_THREADS", count));
        switch (blas) {
            case MKL -> environment.putAll(Map.of("MKL_NUM_THREADS", count, "MKL_THREADING_LAYER", "GNU"));
            case OPENBLAS -> environment.put("OPENBLAS_NUM_THREADS", count);
        }
        return environment;
    }

    /// Variables that let glibc keep freed memory: tensors of megabytes are otherwise returned to the kernel and
    /// cleared by it, time and again.
    public static Map<String, String> keepingFreedMemory() {
        return Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_MAX_", "0", "MALLOC_TRIM_THRESHOLD_", "17179869184",
                "MALLOC_TOP_PAD_", "268435456");
    }

    /// Options of java.
    public static List<String> options(Blas blas) {
        return List.of("-Dorg.bytedeco.openblas.load=" + (blas == Blas.MKL ? "mkl" : ""),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.maxBytes=0");
    }

    /// Loads PyTorch in this process and makes sure of its BLAS, its threads and its treatment of denormals.
    ///
    /// @param blas    what has to serve matrix products
    /// @param threads how many threads within an operation; operations run one after the other
    /// @param flush   whether denormal numbers are to be taken as zero
    /// @throws IllegalStateException saying what is not as it should be
    public static void start(Blas blas, int threads, boolean flush) throws Throwable {
        if (flush && !torch.globalContext().setFlushDenormal(true)) {
            throw new IllegalStateException("denormal numbers cannot be flushed here");
        }
        torch.set_num_threads(threads);
        torch.set_num_interop_threads(1);
        if (torch.get_num_threads() != threads) {
            throw new IllegalStateException("PyTorch has " + torch.get_num_threads() + " threads, not " + threads);
        }
        String library = libraryOf("sgemm_");
        if (!library.toLowerCase(Locale.ROOT).replaceAll("[^/]*$", "").contains(blas.name().toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("sgemm comes from " + library + ", not from " + blas);
        }
        if (denormalsAreKept() == flush) {
            throw new IllegalStateException("denormal numbers are " + (flush ? "kept" : "flushed"));
        }
    }

    /// Where a function comes from for libtorch_cpu, whose dependencies are searched in the order in which its calls
    /// are bound.
    private static String libraryOf(String function) throws Throwable {
        Linker linker = Linker.nativeLinker();
        var dlopen = linker.downcallHandle(linker.defaultLookup().findOrThrow("dlopen"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        var dlsym = linker.downcallHandle(linker.defaultLookup().findOrThrow("dlsym"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        var dladdr = linker.downcallHandle(linker.defaultLookup().findOrThrow("dladdr"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofShared()) {
            int lazyAndLoadedAlready = 0x5;
            MemorySegment library = (MemorySegment) dlopen.invokeExact(arena.allocateFrom("libtorch_cpu.so"),
                    lazyAndLoadedAlready);
            if (library.address() == 0) {
                throw new IllegalStateException("libtorch_cpu.so is not loaded");
            }
            MemorySegment address = (MemorySegment) dlsym.invokeExact(library, arena.allocateFrom(function));
            MemorySegment info = arena.allocate(4 * ValueLayout.ADDRESS.byteSize());
            if (address.address() == 0 || (int) dladdr.invokeExact(address, info) == 0) {
                throw new IllegalStateException("no library has " + function);
            }
            return info.get(ValueLayout.ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0);
        }
    }

    /// Multiplies normal numbers to denormal ones, so many that all threads take part.
    private static boolean denormalsAreKept() {
        try (PointerScope scope = new PointerScope()) {
            Tensor small = torch.full(new long[] {1 << 20}, new Scalar(0x1p-120f)).mul(new Scalar(0x1p-20f));
            float[] values = array(small);
            int kept = 0;
            for (float value : values) {
                kept += value == 0 ? 0 : 1;
            }
            if (kept != 0 && kept != values.length) {
                throw new IllegalStateException("only some threads flush denormal numbers");
            }
            return kept != 0;
        }
    }

    /// A tensor with a copy of a matrix.
    public static Tensor tensor(Matrix matrix, long... shape) {
        return Tensor.create(matrix.toArray(), shape);
    }

    /// A copy of a tensor's elements.
    public static float[] array(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        new FloatPointer(tensor.contiguous().data_ptr()).get(values);
        return values;
    }
}
