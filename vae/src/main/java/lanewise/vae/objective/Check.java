package lanewise.vae.objective;

/// Checks of an objective's components, with messages that name them.
final class Check {

    private Check() {
    }

    static void weight(String argument, double value) {
        if (!(value >= 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a finite value of at least 0");
        }
    }

    static void reduction(Reduction value) {
        if (value == null) {
            throw new IllegalArgumentException("reduction: null, expected SUM or MEAN");
        }
    }
}
