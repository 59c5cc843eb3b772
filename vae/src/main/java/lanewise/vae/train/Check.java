package lanewise.vae.train;

import java.util.Objects;

/// Checks of arguments, with messages that name them.
final class Check {

    private Check() {
    }

    static double positive(String argument, double value) {
        if (!(value > 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a positive finite number");
        }
        return value;
    }

    static double notNegative(String argument, double value) {
        if (!(value >= 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a finite number, at least 0");
        }
        return value;
    }

    /// Where a moment may start: no denormal.
    static double moment(String argument, double value) {
        if (value != 0 && notNegative(argument, value) < Denormals.SMALLEST_NORMAL) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected 0 or at least the smallest normal float, 1.17549435e-38");
        }
        return value;
    }

    static double belowOne(String argument, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least 0 and below 1");
        }
        return value;
    }

    static int atLeast(int least, String argument, int value) {
        if (value < least) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least " + least);
        }
        return value;
    }

    /// A range of floats that an optimizer may update.
    static void range(int length, int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        if (from % Optimizer.GRAIN != 0 || to % Optimizer.GRAIN != 0) {
            throw new IllegalArgumentException("from, to: " + from + ", " + to + ", expected multiples of " + Optimizer.GRAIN);
        }
    }
}
