package lanewise.vae.schedule;

import java.util.function.IntToDoubleFunction;

import lanewise.vae.check.Require;

/// Multiplied again and again: `factor^floor(epoch / every)`, epochs counted from 0.
///
/// @param every epochs between two changes, at least 1, below the epochs of the run
/// @param factor above 0
public record Steps(int every, double factor) implements Schedule {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException naming the one that is outside its range
    public Steps {
        Require.atLeast(1, "every", every);
        Require.positive("factor", factor);
    }

    /// A tenth every 30 epochs.
    public Steps() {
        this(30, 0.1);
    }

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
        return StrictMath.pow(factor, step / stepsPerEpoch / every);
    }

    @Override
    public void check(int epochs) {
        if (every >= epochs) {
            throw new IllegalArgumentException("schedule: steps of " + every
                    + " epochs never change the rate of a run of " + epochs + ", expected every below " + epochs);
        }
    }
}
