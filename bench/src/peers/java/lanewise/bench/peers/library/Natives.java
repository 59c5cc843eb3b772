package lanewise.bench.peers.library;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

import org.bytedeco.javacpp.Loader;

/// Shared libraries of peers: extracted from their jars by javacpp's cache and opened by path.
///
/// Opened by path and looked up by handle, so that two libraries that export the same names (every BLAS
/// does) do not meet.
public final class Natives {

    private static final String PLATFORM = Loader.getPlatform();

    private Natives() {
    }

    /// Extracts all files into one directory and opens the first.
    ///
    /// @param folder where they are in the jar, such as `org/bytedeco/mkl/` (the platform follows)
    /// @param files  the library and what it needs beside it
    /// @return a lookup of the first library that stays open for good
    /// @throws IllegalStateException if the jar is not on the class path or a file is not in it
    public static SymbolLookup open(String folder, List<String> files) {
        Path first = null;
        for (String name : files) {
            String resource = "/" + folder + PLATFORM + "/" + name;
            File file;
            try {
                file = Loader.cacheResource(Natives.class, resource);
            } catch (IOException e) {
                throw new IllegalStateException("cannot extract " + resource, e);
            }
            if (file == null) {
                throw new IllegalStateException("no " + resource + " on the class path (built for another platform?)");
            }
            first = first == null ? file.toPath() : first;
        }
        return SymbolLookup.libraryLookup(first, Arena.global());
    }

    /// A function's handle.
    ///
    /// @param library    where to look
    /// @param name       its name
    /// @param descriptor its signature
    /// @return a handle to keep in a static final field
    public static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(library.find(name)
                .orElseThrow(() -> new IllegalStateException("the library has no function " + name)), descriptor);
    }

    /// Calls `void name(int)`.
    ///
    /// @param library where to look
    /// @param name    the function
    /// @param value   its argument
    public static void set(SymbolLookup library, String name, int value) {
        try {
            function(library, name, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)).invoke(value);
        } catch (Throwable t) {
            throw new IllegalStateException("cannot call " + name, t);
        }
    }

    /// Calls `char *name(void)`.
    public static String text(SymbolLookup library, String name) {
        try {
            var segment = (MemorySegment) function(library, name, FunctionDescriptor.of(ValueLayout.ADDRESS)).invoke();
            return segment.reinterpret(1024).getString(0);
        } catch (Throwable t) {
            throw new IllegalStateException("cannot call " + name, t);
        }
    }
}
