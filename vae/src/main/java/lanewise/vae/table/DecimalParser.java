package lanewise.vae.table;

import java.nio.charset.StandardCharsets;

/// Decimal numbers in bytes, correctly rounded to double: `[+-] digits [. digits] [e [+-] digits]`, and `inf`,
/// `infinity`. Java's own `7D`, `0x1p3` and `1_000` are no numbers here.
///
/// With w the digits as a whole number and q the exponent, the value is w 10^q. Up to w = 2^53 and |q| = 22 both
/// factors are exact doubles and one operation rounds (Clinger, PLDI 1990, section 4); else the 128-bit product with a
/// truncated power of five decides (Lemire, Software: Practice and Experience 51(8), 2021, algorithm 1); what is left,
/// more than 19 digits and results that are not normal numbers, is the JDK's. Not thread-safe.
final class DecimalParser {

    private static final double[] EXACT_POWERS =
            {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    private static final long[] WHOLE_POWERS = wholePowers();
    private static final int MOST_DIGITS = 19;
    private static final int EXPONENT_CAP = 100_000;

    private final byte point;
    private int decimals;
    private long digits;

    private static long[] wholePowers() {
        long[] powers = new long[MOST_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    DecimalParser(char point) {
        this.point = (byte) point;
    }

    /// Digits after the point of the number parsed last, -1 if it has an exponent.
    int decimals() {
        return decimals;
    }

    /// Significant digits of the number parsed last, 0 if it has an exponent or is 0.
    int digits() {
        if (decimals < 0) {
            return 0;
        }
        // 1233 / 4096 is log10 2, rounded up in this range: the estimate is right or one too high
        int estimate = (64 - Long.numberOfLeadingZeros(digits)) * 1233 >> 12;
        return estimate + (Long.compareUnsigned(digits, WHOLE_POWERS[estimate]) >= 0 ? 1 : 0);
    }

    char point() {
        return (char) point;
    }

    /// The number, NaN if it is none.
    double parse(byte[] b, int from, int to) {
        if (from == to) {
            return Double.NaN;
        }
        int i = from;
        boolean negative = b[i] == '-';
        if (negative || b[i] == '+') {
            i++;
        }
        int begin = i;
        long w = 0;
        while (i < to && (char) (b[i] - '0') <= 9) {
            w = 10 * w + (b[i++] - '0');
        }
        int digits = i - begin;
        int fraction = 0;
        if (i < to && b[i] == point) {
            int first = ++i;
            while (i < to && (char) (b[i] - '0') <= 9) {
                w = 10 * w + (b[i++] - '0');
            }
            fraction = i - first;
            digits += fraction;
        }
        if (digits == 0) {
            return infinity(b, begin, to, negative);
        }
        decimals = fraction;
        this.digits = w;
        int exponent = -fraction;
        if (i < to) {
            if ((b[i] | 0x20) != 'e') {
                return Double.NaN;
            }
            int first = ++i;
            boolean down = first < to && b[first] == '-';
            if (down || first < to && b[first] == '+') {
                first = ++i;
            }
            int written = 0;
            while (i < to && (char) (b[i] - '0') <= 9) {
                written = Math.min(EXPONENT_CAP, 10 * written + (b[i++] - '0'));
            }
            if (i == first || i < to) {
                return Double.NaN;
            }
            exponent += down ? -written : written;
            decimals = -1;
        }
        if (digits > MOST_DIGITS && significant(b, begin, to) > MOST_DIGITS) {
            return slow(b, from, to);
        }
        double magnitude = magnitude(w, exponent);
        if (magnitude < 0) {
            return slow(b, from, to);
        }
        return negative ? -magnitude : magnitude;
    }

    /// w 10^q, or -1 where this way does not decide.
    static double magnitude(long w, int q) {
        if (w == 0) {
            return 0;
        }
        if (w >>> 53 == 0 && q >= -22 && q <= 22) {
            return q < 0 ? w / EXACT_POWERS[-q] : w * EXACT_POWERS[q];
        }
        return PowersOfFive.product(w, q);
    }

    /// Digits from the first that is not 0 on.
    private int significant(byte[] b, int begin, int to) {
        int count = 0;
        for (int i = begin; i < to && (b[i] | 0x20) != 'e'; i++) {
            if (b[i] != point && (count > 0 || b[i] != '0')) {
                count++;
            }
        }
        return count;
    }

    private double slow(byte[] b, int from, int to) {
        return Double.parseDouble(new String(b, from, to - from, StandardCharsets.ISO_8859_1).replace((char) point,
                '.'));
    }

    private double infinity(byte[] b, int begin, int to, boolean negative) {
        int length = to - begin;
        if (length != 3 && length != 8) {
            return Double.NaN;
        }
        String word = "infinity";
        for (int i = 0; i < length; i++) {
            if ((b[begin + i] | 0x20) != word.charAt(i)) {
                return Double.NaN;
            }
        }
        decimals = -1;
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
