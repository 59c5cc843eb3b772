package lanewise.vae.explore;

import java.util.Objects;

import lanewise.core.Matrix;

/// One latent dimension changed while the others stay: what does it stand for?
///
/// Thread-safe: no state.
public final class Traversal {

    private Traversal() {
    }

    /// Row i of n is z with `z_d = low + (high - low) i / (n - 1)`.
    ///
    /// @param z the latent variable to start from, 1 x latent; zeros for the middle of the prior
    /// @param dimension d, from 0
    /// @param low the value in the first row, such as -3
    /// @param high the value in the last row, such as 3
    /// @param codes where they go, n x latent, n at least 2
    /// @throws IllegalArgumentException if the shapes do not fit or a value is not finite
    /// @throws IndexOutOfBoundsException if there is no such dimension
    public static void of(Matrix z, int dimension, double low, double high, Matrix codes) {
        z.requireShape("z", 1, codes.columns());
        codes.requireWritable("codes");
        Objects.checkIndex(dimension, codes.columns());
        for (int i = 0; i < codes.rows(); i++) {
            codes.rows(i, i + 1).copyFrom(z);
            codes.set(i, dimension, (float) value(low, high, i, codes.rows()));
        }
    }

    /// Step i of n in equal steps from low to high.
    ///
    /// @param low the first value
    /// @param high the last value
    /// @param i which, from 0
    /// @param n how many, at least 2
    /// @return the value, exact at both ends
    /// @throws IllegalArgumentException if a value is not finite or n is below 2
    public static double value(double low, double high, int i, int n) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || n < 2) {
            throw new IllegalArgumentException("low, high, n: " + low + ", " + high + ", " + n
                    + ", expected finite values and at least 2 steps");
        }
        return i == n - 1 ? high : low + (high - low) * i / (n - 1);
    }
}
