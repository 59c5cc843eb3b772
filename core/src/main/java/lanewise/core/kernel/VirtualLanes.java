package lanewise.core.kernel;

/// The 16 accumulators of a reduction once they are stored: their order of addition, the same whatever the width of the
/// vectors, or without any.
public final class VirtualLanes {

    /// How many there are.
    public static final int COUNT = 16;

    private VirtualLanes() {
    }

    /// Adds l and l + 8, then l + 4, l + 2, l + 1, in double. Scalar on purpose: a helper that takes vectors is
    /// at the mercy of the compiler's count of its calls, and where it is not inlined its arguments and all
    /// within it become objects.
    ///
    /// @param lanes what the accumulators hold
    /// @param at index of the first of the 16
    /// @return the sum
    public static double sum(float[] lanes, int at) {
        double a = eight(lanes, at) + eight(lanes, at + 4);
        double b = eight(lanes, at + 1) + eight(lanes, at + 5);
        double c = eight(lanes, at + 2) + eight(lanes, at + 6);
        double d = eight(lanes, at + 3) + eight(lanes, at + 7);
        return (a + c) + (b + d);
    }

    private static double eight(float[] lanes, int at) {
        return (double) lanes[at] + (double) lanes[at + 8];
    }
}
