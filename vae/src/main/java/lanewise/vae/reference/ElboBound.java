package lanewise.vae.reference;

/// total = R(mean_s nll) + beta KL (Kingma & Welling 2014, equations 8 and 10), KL with a floor where
/// there are free bits.
final class ElboBound {
    private ElboBound() {
    }

    static void of(ReferenceObjective.Elbo elbo, Batch batch) {
        double reconstruction = batch.reconstruction();
        batch.addReconstruction();
        double kl = batch.divergence();
        if (elbo.freeBits().mode() == ReferenceObjective.FreeBits.Mode.NONE) {
            batch.addDivergence(elbo.beta());
        } else {
            kl = floored(elbo, batch);
        }
        batch.put("loss.kl", kl);
        batch.put("loss.total", reconstruction + elbo.beta() * kl);
    }

    /// The divergence with its floor; under the floor its derivatives are 0.
    private static double floored(ReferenceObjective.Elbo elbo, Batch batch) {
        double lambda = elbo.freeBits().lambda();
        boolean perSample = elbo.freeBits().mode() == ReferenceObjective.FreeBits.Mode.PER_SAMPLE;
        double[] kl = batch.posterior.kl();
        double[] mean = new double[batch.dimensions];
        for (int j = 0; j < kl.length; j++) {
            mean[j % batch.dimensions] += kl[j] / batch.rows;
        }
        double sum = 0;
        for (int j = 0; j < kl.length; j++) {
            // batch_mean: c sum_j max(lambda, mean_b) with c = B or 1 is the sum over rows of
            // weight * max(lambda, mean_b)
            double own = perSample ? kl[j] : mean[j % batch.dimensions];
            sum += batch.weight * Math.max(lambda, own);
            if (own > lambda) {
                batch.posterior.addKl(elbo.beta() * batch.weight, j / batch.dimensions, j % batch.dimensions);
            }
        }
        return sum;
    }
}
