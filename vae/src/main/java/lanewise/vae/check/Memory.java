package lanewise.vae.check;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for what a file holds: where there is not enough of it, the refusal says how much is needed, and for what.
public final class Memory {

    private Memory() {
    }

    /// Allocates, all zeros.
    ///
    /// @param arena whose memory it is
    /// @param bytes how much
    /// @param what what needs it and why, for the message
    /// @return the memory
    /// @throws IOException naming the number of bytes, if there is not as much
    public static MemorySegment allocate(Arena arena, long bytes, String what) throws IOException {
        try {
            return arena.allocate(bytes, 64);
        } catch (OutOfMemoryError e) {
            throw refusal(bytes, what, e);
        }
    }

    /// The refusal.
    ///
    /// @param bytes how much is needed
    /// @param what what needs it and why
    /// @param cause what told that there is not as much
    /// @return the exception to throw
    public static IOException refusal(long bytes, String what, Throwable cause) {
        return new IOException(what + ", for which " + String.format(java.util.Locale.ROOT, "%,d", bytes)
                + " bytes of memory are needed, more than this"
                + " process gets (the limit is -XX:MaxDirectMemorySize, if not set that of the heap, -Xmx)", cause);
    }
}
