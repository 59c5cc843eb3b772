package lanewise.core.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for what one loop leaves to the next, such as [#BLOCK] floats that stay in the first cache: that of the
/// calling thread, or what was lent to it.
///
/// A loop that needs an elementary function takes a pass over such a block instead of calling it with a
/// vector, see [Species].
///
/// A thread that has none yet allocates its own at the first call, which would be a high price for a virtual thread
/// that lives for one request: whoever has such threads call keeps some scratch memory itself and lends it.
public final class Scratch {

    /// Floats in a block; a multiple of all vectors.
    public static final int BLOCK = 512;

    /// Floats in the memory for random numbers.
    public static final int RANDOMS = 1024;

    private static final int ROOM = 1024;
    private static final int ALIGNMENT = 64;

    private static final ThreadLocal<Place> PLACE = ThreadLocal.withInitial(Place::new);

    private final MemorySegment block;
    private final MemorySegment randoms;
    private final float[] sums = new float[VirtualLanes.COUNT];
    private final float[] rowSums = new float[VirtualLanes.COUNT];
    private final float[] reductions = new float[4 * VirtualLanes.COUNT];
    private MemorySegment room;

    /// What a thread has of its own and what it was lent, which comes first.
    private static final class Place {

        private Scratch own;
        private Scratch lent;
    }

    /// Allocates memory to lend; it is freed with the last reference to it.
    public Scratch() {
        Arena arena = Arena.ofAuto();
        this.block = arena.allocate((long) BLOCK * Float.BYTES, ALIGNMENT);
        this.randoms = arena.allocate((long) RANDOMS * Float.BYTES, ALIGNMENT);
    }

    /// Has the calling thread use this memory until [#takeBack()]; no other thread may meanwhile.
    public void lend() {
        PLACE.get().lent = this;
    }

    /// The calling thread uses its own memory again.
    public static void takeBack() {
        PLACE.get().lent = null;
    }

    private static Scratch current() {
        Place place = PLACE.get();
        if (place.lent != null) {
            return place.lent;
        }
        if (place.own == null) {
            place.own = new Scratch();
        }
        return place.own;
    }

    /// A block. Whoever takes it keeps it until the next call of another's code.
    ///
    /// @return a native segment of [#BLOCK] floats, aligned to a cache line; what it holds is left from before
    public static MemorySegment block() {
        return current().block;
    }

    /// Memory for random numbers.
    ///
    /// @return a native segment of [#RANDOMS] floats, aligned to a cache line
    public static MemorySegment randoms() {
        return current().randoms;
    }

    /// Accumulators of a layer's normalisation.
    ///
    /// @return 16 floats
    public static float[] sums() {
        return current().sums;
    }

    /// Accumulators of a row of a likelihood.
    ///
    /// @return 16 floats
    public static float[] rowSums() {
        return current().rowSums;
    }

    /// Accumulators of [ReductionLoops].
    ///
    /// @return 64 floats
    static float[] reductions() {
        return current().reductions;
    }

    /// Memory for a row that is gathered.
    ///
    /// @param floats how many are needed
    /// @return at least as many; allocated anew only where more are needed than ever before
    public static MemorySegment room(long floats) {
        Scratch scratch = current();
        if (scratch.room == null || scratch.room.byteSize() < floats * Float.BYTES) {
            scratch.room = Arena.ofAuto().allocate(Math.max(ROOM, 2 * floats) * Float.BYTES, ALIGNMENT);
        }
        return scratch.room;
    }
}
