package lanewise.vae.prior;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.Prior;
import lanewise.vae.layer.Parameters;
import lanewise.vae.network.Masks;

/// Log-densities of a [Prior] and their gradients, in nats.
///
/// The order of calls is [#prepare], [#logDensity], [#addGradient], [#parameterGradients]; each but the first works
/// on the same z. Methods over rows work on the range `from` (inclusive) to `to` (exclusive), so that threads can
/// share them out. No call allocates once warm; results depend neither on the split of the rows nor on the team.
/// Serves one pass at a time.
public sealed interface PriorPass permits StandardNormalPass, MixturePass {

    /// Takes in the parameters as they are now. Once for each batch, before its rows.
    ///
    /// @param parameters the model's parameters
    /// @param workspace who does the work
    default void prepare(Parameters parameters, Workspace workspace) {
        prepare(parameters, null, 0, workspace);
    }

    /// As [#prepare(Parameters, Workspace)], with dropout where the prior uses the encoder.
    ///
    /// @param parameters the model's parameters
    /// @param masks where the factors of dropout come from; null for none
    /// @param firstRow which row of the masks the first of the prior's inputs has
    /// @param workspace who does the work
    void prepare(Parameters parameters, Masks masks, int firstRow, Workspace workspace);

    /// `log p(z)`.
    ///
    /// @param z rows x Z
    /// @param out element r becomes the log-density of row r
    /// @param from first row
    /// @param to row after the last
    void logDensity(Matrix z, double[] out, int from, int to);

    /// Adds `factor[r] * d log p(z_r) / d z_r` to row r.
    ///
    /// @param z as in [#logDensity]
    /// @param factor a factor for each row
    /// @param dz where it is added, rows x Z
    /// @param from first row
    /// @param to row after the last
    void addGradient(Matrix z, double[] factor, Matrix dz, int from, int to);

    /// Draws from the prior as [#prepare] found it; nothing is kept for a gradient.
    ///
    /// @param gaussians standard normal numbers: element `r * Z + d`
    /// @param choices which component of a mixture row r is of: element r
    /// @param z where the draws go, rows x Z
    void draw(RandomStream gaussians, RandomStream choices, Matrix z);

    /// The gradient of `sum over r of factor[r] * log p(z_r)`, z being held: overwrites that of the prior's own
    /// tensors, and adds to that of the encoder where the prior uses it. After the encoder's own backward pass.
    ///
    /// @param z as in [#logDensity], all rows
    /// @param factor a factor for each row
    /// @param parameters as in [#prepare]
    /// @param gradients where the gradient goes
    /// @param workspace who does the work
    void parameterGradients(Matrix z, double[] factor, Parameters parameters, Parameters gradients,
            Workspace workspace);
}
