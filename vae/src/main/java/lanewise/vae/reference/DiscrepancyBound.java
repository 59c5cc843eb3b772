package lanewise.vae.reference;

/// total = R(mean_s nll) + (1 - alpha) KL + (alpha + lambda - 1) c MMD (Zhao et al. 2019, equation 6), c = B where rows
/// are summed, 1 where they are averaged.
///
/// MMD = mean k(z, z') + mean k(p, p') - 2 mean k(z, p) over all pairs of the n = S B samples z and draws p from the
/// prior, a sample with itself included: the biased estimate of Gretton et al. 2012, equation 5, squared; k(a,
/// b) = exp(-|a - b|^2 / h). The draws are constants: nothing flows through them into the prior.
final class DiscrepancyBound {
    private DiscrepancyBound() {
    }

    static void of(ReferenceObjective.InfoVae objective, Batch batch) {
        double reconstruction = batch.reconstruction();
        batch.addReconstruction();
        double kl = batch.divergence();
        double klFactor = 1 - objective.alpha();
        batch.addDivergence(klFactor);
        double h = objective.bandwidth(batch.dimensions);
        double[] z = batch.z;
        double[] p = batch.priorDraws;
        double mmd = mean(z, z, batch.dimensions, h) + mean(p, p, batch.dimensions, h)
                - 2 * mean(z, p, batch.dimensions, h);
        double factor = (objective.alpha() + objective.lambda() - 1) * batch.weight * batch.rows;
        // z is on both sides of the first mean
        addMean(2 * factor, z, z, batch.dimensions, h, batch.dz);
        addMean(-2 * factor, z, p, batch.dimensions, h, batch.dz);
        batch.put("loss.kl", kl);
        batch.put("loss.mmd", mmd);
        batch.put("loss.total", reconstruction + klFactor * kl + factor * mmd);
    }

    private static double kernel(double[] a, int i, double[] b, int j, int dimensions, double h) {
        double square = 0;
        for (int d = 0; d < dimensions; d++) {
            square += (a[i + d] - b[j + d]) * (a[i + d] - b[j + d]);
        }
        return StrictMath.exp(-square / h);
    }

    private static double mean(double[] a, double[] b, int dimensions, double h) {
        double n = (double) a.length / dimensions;
        double sum = 0;
        for (int i = 0; i < a.length; i += dimensions) {
            for (int j = 0; j < b.length; j += dimensions) {
                sum += kernel(a, i, b, j, dimensions, h);
            }
        }
        return sum / (n * n);
    }

    /// dk(a, b)/da = -2 (a - b) k / h, of the left side alone.
    private static void addMean(double share, double[] a, double[] b, int dimensions, double h, double[] da) {
        double n = (double) a.length / dimensions;
        for (int i = 0; i < a.length; i += dimensions) {
            for (int j = 0; j < b.length; j += dimensions) {
                double k = share / (n * n) * kernel(a, i, b, j, dimensions, h);
                for (int d = 0; d < dimensions; d++) {
                    da[i + d] -= k * 2 * (a[i + d] - b[j + d]) / h;
                }
            }
        }
    }
}
