package lanewise.vae.cli;

/// Lines that the user can paste: the program as it was called, and words as a shell takes them.
final class Called {

    private static final String PROPERTY = "lanewise.cli.name";

    private Called() {
    }

    /// A command line.
    ///
    /// @param words what follows the name of the program
    static String line(String words) {
        return quoted(System.getProperty(PROPERTY, "lanewise")) + " " + words;
    }

    /// A word that a POSIX shell takes as it is.
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9._/:~+,=@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
