package lanewise.vae.report;

import java.util.Locale;

/// Numbers as people read them.
final class Numbers {

    private Numbers() {
    }

    /// With about so many significant digits, without zeros at the end; exponents beyond ten million and below a
    /// ten-thousandth.
    static String text(double value, int digits) {
        if (Double.isNaN(value)) {
            return "none";
        }
        if (Double.isInfinite(value) || value == 0) {
            return value == 0 ? "0" : value > 0 ? "infinity" : "-infinity";
        }
        double size = Math.abs(value);
        if (size >= 1e7 || size < 1e-4) {
            return trimmed(String.format(Locale.ROOT, "%." + (digits - 1) + "e", value));
        }
        int decimals = Math.max(0, digits - 1 - (int) Math.floor(Math.log10(size)));
        return trimmed(String.format(Locale.ROOT, "%." + decimals + "f", value));
    }

    private static String trimmed(String text) {
        String shorter = text.replaceAll("(\\.\\d*?)0+(?=e|$)", "$1").replaceAll("\\.(?=e|$)", "");
        return shorter.replaceAll("e([+-])0+(?=\\d)", "e$1").replace("e+", "e");
    }

    /// A coordinate in a drawing.
    static String place(double value) {
        return trimmed(String.format(Locale.ROOT, "%.1f", value + 0.0));
    }
}
