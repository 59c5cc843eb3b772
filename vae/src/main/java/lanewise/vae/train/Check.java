package lanewise.vae.train;

import java.util.Objects;

import lanewise.vae.check.Require;

/// Checks of what optimizers alone take, with messages that name it.
final class Check {

    private Check() {
    }

    /// Where a moment may start: no denormal.
    static double moment(String argument, double value) {
        if (value != 0 && Require.notNegative(argument, value) < Denormals.SMALLEST_NORMAL) {
            throw new IllegalArgumentException(argument + ": " + value
                    + ", expected 0 or at least the smallest normal float, 1.17549435e-38");
        }
        return value;
    }

    /// A range of floats that an optimizer may update.
    static void range(int length, int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        if (from % Optimizer.GRAIN != 0 || to % Optimizer.GRAIN != 0) {
            throw new IllegalArgumentException("from, to: " + from + ", " + to + ", expected multiples of "
                    + Optimizer.GRAIN);
        }
    }
}
