package lanewise.bench.peers.library;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Makes MKL choose its code by what the processor can do, not by who made it: `-Dlanewise.bench.mkl=any-vendor`.
///
/// On a processor that is not Intel's, MKL 2025 takes SSE2 code for its vector mathematics and random numbers, several
/// times slower than its AVX-512 code on the same processor. Being faster than that would say nothing. With the
/// property, and only with it, the function by which MKL asks for the vendor is overwritten in memory, in this process,
/// before its first use; no file is changed. Linux on x86-64 only.
public final class MklVendor {

    private static final long PAGE = 4096;
    private static final int READ_WRITE_EXECUTE = 7;
    // mov eax, 1; ret
    private static final byte[] YES = {(byte) 0xb8, 1, 0, 0, 0, (byte) 0xc3};

    private MklVendor() {
    }

    /// A word on what MKL does where, for a section's head.
    ///
    /// @return a sentence
    public static String note() {
        return isIgnored() ? "MKL chooses its code regardless of the processor's vendor." : "On processors that are not"
                + " Intel's, MKL runs SSE2 code here; -Dlanewise.bench.mkl=any-vendor lets it run its AVX-512 code.";
    }

    /// True if the command line asks for it.
    private static boolean isIgnored() {
        return "any-vendor".equals(System.getProperty("lanewise.bench.mkl"));
    }

    /// Overwrites the question if the command line asks for it.
    static void ignoreIfAsked() {
        if (!isIgnored()) {
            return;
        }
        try {
            SymbolLookup core = Natives.open("org/bytedeco/mkl/", List.of("libmkl_core.so.2"));
            var question = (MemorySegment) Natives.function(core, "mkl_serv_get_cpu_true",
                    FunctionDescriptor.of(ValueLayout.ADDRESS)).invokeExact();
            Linker linker = Linker.nativeLinker();
            MethodHandle protect = linker.downcallHandle(linker.defaultLookup().find("mprotect").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT));
            long page = question.address() & -PAGE;
            int result = (int) protect.invokeExact(MemorySegment.ofAddress(page), 2 * PAGE, READ_WRITE_EXECUTE);
            if (result != 0) {
                throw new IllegalStateException("mprotect refuses to make the page writable");
            }
            MemorySegment.copy(YES, 0, question.reinterpret(YES.length), ValueLayout.JAVA_BYTE, 0, YES.length);
        } catch (Throwable t) {
            throw new IllegalStateException("cannot make MKL ignore the vendor", t);
        }
    }
}
