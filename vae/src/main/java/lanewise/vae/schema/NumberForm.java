package lanewise.vae.schema;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// How the numbers of a column are written.
///
/// @param decimals digits after the point, at most; -1 for as many as a float needs, in its shortest form
/// @param digits significant digits, at most; 0 for no bound
/// @param padded whether all decimals are written, `88.00` for 88
/// @param comma whether a comma stands in place of the point
public record NumberForm(int decimals, int digits, boolean padded, boolean comma) {

    /// Doubles have as many.
    static final int MOST_DIGITS = 17;

    /// As many digits as a float needs.
    public static final NumberForm FREE = new NumberForm(-1, 0, false, false);

    /// Whole numbers.
    public static final NumberForm WHOLE = new NumberForm(0, 0, false, false);

    /// Refuses what is no number of digits.
    ///
    /// @throws IllegalArgumentException naming the component
    public NumberForm {
        if (decimals < -1 || decimals > MOST_DIGITS) {
            throw new IllegalArgumentException("decimals: " + decimals + ", expected -1 to " + MOST_DIGITS);
        }
        if (digits < 0 || digits > MOST_DIGITS) {
            throw new IllegalArgumentException("digits: " + digits + ", expected 0 to " + MOST_DIGITS);
        }
    }

    /// The nearest number that can be written so.
    ///
    /// @param value a finite number
    /// @return the number
    public double round(double value) {
        return decimals < 0 ? (float) value : decimal(value).doubleValue();
    }

    /// The text of the nearest number that can be written so.
    ///
    /// @param value a finite number
    /// @return the text, without an exponent where the digits are bounded
    public String text(double value) {
        String text = decimals < 0 ? Float.toString((float) value) : plain(decimal(value));
        return comma ? text.replace('.', ',') : text;
    }

    private String plain(BigDecimal decimal) {
        if (padded) {
            return decimal.toPlainString();
        }
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    private BigDecimal decimal(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal bounded = digits == 0 ? exact : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return bounded.setScale(decimals, RoundingMode.HALF_EVEN);
    }
}
