package lanewise.vae.schedule;

/// Checks of arguments, with messages that name them.
final class Range {

    private Range() {
    }

    static double positive(String argument, double value) {
        if (!(value > 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a positive finite number");
        }
        return value;
    }

    static double share(String argument, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least 0 and below 1");
        }
        return value;
    }
}
