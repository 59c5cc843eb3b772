package lanewise.vae.explore;

import lanewise.core.Matrix;

/// The plane of a two-dimensional latent variable in cells of equal prior probability (Kingma and Welling 2014, figure
/// 4): the cell in column c and row r, from the top, has its middle at
/// `(Phi^-1((c + 1/2) / n), Phi^-1(1 - (r + 1/2) / n))`, Phi the standard normal distribution.
///
/// Thread-safe: no state.
public final class ManifoldGrid {

    private ManifoldGrid() {
    }

    /// Cell (r, c) is row `r n + c` of the codes.
    ///
    /// @param side n, cells each way, at least 1
    /// @param codes where the middles go, n^2 x 2
    /// @throws IllegalArgumentException if the shape is another: the latent variable has to have two dimensions
    public static void codes(int side, Matrix codes) {
        if (side < 1 || (long) side * side != codes.rows() || codes.columns() != 2) {
            throw new IllegalArgumentException("codes: is " + codes.rows() + " x " + codes.columns() + ", expected "
                    + (long) side * side + " x 2 for a side of " + side + ", at least 1");
        }
        codes.requireWritable("codes");
        for (int r = 0; r < side; r++) {
            for (int c = 0; c < side; c++) {
                codes.set(r * side + c, 0, (float) middle(side, c));
                codes.set(r * side + c, 1, (float) middle(side, side - 1 - r));
            }
        }
    }

    /// The middle of a cell along one axis, `Phi^-1((i + 1/2) / n)`.
    ///
    /// @param side n, at least 1
    /// @param i which cell, from 0
    /// @return the coordinate; those of i and n - 1 - i are opposite numbers
    public static double middle(int side, int i) {
        return 2 * i + 1 <= side ? NormalDistribution.quantile((i + 0.5) / side)
                : -NormalDistribution.quantile((side - i - 0.5) / side);
    }
}
