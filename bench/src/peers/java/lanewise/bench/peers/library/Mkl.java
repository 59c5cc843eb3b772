package lanewise.bench.peers.library;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Intel oneMKL from `org.bytedeco:mkl:...:redist`, by path, with its own OpenMP threads.
///
/// Class initialisation fails where MKL is not available; catch what it throws by making contenders in
/// [lanewise.bench.peers.run.Selection#add].
public final class Mkl {

    /// `libmkl_rt`, for functions of VML and VSL: LP64 interface, Intel threads, dynamic adjustment off.
    public static final SymbolLookup LIBRARY = Natives.open("org/bytedeco/mkl/", List.of("libmkl_rt.so.2",
            "libiomp5.so", "libmkl_core.so.2", "libmkl_intel_lp64.so.2", "libmkl_intel_thread.so.2",
            "libmkl_def.so.2", "libmkl_mc3.so.2", "libmkl_avx2.so.2", "libmkl_avx512.so.2",
            "libmkl_vml_def.so.2", "libmkl_vml_mc3.so.2", "libmkl_vml_avx2.so.2", "libmkl_vml_avx512.so.2",
            "libmkl_vml_cmpt.so.2"));

    static {
        MklVendor.ignoreIfAsked();
        // MKL_INTERFACE_LP64 and MKL_THREADING_INTEL; both are ignored with a return value once a
        // function has been called.
        Natives.set(LIBRARY, "MKL_Set_Interface_Layer", 0);
        Natives.set(LIBRARY, "MKL_Set_Threading_Layer", 0);
        Natives.set(LIBRARY, "MKL_Set_Dynamic", 0);
    }

    private Mkl() {
    }

    /// Sets MKL's thread count, for the process and for the calling thread.
    ///
    /// @param count 1 or more
    public static void setThreads(int count) {
        Natives.set(LIBRARY, "MKL_Set_Num_Threads", count);
        Natives.set(LIBRARY, "MKL_Set_Num_Threads_Local", count);
    }

    /// MKL of itself.
    ///
    /// @return version and code path
    public static String version() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment text = arena.allocate(256);
            Natives.function(LIBRARY, "MKL_Get_Version_String",
                    FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT)).invoke(text, 255);
            return text.getString(0).strip();
        } catch (Throwable t) {
            throw new IllegalStateException("MKL has no version", t);
        }
    }
}
