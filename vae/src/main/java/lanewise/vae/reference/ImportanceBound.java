package lanewise.vae.reference;

/// total = R(-log mean_k w_k), log w = -nll + log p(z) - log q(z | x) (Burda et al. 2016, equation 8), with w~ the
/// weights normalised over k.
///
/// Its own derivative at log w_k is -weight w~_k (ibid., equation 14). The doubly reparameterised estimator (Tucker et
/// al. 2019, equation 8) has the same expectation and gives the encoder -weight sum_k w~_k^2 (dlog w_k/dz_k) dz_k/dphi
/// in its place: no derivative of log q at the heads, and everything at z_k times w~_k once more.
final class ImportanceBound {
    private ImportanceBound() {
    }

    static void of(Batch batch, boolean doublyReparameterised) {
        batch.reconstruction();
        batch.divergence();
        int samples = batch.samples;
        double[] logWeights = new double[batch.nll.length];
        double[] normalised = new double[batch.nll.length];
        double[] perRow = new double[batch.rows];
        for (int b = 0; b < batch.rows; b++) {
            for (int k = 0; k < samples; k++) {
                logWeights[batch.at(k, b)] = -batch.logPosteriorOverPrior(k, b) - batch.nll[batch.at(k, b)];
            }
            double logSum = SpecialFunctions.logSumExp(logWeights, b, batch.rows, samples);
            perRow[b] = StrictMath.log(samples) - logSum;
            for (int k = 0; k < samples; k++) {
                normalised[batch.at(k, b)] = StrictMath.exp(logWeights[batch.at(k, b)] - logSum);
            }
        }
        batch.put("out.log_w", logWeights, samples, batch.rows);
        batch.put("out.w_norm", normalised, samples, batch.rows);
        batch.put("loss.iwae_per_sample", perRow, batch.rows);
        batch.put("loss.total", batch.reduce(perRow));
        for (int i = 0; i < normalised.length; i++) {
            batch.dNll[i] = batch.weight * normalised[i];
            batch.addLogPosteriorOverPrior(batch.dNll[i], i / batch.rows, i % batch.rows);
        }
        if (doublyReparameterised) {
            batch.posterior.forget();
            batch.path = normalised;
        }
    }
}
