package lanewise.vae.schedule;

import lanewise.vae.check.Require;

/// Cycles over the whole run, each rising from 0 to 1 in its first part and staying there. With T steps in the run and
/// P = ceil(T / cycles): `min(1, (t mod P) / P / rise)` for step t from 0.
///
/// Source: Fu et al., 2019, eq. 6 and 7.
///
/// @param cycles how many, at least 1 and at most the epochs of the run
/// @param rise share of a cycle that rises, above 0, below 1
public record Cyclical(int cycles, double rise) implements Warmup {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException naming the one that is outside its range
    public Cyclical {
        Require.atLeast(1, "cycles", cycles);
        if (!(rise > 0 && rise < 1)) {
            throw new IllegalArgumentException("rise: " + rise + ", expected above 0 and below 1");
        }
    }

    /// The paper's 4 cycles that rise for one half.
    public Cyclical() {
        this(4, 0.5);
    }

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs) {
        long total = (long) stepsPerEpoch * epochs;
        long period = (total + cycles - 1) / cycles;
        return Math.min(1, (double) (step % period) / period / rise);
    }

    @Override
    public void check(int epochs) {
        if (cycles > epochs) {
            throw new IllegalArgumentException("warmup: " + cycles + " cycles do not fit a run of " + epochs
                    + " epochs, expected at most one per epoch");
        }
    }

    @Override
    public boolean dependsOnLength() {
        return true;
    }
}
