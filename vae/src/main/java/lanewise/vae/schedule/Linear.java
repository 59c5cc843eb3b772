package lanewise.vae.schedule;

import lanewise.vae.check.Require;

/// In a straight line to 1: `min(1, (t + 1) / (epochs * stepsPerEpoch))` for step t from 0.
///
/// Source: Bowman et al., 2016, section 3.1; Sonderby et al., 2016, section 2.3.
///
/// @param epochs how long it takes, at least 1, below the epochs of the run
public record Linear(int epochs) implements Warmup {

    /// Checks the argument.
    ///
    /// @throws IllegalArgumentException if it is below 1
    public Linear {
        Require.atLeast(1, "epochs", epochs);
    }

    /// Over 10 epochs.
    public Linear() {
        this(10);
    }

    @Override
    public double factor(long step, int stepsPerEpoch, int ofRun) {
        return Math.min(1, (step + 1.0) / ((long) epochs * stepsPerEpoch));
    }

    @Override
    public void check(int ofRun) {
        if (epochs >= ofRun) {
            throw new IllegalArgumentException("warmup: takes " + epochs + " epochs, the run has " + ofRun
                    + ", expected fewer, so that some epochs have the whole weight");
        }
    }
}
