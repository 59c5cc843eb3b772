package lanewise.vae.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// How the numbers of a column are written.
///
/// @param decimals digits after the point, at most; -1 for as many as a float needs
/// @param padded whether all of them are written, `88.00` for 88
public record NumberForm(int decimals, boolean padded) {

    private static final int MOST = 17;

    /// As many digits as a float needs.
    public static final NumberForm FREE = new NumberForm(-1, false);

    /// Whole numbers.
    public static final NumberForm WHOLE = new NumberForm(0, false);

    /// Refuses what is no number of digits.
    ///
    /// @throws IllegalArgumentException naming the component
    public NumberForm {
        if (decimals < -1 || decimals > MOST) {
            throw new IllegalArgumentException("decimals: " + decimals + ", expected -1 to " + MOST);
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
        if (decimals < 0) {
            return Float.toString((float) value);
        }
        BigDecimal decimal = decimal(value);
        if (decimal.signum() == 0 && !padded) {
            return "0";
        }
        return (padded || decimal.scale() <= 0 ? decimal : stripped(decimal)).toPlainString();
    }

    private static BigDecimal stripped(BigDecimal decimal) {
        BigDecimal stripped = decimal.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }

    private BigDecimal decimal(double value) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
    }
}
