package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The string-to-string metadata of a fixture, read with messages that name the key, the value and what was expected.
///
/// A key with an empty value counts as absent. Immutable as long as the map is.
///
/// @param entries the metadata
record Description(Map<String, String> entries) {

    /// Whether the key is there and not empty.
    boolean has(String key) {
        return !entries.getOrDefault(key, "").isBlank();
    }

    /// The value of a key that has to be there; it may be empty.
    String required(String key, String expected) {
        String value = entries.get(key);
        if (value == null) {
            throw new IllegalArgumentException("metadata \"" + key + "\": missing, expected " + expected);
        }
        return value.strip();
    }

    /// One of a few words.
    ///
    /// @param absent what stands for a missing key, null if it has to be there
    String choice(String key, String absent, List<String> words) {
        String value = absent != null && !has(key) ? absent : required(key, oneOf(words));
        if (!words.contains(value)) {
            throw wrong(key, oneOf(words));
        }
        return value;
    }

    /// A number from `low` up, not infinite.
    ///
    /// @param absent what stands for a missing key, null if it has to be there
    double number(String key, Double absent, double low, boolean open) {
        String expected = "a finite number " + (open ? "above " : "from ") + low + (open ? "" : " up");
        if (absent != null && !has(key)) {
            return absent;
        }
        try {
            double value = Double.parseDouble(required(key, expected));
            if ((open ? value > low : value >= low) && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong(key, expected);
    }

    /// A whole number from `low` up.
    ///
    /// @param absent what stands for a missing key, null if it has to be there
    int count(String key, Integer absent, int low) {
        String expected = "a whole number from " + low + " up";
        if (absent != null && !has(key)) {
            return absent;
        }
        try {
            int value = Integer.parseInt(required(key, expected));
            if (value >= low) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong(key, expected);
    }

    /// A whole number of 64 bits.
    long seed(String key) {
        String expected = "a whole number of 64 bits";
        try {
            return Long.parseLong(required(key, expected));
        } catch (NumberFormatException e) {
            throw wrong(key, expected);
        }
    }

    /// `true` or `false`, in any case; false where the key is absent.
    boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        String value = entries.get(key).strip().toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(key, "true or false");
        }
        return value.equals("true");
    }

    /// Widths separated by commas; none at all is allowed.
    List<Integer> widths(String key) {
        String expected = "widths from 1 up separated by commas, or nothing";
        List<Integer> widths = new ArrayList<>();
        String value = required(key, expected);
        for (String part : value.isEmpty() ? new String[0] : value.split(",", -1)) {
            try {
                widths.add(Integer.parseInt(part.strip()));
            } catch (NumberFormatException e) {
                throw wrong(key, expected);
            }
            if (widths.getLast() < 1) {
                throw wrong(key, expected);
            }
        }
        return widths;
    }

    /// The two decay rates of Adam, each in [0, 1).
    double[] betas(String key, double first, double second) {
        if (!has(key)) {
            return new double[] {first, second};
        }
        String expected = "two numbers from 0 to below 1 separated by a comma";
        try {
            double[] betas = Arrays.stream(entries.get(key).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
            if (betas.length == 2 && Arrays.stream(betas).allMatch(beta -> beta >= 0 && beta < 1)) {
                return betas;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong(key, expected);
    }

    /// The refusal of a value.
    IllegalArgumentException wrong(String key, String expected) {
        return new IllegalArgumentException("metadata \"" + key + "\": \"" + entries.get(key) + "\", expected "
                + expected);
    }

    private static String oneOf(List<String> words) {
        return words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words);
    }
}
