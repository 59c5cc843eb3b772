package lanewise.vae.schedule;

import java.util.function.IntToDoubleFunction;

/// The learning rate as it is: `factor = 1`.
public record Constant() implements Schedule {

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
        return 1;
    }
}
