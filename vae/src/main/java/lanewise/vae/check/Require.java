package lanewise.vae.check;

/// Checks of arguments; each gives the value back, or refuses it with an [IllegalArgumentException] that names the
/// argument, the value and what was expected.
public final class Require {

    private Require() {
    }

    /// A positive finite float.
    ///
    /// @param argument its name
    /// @param value its value
    /// @return the value
    public static double positive(String argument, double value) {
        if (!(value > 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a positive finite number");
        }
        return value;
    }

    /// A finite float of at least 0.
    ///
    /// @param argument its name
    /// @param value its value
    /// @return the value
    public static double notNegative(String argument, double value) {
        if (!(value >= 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a finite number, at least 0");
        }
        return value;
    }

    /// A share: at least 0, below 1.
    ///
    /// @param argument its name
    /// @param value its value
    /// @return the value
    public static double belowOne(String argument, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least 0 and below 1");
        }
        return value;
    }

    /// A count of at least some number.
    ///
    /// @param least the smallest value
    /// @param argument its name
    /// @param value its value
    /// @return the value
    public static int atLeast(int least, String argument, int value) {
        if (value < least) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at least " + least);
        }
        return value;
    }

    /// A count within bounds.
    ///
    /// @param least the smallest value
    /// @param most the largest value
    /// @param argument its name
    /// @param value its value
    /// @return the value
    public static int within(int least, int most, String argument, int value) {
        if (value > most) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected at most " + most);
        }
        return atLeast(least, argument, value);
    }

    /// Refuses a factor of a term that is negative or too large for a float.
    ///
    /// @param argument its name
    /// @param value the factor
    /// @throws IllegalArgumentException naming both
    public static void weight(String argument, double value) {
        if (!(value >= 0) || value > Float.MAX_VALUE) {
            throw new IllegalArgumentException(argument + ": " + value + ", expected a finite value of at least 0");
        }
    }
}
