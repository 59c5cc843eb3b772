package lanewise.vae.objective;

import java.util.List;

import lanewise.vae.check.Require;
import lanewise.vae.objective.Objective.Reduction;

/// Reconstruction + (1 - alpha) KL + (alpha + lambda - 1) c MMD(q(z), p(z)) (Zhao, Song and Ermon 2019, eq. 6), c
/// being the rows of the batch where rows are summed and 1 where they are averaged. `alpha = 1` leaves the
/// discrepancy alone (MMD-VAE).
///
/// MMD is the squared maximum mean discrepancy between the n = S B samples z of the batch and as many draws from the
/// prior (Gretton et al. 2012, eq. 5, the biased estimate): `mean k(z, z') + mean k(p, p') - 2 mean k(z, p)` over all
/// pairs, a sample with itself included, `k(a, b) = exp(-|a - b|^2 / h)`. Nothing flows through the draws: what a prior
/// learns it learns from its density in KL, and with `alpha = 1`, where KL does not count, it stays as it started.
/// Defined for every posterior and prior; without a closed form KL is the mean over the samples. Work and time of a
/// step grow with n squared.
///
/// The term `mmd` is c times the discrepancy, not weighted.
///
/// @param alpha what the divergence of each row is lessened by, finite and at most 1
/// @param lambda weight of the discrepancy, alpha more or less: finite and at least 1 - alpha
/// @param bandwidth h, finite and above 0; 0 for as many as there are latent dimensions
/// @param samples samples of z for each row, at least 1
/// @param reduction over the rows of a batch
public record InfoVae(double alpha, double lambda, double bandwidth, int samples, Reduction reduction)
        implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException naming the component that is outside its range
    public InfoVae {
        if (!(alpha <= 1) || alpha < -Float.MAX_VALUE) {
            throw new IllegalArgumentException("alpha: " + alpha + ", expected a finite value of at most 1");
        }
        if (!(lambda >= 1 - alpha) || lambda > Float.MAX_VALUE) {
            throw new IllegalArgumentException("lambda: " + lambda
                    + ", expected a finite value of at least 1 - alpha = " + (1 - alpha));
        }
        Require.weight("bandwidth", bandwidth);
        Require.within(1, MOST_SAMPLES, "samples", samples);
        Check.reduction(reduction);
    }

    /// Alpha 0, lambda 10, the bandwidth of the latent dimensions, one sample, mean over the batch.
    public InfoVae() {
        this(0, 10, 0, 1, Reduction.MEAN);
    }

    @Override
    public boolean sumsOverRows() {
        return false;
    }

    @Override
    public List<String> terms() {
        return List.of("mmd");
    }

    @Override
    public boolean drawsFromPrior() {
        return true;
    }

    /// The bound itself: a discrepancy belongs to a batch, not to a row.
    @Override
    public Objective evaluated(int evaluationSamples) {
        return new Elbo(1, evaluationSamples, reduction);
    }

    @Override
    public InfoVae withSamples(int value) {
        return new InfoVae(alpha, lambda, bandwidth, value, reduction);
    }

    @Override
    public InfoVae withReduction(Reduction value) {
        return new InfoVae(alpha, lambda, bandwidth, samples, value);
    }
}
