package lanewise.bench.peers.run;

/// Values of the command line.
public final class Arguments {

    private Arguments() {
    }

    /// Reads a count.
    ///
    /// @param option whose value it is
    /// @param value  the text
    /// @return a number of at least 1
    /// @throws IllegalArgumentException if it is none
    public static int positive(String option, String value) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1) {
            throw new IllegalArgumentException(option + " wants a number of at least 1, not " + value);
        }
        return number;
    }
}
