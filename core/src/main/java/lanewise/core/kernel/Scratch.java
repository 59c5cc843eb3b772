package lanewise.core.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory of the calling thread for what one loop leaves to the next: [#BLOCK] floats that stay in the first cache.
///
/// A loop that needs an elementary function takes a pass over such a block instead of calling it with a
/// vector, see [Species].
public final class Scratch {

    /// Floats in a block; a multiple of all vectors.
    public static final int BLOCK = 512;

    private static final ThreadLocal<MemorySegment> BLOCKS = ThreadLocal.withInitial(() -> Arena.ofAuto()
            .allocate((long) BLOCK * Float.BYTES, 64));

    private Scratch() {
    }

    /// The calling thread's block. Whoever takes it keeps it until the next call of another's code.
    ///
    /// @return a native segment of [#BLOCK] floats, aligned to a cache line; what it holds is left from before
    public static MemorySegment block() {
        return BLOCKS.get();
    }
}
