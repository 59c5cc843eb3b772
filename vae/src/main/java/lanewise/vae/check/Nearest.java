package lanewise.vae.check;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/// Finds what somebody meant to type.
public final class Nearest {

    private Nearest() {
    }

    /// The candidate that is nearest to a word, if it is near enough to be meant.
    ///
    /// Distance: insertions, deletions, replacements and swaps of neighbours (optimal string alignment). Near enough:
    /// at most a third of the longer word (but one change always is), or one word begins with the other.
    ///
    /// @param word what was typed
    /// @param candidates what there is
    /// @return the candidate, or null
    public static String of(String word, Collection<String> candidates) {
        String best = null;
        int least = Integer.MAX_VALUE;
        String lower = word.toLowerCase(Locale.ROOT);
        for (String candidate : candidates) {
            String other = candidate.toLowerCase(Locale.ROOT);
            boolean begins = lower.length() >= 2 && other.length() >= 2 && (other.startsWith(lower)
                    || lower.startsWith(other));
            int distance = begins ? 1 : distance(lower, other);
            if (distance <= Math.max(1, (Math.max(lower.length(), other.length()) + 1) / 3) && distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /// `; did you mean x?` where there is a near name, else nothing.
    ///
    /// @param word what was typed
    /// @param names what there is
    /// @return the text
    public static String hint(String word, Collection<String> names) {
        String nearest = of(word, names);
        return nearest == null ? "" : "; did you mean " + Texts.abridged(nearest) + "?";
    }

    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        Arrays.setAll(d[0], j -> j);
        for (int i = 1; i <= a.length(); i++) {
            d[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
