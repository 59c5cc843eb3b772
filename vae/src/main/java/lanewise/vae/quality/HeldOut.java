package lanewise.vae.quality;

/// The real rows to learn from and those to test on.
///
/// @param known rows to learn from
/// @param test rows to test on, others
record HeldOut(RowSet known, RowSet test) {

    /// The rows of the test table; where there is none, a tenth of the real rows is held out, at least one, the others
    /// being known.
    static HeldOut of(ComparedTables tables, long seed) {
        RowSet real = RowSet.all(tables.real());
        if (tables.test() != null) {
            return new HeldOut(real, RowSet.all(tables.test()));
        }
        if (real.size() < 2) {
            throw new IllegalArgumentException("real: has 1 row, expected at least 2, one to learn from and one to"
                    + " test on, or a test table");
        }
        int held = Math.max(1, real.size() / 10);
        return new HeldOut(real.part(held, real.size(), seed, Streams.HELD_OUT),
                real.part(0, held, seed, Streams.HELD_OUT));
    }
}
