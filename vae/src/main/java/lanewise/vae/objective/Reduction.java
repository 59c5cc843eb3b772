package lanewise.vae.objective;

/// How the losses of the rows of a batch become one number. Features and latent dimensions are always summed.
public enum Reduction {

    /// The sum over the rows.
    SUM,

    /// The mean over the rows.
    MEAN;

    /// The factor of each row.
    ///
    /// @param rows rows of the batch
    /// @return 1 for the sum, 1 / rows for the mean
    public double factor(int rows) {
        return this == SUM ? 1.0 : 1.0 / rows;
    }
}
