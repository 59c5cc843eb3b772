package lanewise.vae.random;

import lanewise.core.Matrix;

/// A number for a row that follows from the bits of its values, equal for equal rows: the number of a stream that does
/// not depend on where the row stands. A round of SplitMix64 (Steele, Lea and Flood 2014) for each value.
public final class RowKey {

    private static final int UNUSED_BITS = 8;

    private RowKey() {
    }

    /// The key of a row.
    ///
    /// @param x rows
    /// @param row which
    /// @return 0 to 2^56 - 1, a number that [Purpose#stream(long)] takes
    public static long of(Matrix x, int row) {
        long key = 0;
        for (int c = 0; c < x.columns(); c++) {
            key = mixed(key, Float.floatToIntBits(x.get(row, c)));
        }
        return key >>> UNUSED_BITS;
    }

    /// The key of one of several equal rows.
    ///
    /// @param key of each of them
    /// @param number which of them, 0 for the first, whose key it is
    /// @return as above
    public static long of(long key, int number) {
        return number == 0 ? key : mixed(key, number) >>> UNUSED_BITS;
    }

    private static long mixed(long key, int value) {
        long mixed = (key ^ value) + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
