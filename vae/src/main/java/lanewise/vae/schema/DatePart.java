package lanewise.vae.schema;

import java.util.Locale;

/// A part of a date or time that a model is given.
public enum DatePart {

    /// The day, counted and standardised: one value, from which a date is decoded.
    DAY(1),

    /// Sine and cosine of `2 pi (month - 1) / 12`.
    MONTH(2),

    /// Sine and cosine of `2 pi d / 7`, d = 0 on Monday.
    WEEKDAY(2),

    /// Sine and cosine of `2 pi s / 86400`, s the seconds since midnight, from which a time is decoded.
    TIME(2);

    private final int width;

    DatePart(int width) {
        this.width = width;
    }

    /// How many floats it takes.
    ///
    /// @return 1 or 2
    public int width() {
        return width;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
