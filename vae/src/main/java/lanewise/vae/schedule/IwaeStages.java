package lanewise.vae.schedule;

import java.util.function.IntToDoubleFunction;

/// Stage i of 0 to 7 takes 3^i epochs, 3,280 in all, at the factor `10^(-i/7)`: from 1 down to a tenth.
///
/// Source: Burda, Grosse and Salakhutdinov, 2016, section 5. Their code rounds the factors to two digits, which
/// `rounded` does too: 1, 0.72, 0.52, 0.37, 0.27, 0.19, 0.14, 0.1.
///
/// @param rounded whether the factors are rounded to two decimals
public record IwaeStages(boolean rounded) implements Schedule {

    private static final int STAGES = 8;

    /// As the paper has it.
    public IwaeStages() {
        this(false);
    }

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
        double factor = StrictMath.pow(10, -stage(step / stepsPerEpoch) / 7.0);
        return rounded ? StrictMath.rint(100 * factor) / 100 : factor;
    }

    private static int stage(long epoch) {
        int stage = 0;
        for (long end = 1, length = 1; epoch >= end && stage < STAGES - 1; stage++) {
            length *= 3;
            end += length;
        }
        return stage;
    }

    @Override
    public void check(int epochs) {
        int all = (int) ((StrictMath.pow(3, STAGES) - 1) / 2);
        if (epochs > all) {
            throw new IllegalArgumentException("schedule: the stages of the IWAE paper have " + all
                    + " epochs, the run has " + epochs + ", expected no more");
        }
    }
}
