package lanewise.vae.likelihood;

/// The values for which a density is defined.
public enum Domain {

    /// 0 to 1.
    UNIT("values from 0 to 1", 0, 1, false),

    /// 0, 1, 2, ..., as far as floats hold all whole numbers.
    COUNT("whole numbers from 0 to 16777216", 0, 1 << 24, true),

    /// 0 and up.
    NON_NEGATIVE("finite values of at least 0", 0, Float.MAX_VALUE, false),

    /// All finite numbers.
    REAL("finite values", -Float.MAX_VALUE, Float.MAX_VALUE, false),

    /// 0 and 1, one 1 in each group of columns.
    ONE_HOT("one 1 and otherwise 0", 0, 1, true),

    /// What the parts of a composite say.
    MIXED("values that suit the parts", -Float.MAX_VALUE, Float.MAX_VALUE, false);

    private final String text;
    private final float lowest;
    private final float highest;
    private final boolean whole;

    Domain(String text, float lowest, float highest, boolean whole) {
        this.text = text;
        this.lowest = lowest;
        this.highest = highest;
        this.whole = whole;
    }

    /// In words.
    /// @return such as "values from 0 to 1"
    public String text() {
        return text;
    }

    /// The smallest value.
    /// @return a finite value
    public float lowest() {
        return lowest;
    }

    /// The largest value.
    /// @return a finite value
    public float highest() {
        return highest;
    }

    /// Whether only whole numbers belong to it.
    /// @return true if so
    public boolean whole() {
        return whole;
    }

    /// Whether a value belongs to it.
    ///
    /// @param value the value
    /// @return true if so; never for NaN
    public boolean contains(float value) {
        return value >= lowest && value <= highest && !(whole && value != (float) Math.rint(value));
    }
}
