package lanewise.vae.loss;

import lanewise.core.Team;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.FullGaussian;

/// The densities of n = S B samples under the posteriors of all B rows j of their batch:
/// ```
/// own_i       = log q(z_i | x_(i mod B))
/// joint_i     = logsumexp_j log q(z_i | x_j)
/// marginal_id = logsumexp_j log q(z_id | x_j)
/// ```
/// and the gradient of `sum_i (a own_i + b joint_i + c sum_d marginal_id)`.
abstract class AggregatedPosterior {

    static AggregatedPosterior of(Batch batch) {
        return switch (batch.posterior) {
            case DiagonalGaussian _ -> new IndependentAggregate(batch);
            case FullGaussian _ -> new CorrelatedAggregate(batch);
        };
    }

    /// The sums of this batch, and the gradient of z for these factors a, b and c.
    abstract void compute(double ownWeight, double jointWeight, double marginalWeight);

    abstract double own(int sample);

    abstract double joint(int sample);

    /// Sum over the dimensions.
    abstract double marginals(int sample);

    /// Adds the gradient of a range of samples to that of z.
    abstract void addSlope(int from, int to);

    /// Adds the gradient of a range of rows to that of the heads.
    abstract void addHeads(int from, int to);

    /// The part of the team that a range of rows belongs to.
    static int part(Batch batch, int from) {
        int parts = batch.workspace.team().size();
        int part = 0;
        while (part < parts - 1 && Team.begin(batch.rows, part + 1, parts, 1) <= from) {
            part++;
        }
        return part;
    }
}
