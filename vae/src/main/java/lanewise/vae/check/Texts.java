package lanewise.vae.check;

/// Texts of others in messages.
public final class Texts {

    private static final int LONGEST = 60;

    private Texts() {
    }

    /// Not more of a text than a message should hold.
    ///
    /// @param text any text
    /// @return its first 60 characters and `...`, or all of it
    public static String abridged(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
