package lanewise.vae.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A range of values with round tick marks: multiples of 1, 2 or 5 times a power of ten.
///
/// @param low where the axis begins
/// @param high where it ends, above low
/// @param step from one tick to the next
public record Axis(double low, double high, double step) {

    /// The smallest axis between ticks that holds low to high with about `ticks` marks.
    ///
    /// @param low the least value, finite
    /// @param high the largest one, finite
    /// @param ticks about how many marks
    /// @param whole whether marks are whole numbers
    /// @return the axis
    public static Axis around(double low, double high, int ticks, boolean whole) {
        double from = low;
        double to = high;
        if (!(to - from > 1e-9 * Math.max(Math.abs(from), Math.abs(to)))) {
            double pad = from == 0 ? 1 : whole ? 1 : Math.abs(from) * 0.05;
            from -= pad;
            to += pad;
        }
        double step = step((to - from) / ticks);
        if (whole) {
            step = Math.max(step, 1);
        }
        return new Axis(Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step, step);
    }

    /// The same marks, but only from low to high.
    ///
    /// @param from where the axis begins
    /// @param to where it ends, above that
    /// @return the axis
    public Axis cut(double from, double to) {
        return new Axis(from, to, step);
    }

    private static double step(double least) {
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(least)));
        double digit = least / power;
        return digit <= 1.0000001 ? power : digit <= 2.0000001 ? 2 * power : digit <= 5.0000001 ? 5 * power
                : 10 * power;
    }

    /// The marks from low to high.
    ///
    /// @return their values, ascending
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        double slack = 1e-6 * step;
        for (double k = Math.ceil((low - slack) / step); k * step <= high + slack; k++) {
            ticks.add(k * step + 0.0);
        }
        return ticks;
    }

    /// A mark as text, with as many decimals as the step needs; beyond a million and below a
    /// ten-thousandth with an exponent.
    ///
    /// @param tick a mark
    /// @return the text
    public String label(double tick) {
        double largest = Math.max(Math.abs(low), Math.abs(high));
        if (largest >= 1e7 || step < 0.9e-5) {
            double rounded = Math.rint(tick / step) * step;
            int digits = (int) Math.max(0,
                    Math.floor(StrictMath.log10(largest)) - Math.floor(StrictMath.log10(step * 1.0000001)));
            return rounded == 0 ? "0" : exponent(String.format(Locale.ROOT, "%." + digits + "e", rounded));
        }
        int decimals = (int) Math.max(0, -Math.floor(StrictMath.log10(step * 1.0000001)));
        return String.format(Locale.ROOT, "%." + decimals + "f", Math.rint(tick / step) * step + 0.0);
    }

    /// `5.00e-09` as `5e-9`.
    private static String exponent(String scientific) {
        return scientific.replaceAll("(\\.\\d*?)0+e", "$1e").replace(".e", "e").replaceAll("e([+-])0*(?=\\d)", "e$1")
                .replace("e+", "e");
    }

    /// Where a value lies: 0 at low, 1 at high.
    ///
    /// @param value a value
    /// @return its place
    public double share(double value) {
        return (value - low) / (high - low);
    }
}
