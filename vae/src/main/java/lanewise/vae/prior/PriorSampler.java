package lanewise.vae.prior;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// Draws from the prior of a trained model. Immutable and thread-safe; a draw allocates nothing.
public interface PriorSampler {

    /// Draws latent variables; row r is a function of the two streams and of `first + r` alone.
    ///
    /// @param gaussians standard normal numbers, Z for each row: element `(first + r) * Z + d`
    /// @param choices which component of a mixture a row is of: element `first + r`
    /// @param first number of the first row
    /// @param z where they go, rows x Z
    void draw(RandomStream gaussians, RandomStream choices, long first, Matrix z);
}
