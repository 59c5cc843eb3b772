package lanewise.vae.network;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Team;

/// What a network and a likelihood read in place of numbers that are almost zero:
///
/// ```
/// read(v) = |v| < 2^-100 ? 0 with the sign of v : v
/// ```
///
/// Some processors take 30 to 50 times as long for an operation that reads or makes a denormal number, below 2^-126, so
/// that a row of them could hold up a service; Java cannot set the processor's own mode that flushes them. The bound is
/// above the denormals because products with weights are smaller than what they are made of: with weights of 2^-26
/// (1.5e-8) or more they stay normal. A sum that has a term of ordinary size has the same bits with and without. NaN
/// and infinities stay.
///
/// It applies to the input of each map of a network, hidden ones included, in training and in inference, and to the row
/// that is scored. The loops are over ints, which the JIT compiler vectorises by itself; they compare and select, so
/// there is nothing to round. Serves one thread at a time.
public final class TinyValues implements Team.Work {

    /// The smallest magnitude that is read as it is, 2^-100.
    public static final float BOUND = 0x1p-100f;

    private static final int SIGN = 0x80000000;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int BOUND_BITS = Float.floatToRawIntBits(BOUND);
    /// Added to a magnitude: zero becomes the largest int, and those from 1 on begin at the smallest, in order.
    private static final int ZERO_LAST = 0x7fffffff;
    private static final int FIRST_KEPT = BOUND_BITS + ZERO_LAST;

    private final Arena arena;
    private final int maxRows;
    private Matrix values;
    private boolean found;
    private RowBuffer copies;

    /// @param maxRows the largest number of rows
    /// @param arena who owns the copy of rows that need one; it is made when the first one does
    TinyValues(int maxRows, Arena arena) {
        this.maxRows = maxRows;
        this.arena = arena;
    }

    /// The specification.
    ///
    /// @param v a number
    /// @return what is read
    public static float read(float v) {
        return Math.abs(v) < BOUND ? Math.copySign(0f, v) : v;
    }

    /// Replaces the values of a matrix by what is read of them.
    ///
    /// @param m the matrix
    public static void replace(Matrix m) {
        if (any(m, 0, m.rows())) {
            for (int r = 0; r < m.rows(); r++) {
                replace(m.segment(), m.byteOffset(r, 0), m.columns());
            }
        }
    }

    /// The same, shared by a team.
    void replace(Matrix m, Team team) {
        if (any(m, team)) {
            replace(m);
        }
    }

    /// A matrix that is not to be written to: itself if there is nothing to replace, else a copy.
    Matrix readable(Matrix m, Team team) {
        if (!any(m, team)) {
            return m;
        }
        if (copies == null) {
            copies = new RowBuffer(arena, maxRows, m.columns());
        }
        Matrix copy = copies.first(m.rows());
        for (int r = 0; r < m.rows(); r++) {
            MemorySegment.copy(m.segment(), m.byteOffset(r, 0), copy.segment(), copy.byteOffset(r, 0),
                    (long) m.columns() * Float.BYTES);
        }
        replace(copy);
        return copy;
    }

    private boolean any(Matrix m, Team team) {
        values = m;
        found = false;
        SmallWork.run(this, m.rows() * m.columns(), team);
        values = null;
        return found;
    }

    @Override
    public void part(int part, int parts) {
        int rows = values.rows();
        if (any(values, Team.begin(rows, part, parts, 1), Team.begin(rows, part + 1, parts, 1))) {
            found = true;
        }
    }

    private static boolean any(Matrix m, int from, int to) {
        int least = Integer.MAX_VALUE;
        for (int r = from; r < to; r++) {
            least = Math.min(least, least(m.segment(), m.byteOffset(r, 0), m.columns()));
        }
        return least < FIRST_KEPT;
    }

    private static int least(MemorySegment s, long offset, int n) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            least = Math.min(least, (s.get(JAVA_INT_UNALIGNED, offset + ((long) i << 2)) & MAGNITUDE) + ZERO_LAST);
        }
        return least;
    }

    private static void replace(MemorySegment s, long offset, int n) {
        for (int i = 0; i < n; i++) {
            int bits = s.get(JAVA_INT_UNALIGNED, offset + ((long) i << 2));
            s.set(JAVA_INT_UNALIGNED, offset + ((long) i << 2),
                    (bits & MAGNITUDE) < BOUND_BITS ? bits & SIGN : bits);
        }
    }
}
