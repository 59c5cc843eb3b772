package lanewise.vae.objective;

import java.util.List;

import lanewise.vae.check.Require;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.objective.Objective.Reduction;

/// The evidence lower bound with its divergence in three parts, each with a weight of its own (Chen et al. 2018, eq.
/// 2): reconstruction + the mean over samples of
/// ```
/// alpha MI + beta TC + gamma DW
/// MI = log q(z|x) - log q(z),   TC = log q(z) - sum_d log q(z_d),   DW = sum_d log q(z_d) - log p(z)
/// log q(z) = logsumexp_j log q(z|x_j) - log(N B),   log q(z_d) = logsumexp_j log q(z_d|x_j) - log(N B)
/// ```
/// over the B rows j of the batch, N rows being in the training data: minibatch weighted sampling (ibid., eq. 5). N
/// moves the terms and not the gradients; [ObjectivePass#trainingRows(long)] sets it. `alpha = beta = gamma = 1` is the
/// bound by Monte Carlo. The terms are `mi`, `tc` and `dwkl`; `kl` is the divergence of the rows. Defined for every
/// posterior and prior; `q(z_d|x)` of a full covariance L L^T is `N(mu_d, sum_k L_dk^2)`. Work and time of a step grow
/// with the square of the batch.
///
/// @param alpha weight of the mutual information, finite and at least 0
/// @param beta weight of the total correlation, finite and at least 0
/// @param gamma weight of the divergence of the dimensions from the prior, finite and at least 0
/// @param samples samples of z for each row, at least 1
/// @param reduction over the rows of a batch
public record BetaTc(double alpha, double beta, double gamma, int samples, Reduction reduction) implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException naming the component that is outside its range
    public BetaTc {
        Require.weight("alpha", alpha);
        Require.weight("beta", beta);
        Require.weight("gamma", gamma);
        Require.within(1, MOST_SAMPLES, "samples", samples);
        Check.reduction(reduction);
    }

    /// Alpha 1, beta 6, gamma 1, one sample, mean over the batch.
    public BetaTc() {
        this(1, 6, 1, 1, Reduction.MEAN);
    }

    @Override
    public boolean sumsOverRows() {
        return false;
    }

    @Override
    public List<String> terms() {
        return List.of("mi", "tc", "dwkl");
    }

    /// The bound itself: a total correlation belongs to a batch, not to a row.
    @Override
    public Objective evaluated(int evaluationSamples) {
        return new Elbo(1, evaluationSamples, reduction);
    }

    @Override
    public BetaTc withBeta(double value) {
        return new BetaTc(alpha, value, gamma, samples, reduction);
    }

    @Override
    public BetaTc withSamples(int value) {
        return new BetaTc(alpha, beta, gamma, value, reduction);
    }

    @Override
    public BetaTc withReduction(Reduction value) {
        return new BetaTc(alpha, beta, gamma, samples, value);
    }
}
