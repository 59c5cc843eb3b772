package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// Dropout in its inverted form (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, sections 4 and 10):
/// `y = x m`, where a factor m is 0 with probability p and 1 / (1 - p) otherwise, so that the mean of y over the masks
/// is x. The derivative is the same product.
///
/// An element is dropped where its uniform number is below p, p being rounded up to a multiple of 2^-24; `1 / (1 - p)`
/// is rounded once to float. So a mask is a function of (seed, stream, index, p), whatever threads and vectors made it.
/// Thread-safe; nothing is allocated.
public final class Dropout {

    private static final double STEPS = 1 << 24;

    private Dropout() {
    }

    /// The factor of elements that are kept.
    ///
    /// @param rate p, at least 0, below 1
    /// @return `1 / (1 - p)`
    /// @throws IllegalArgumentException if p is outside its range
    public static float kept(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("rate: is " + rate + ", expected at least 0, below 1");
        }
        return (float) (1 / (1 - rate));
    }

    /// Draws the factors of n elements that follow each other.
    ///
    /// @param stream where the uniform numbers come from
    /// @param first index of the first element in the stream
    /// @param rate p, at least 0, below 1
    /// @param m where the factors go
    /// @param offset byte offset of the first
    /// @param n how many, at least 0
    /// @throws IllegalArgumentException if p is outside its range, or indices or memory are as
    /// [RandomStream#fillUniform(MemorySegment, long, long, long)] refuses them
    public static void mask(RandomStream stream, long first, double rate, MemorySegment m, long offset, int n) {
        float kept = kept(rate);
        float threshold = (float) (Math.ceil(rate * STEPS) / STEPS);
        stream.fillUniform(m, offset, n, first);
        int done = vectors(n);
        if (Kernels.VECTOR) {
            DropoutLoops.mask(m, offset, threshold, kept, done);
        }
        for (int i = done; i < n; i++) {
            long at = offset + ((long) i << 2);
            m.set(Matrix.FLOAT, at, m.get(Matrix.FLOAT, at) < threshold ? 0f : kept);
        }
    }

    /// `y = x m` for some rows: forward with x the activations, backward with x the gradient of y.
    ///
    /// @param x rows x n
    /// @param m the factors, rows x n
    /// @param y rows x n; x itself, or memory apart from the others
    /// @param from first row
    /// @param to row after the last
    /// @throws IllegalArgumentException if shapes differ or y is read-only
    /// @throws IndexOutOfBoundsException if there are no such rows
    public static void multiply(Matrix x, Matrix m, Matrix y, int from, int to) {
        int n = x.columns();
        m.requireShape("m", x.rows(), n);
        y.requireShape("y", x.rows(), n).requireWritable("y");
        Objects.checkFromToIndex(from, to, x.rows());
        for (int row = from; row < to; row++) {
            multiply(x.segment(), x.byteOffset(row, 0), m.segment(), m.byteOffset(row, 0), y.segment(),
                    y.byteOffset(row, 0), n);
        }
    }

    private static void multiply(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment y, long yo, int n) {
        int done = vectors(n);
        if (Kernels.VECTOR) {
            DropoutLoops.multiply(x, xo, m, mo, y, yo, done);
        }
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yo + at, x.get(Matrix.FLOAT, xo + at) * m.get(Matrix.FLOAT, mo + at));
        }
    }

    /// How many elements the vector loops do; 16 are a multiple of all vectors.
    private static int vectors(int n) {
        return Kernels.VECTOR ? n & -16 : 0;
    }
}
