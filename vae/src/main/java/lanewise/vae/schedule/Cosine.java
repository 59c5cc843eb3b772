package lanewise.vae.schedule;

import java.util.function.IntToDoubleFunction;

import lanewise.vae.check.Require;

/// Half a cosine from 1 down to the floor, after a linear rise. With T steps in the run,
/// W = ceil(warmup * T) and t from 0:
/// ```
/// t < W:  (t + 1) / W        otherwise:  floor + (1 - floor) * (1 + cos(pi (t - W) / (T - W))) / 2
/// ```
/// Source: Loshchilov and Hutter, 2017, eq. 5, without restarts.
///
/// @param warmup share of the run that the rise takes, at least 0, below 1
/// @param floor where the factor would arrive after the last step, at least 0, below 1
public record Cosine(double warmup, double floor) implements Schedule {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException naming the one that is outside its range
    public Cosine {
        Require.belowOne("warmup", warmup);
        Require.belowOne("floor", floor);
    }

    /// No rise, down to 0.
    public Cosine() {
        this(0, 0);
    }

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
        long total = (long) stepsPerEpoch * epochs;
        long rise = Math.min(total - 1, (long) Math.ceil(warmup * total));
        if (step < rise) {
            return (step + 1.0) / rise;
        }
        return floor + (1 - floor) * (1 + StrictMath.cos(Math.PI * (step - rise) / (total - rise))) / 2;
    }

    @Override
    public boolean dependsOnLength() {
        return true;
    }
}
