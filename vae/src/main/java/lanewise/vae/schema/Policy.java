package lanewise.vae.schema;

import java.util.Locale;

/// What is done with a cell that is out of the schema: an unknown category, a text or an infinity where numbers are, a
/// text that is no date of the column's pattern.
public enum Policy {

    /// The row is refused, by name of the column and value.
    REFUSE,

    /// The cell counts as missing.
    MISSING,

    /// The cell counts as the column's other category; of categories alone.
    OTHER;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
