package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.util.Objects;

import lanewise.core.Matrix;

/// A matrix allocated once for the largest number of rows and handed out as views of its first rows.
///
/// Asking again for all rows, for as few as were asked for before, up to 64, or for the number asked for last,
/// allocates nothing. Not thread-safe.
public final class RowBuffer {

    private static final int KEPT = 64;

    private final Matrix all;
    private final Matrix[] few;
    private Matrix last;

    /// Allocates the memory, zeroed, with aligned rows.
    ///
    /// @param arena who owns the memory
    /// @param maxRows the largest number of rows
    /// @param columns number of columns
    public RowBuffer(Arena arena, int maxRows, int columns) {
        this(Matrix.allocate(arena, maxRows, columns));
    }

    private RowBuffer(Matrix all) {
        this.all = all;
        this.few = new Matrix[Math.min(all.rows(), KEPT + 1)];
        this.last = all;
    }

    /// Allocates the memory, zeroed, without gaps between the rows, as long runs such as random numbers want it.
    ///
    /// @param arena who owns the memory
    /// @param maxRows the largest number of rows
    /// @param columns number of columns
    /// @return the buffer
    public static RowBuffer dense(Arena arena, int maxRows, int columns) {
        return new RowBuffer(Matrix.allocateDense(arena, maxRows, columns));
    }

    /// Hands out a matrix that is there already.
    ///
    /// @param all its rows
    /// @return the buffer
    public static RowBuffer of(Matrix all) {
        return new RowBuffer(all);
    }

    /// The largest number of rows.
    /// @return the number
    public int maxRows() {
        return all.rows();
    }

    /// Views the first rows.
    ///
    /// @param rows how many, 0 to [#maxRows()]
    /// @return the view
    /// @throws IndexOutOfBoundsException if there are not so many
    public Matrix first(int rows) {
        if (rows == all.rows()) {
            return all;
        }
        if (rows == last.rows()) {
            return last;
        }
        Objects.checkFromToIndex(0, rows, all.rows());
        Matrix view = rows < few.length ? few[rows] : null;
        if (view == null) {
            view = all.rows(0, rows);
            if (rows < few.length) {
                few[rows] = view;
            }
        }
        last = view;
        return view;
    }
}
