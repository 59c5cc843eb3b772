package lanewise.bench.peers.step;

/// Which steps of a training are timed. Moments of units that have stopped learning take some 800 steps to decay to
/// denormal numbers, which cost time where nothing flushes or avoids them; the first steps do not show it.
enum StepPhase {

    /// Steps 1 to 500, over and over: weights and moments are put back to the start after each 500.
    EARLY("steps 1 to 500", 0),

    /// Steps after the first 2,500.
    LATE("steps from 2,500", 2_500);

    /// How many steps make the early ones.
    static final int FIRST = 500;

    private final String label;
    private final int before;

    StepPhase(String label, int before) {
        this.label = label;
        this.before = before;
    }

    /// For the job's name.
    String label() {
        return label;
    }

    /// How many steps come before the first that is timed, at least: of the early ones two rounds, for the compiler.
    int before() {
        return Math.max(before, 2 * FIRST);
    }

    /// Whether weights and moments are to be put back after so many steps.
    boolean restarts(long steps) {
        return this == EARLY && steps >= FIRST;
    }
}
