package lanewise.core.random;

import lanewise.core.Matrix;

/// Random numbers addressed by index: element i = 64 b + 16 w + l uses word w of the Philox4x32-10 block with counter 16 b + l.
///
/// @param seed the key
/// @param stream the high half of the counter
public record RandomStream(long seed, long stream) {

    /// 32 random bits.
    ///
    /// @param i index, at least 0
    /// @return the bits
    public int bits(long i) {
        return Philox4x32.word(seed, (i >>> 6) * 16 + (i & 15), stream, (int) (i >>> 4) & 3);
    }

    /// Uniform on [0, 1), a multiple of 2^-24.
    ///
    /// @param i index, at least 0
    /// @return the number
    public float uniform(long i) {
        return (bits(i) >>> 8) * 0x1p-24f;
    }

    /// Standard normal.
    ///
    /// @param i index, at least 0
    /// @return the number
    public float gaussian(long i) {
        long pair = i & ~16L;
        double radius = Math.sqrt(-2 * StrictMath.log(((bits(pair) & 0xFFFFFFFFL) + 0.5) * 0x1p-32));
        double angle = 2 * Math.PI * ((bits(pair | 16) & 0xFFFFFFFFL) * 0x1p-32);
        return (float) (radius * ((i & 16) == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle)));
    }

    /// Fills with uniforms: element (r, c) has index `first + r * columns + c`.
    ///
    /// @param out what to fill
    /// @param first index of the first element
    public void fillUniform(Matrix out, long first) {
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < out.columns(); c++) {
                out.set(r, c, uniform(first + (long) r * out.columns() + c));
            }
        }
    }

    /// Fills with standard normals: element (r, c) has index `first + r * columns + c`.
    ///
    /// @param out what to fill
    /// @param first index of the first element
    public void fillGaussian(Matrix out, long first) {
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < out.columns(); c++) {
                out.set(r, c, gaussian(first + (long) r * out.columns() + c));
            }
        }
    }

    /// Fills with draws of 0 or 1: element (r, c) is `uniform(first + r * columns + c) < probability`.
    ///
    /// @param probability of a one, element by element
    /// @param out what to fill
    /// @param first index of the first element
    public void fillBernoulli(Matrix probability, Matrix out, long first) {
        probability.requireShape("probability", out.rows(), out.columns());
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < out.columns(); c++) {
                out.set(r, c, uniform(first + (long) r * out.columns() + c) < probability.get(r, c) ? 1 : 0);
            }
        }
    }

    /// A random permutation of 0 to n - 1 (Fisher and Yates).
    ///
    /// @param n how many
    /// @return the permutation
    public int[] permutation(int n) {
        int[] p = new int[n];
        for (int i = 0; i < n; i++) {
            p[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = (int) (((bits(i) & 0xFFFFFFFFL) * (i + 1)) >>> 32);
            int t = p[i];
            p[i] = p[j];
            p[j] = t;
        }
        return p;
    }
}
