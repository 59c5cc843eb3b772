package lanewise.core;

import java.lang.foreign.MemorySegment;

import lanewise.core.math.Erf;
import lanewise.core.math.Exp;
import lanewise.core.math.Expm1;
import lanewise.core.math.Log;
import lanewise.core.math.Log1p;
import lanewise.core.math.Sigmoid;
import lanewise.core.math.Softplus;
import lanewise.core.math.Tanh;

/// Elementary functions over matrices and over contiguous runs, `y[i] = f(x[i])`. The functions, their special values
/// and their accuracy are those of the classes in `lanewise.core.math`.
///
/// The forms that take matrices want equal shapes and a writable y that is either x itself or apart from it, and
/// throw an [IllegalArgumentException] otherwise. The forms that take a run check bounds alone. Thread-safe;
/// nothing is allocated.
public final class Elementwise {

    // Elements per call of a vector loop: the JIT counts calls and turns, so that a first long run does not stay in the
    // interpreter to its end. A multiple of two and of three vectors of every width.
    private static final int BLOCK = 3072;

    private Elementwise() {
    }

    /// Elements in a run when a matrix is taken as `rows` runs: its rows, or one run if it is dense.
    private static int runLength(Matrix x, int rows) {
        return rows == x.rows() ? x.columns() : Math.multiplyExact(x.rows(), x.columns());
    }

    /// [Exp#exp] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void exp(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            exp(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Exp#exp] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void exp(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Exp.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Exp.exp(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Expm1#expm1] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void expm1(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            expm1(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Expm1#expm1] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void expm1(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Expm1.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Expm1.expm1(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Log#log] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void log(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            log(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Log#log] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void log(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Log.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Log.log(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Log1p#log1p] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void log1p(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            log1p(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Log1p#log1p] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void log1p(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Log1p.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Log1p.log1p(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Tanh#tanh] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void tanh(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            tanh(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Tanh#tanh] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void tanh(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Tanh.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Tanh.tanh(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Sigmoid#sigmoid] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void sigmoid(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            sigmoid(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Sigmoid#sigmoid] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void sigmoid(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Sigmoid.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Sigmoid.sigmoid(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Softplus#softplus] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void softplus(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            softplus(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Softplus#softplus] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void softplus(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Softplus.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Softplus.softplus(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// [Erf#erf] of every element.
    ///
    /// @param x arguments
    /// @param y values, of the same shape; may be x
    public static void erf(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            erf(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// [Erf#erf] of a contiguous run.
    ///
    /// @param x arguments
    /// @param xOffset byte offset of x[0]
    /// @param y values; may be x
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    public static void erf(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = 0;
        for (long from = 0; Kernels.VECTOR && from < n; from += BLOCK) {
            long at = from << 2;
            done = (int) from + Erf.Lanes.run(x, xOffset + at, y, yOffset + at, (int) Math.min(BLOCK, n - from));
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, Erf.erf(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }
}
