package lanewise.vae.check;

import java.util.List;

/// Texts of others in messages.
public final class Texts {

    /// Characters of a name that a message shows.
    public static final int LONGEST = 60;

    /// Names of a list that a message shows.
    public static final int MOST = 12;

    /// Characters of a message.
    public static final int LONGEST_MESSAGE = 2000;

    private Texts() {
    }

    /// Not more of a text than a message should hold.
    ///
    /// @param text any text
    /// @return its first 60 characters and `...`, or all of it
    public static String abridged(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, begin(text, LONGEST)) + "...";
    }

    /// No pair of surrogates is cut in two: half a character can neither be shown nor written as JSON.
    private static int begin(String text, int length) {
        return Character.isSurrogatePair(text.charAt(length - 1), text.charAt(length)) ? length - 1 : length;
    }

    /// Not more of a list of names than a message should hold.
    ///
    /// @param names any names
    /// @return the first 12, abridged, and how many there are
    public static String abridged(List<String> names) {
        String first = String.join(", ", names.stream().limit(MOST).map(Texts::abridged).toList());
        return names.size() <= MOST ? "[" + first + "]" : "[" + first + ", ...] (" + names.size() + ")";
    }

    /// The same without brackets.
    ///
    /// @param names any names
    /// @return the first 12, abridged, and how many there are
    public static String listed(List<String> names) {
        String first = String.join(", ", names.stream().limit(MOST).map(Texts::abridged).toList());
        return names.size() <= MOST ? first : first + ", ... (" + names.size() + ")";
    }

    /// A message that a terminal may be given: characters that control it, those that change the direction of text
    /// among them, are written as Java and JSON write them; of a very long text the begin and the end.
    ///
    /// @param text any text
    /// @return the text, at most [#LONGEST_MESSAGE] characters of it, escapes counted as one
    public static String message(String text) {
        int half = LONGEST_MESSAGE / 2;
        return text.length() <= LONGEST_MESSAGE ? visible(text)
                : visible(text.substring(0, begin(text, half))) + " ... "
                        + visible(text.substring(begin(text, text.length() - half)));
    }

    /// A text without characters that control a terminal; line feeds stay.
    ///
    /// @param text any text
    /// @return the text with such characters as `\\u001b`
    public static String visible(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair && out != null) {
                out.append(c).append(text.charAt(i + 1));
            } else if (!pair && controls(c)) {
                out = out == null ? new StringBuilder(text.substring(0, i)) : out;
                out.append(String.format("\\u%04x", (int) c));
            } else if (out != null) {
                out.append(c);
            }
            i += pair ? 1 : 0;
        }
        return out == null ? text : out.toString();
    }

    private static boolean controls(char c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t' || Character.isSurrogate(c)
                || c == '\u200e' || c == '\u200f' || c == '\u061c' || c >= '\u2028' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069';
    }
}
