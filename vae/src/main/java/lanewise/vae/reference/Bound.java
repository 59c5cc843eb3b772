package lanewise.vae.reference;

import java.util.Arrays;
import java.util.Map;

/// The loss terms of an objective, and the derivatives of the total at its direct arguments: nll (S, B), z (S, B, Z), mu and logvar (B, Z).
///
/// z stands for itself here; what reaches mu and logvar through z is added later by [Latent#backward].
final class Bound {
    final double[] dNll;
    final double[] dz;
    final double[] dMu;
    final double[] dLogVar;
    private final Latent latent;
    private final double[] nll;
    private final double weight;
    private final Map<String, DoubleTensor> results;

    private Bound(Latent latent, double[] nll, double weight, Map<String, DoubleTensor> results) {
        this.latent = latent;
        this.nll = nll;
        this.weight = weight;
        this.results = results;
        dNll = new double[nll.length];
        dz = new double[latent.z.length];
        dMu = new double[latent.mu.length];
        dLogVar = new double[latent.mu.length];
    }

    /// The bound of that objective; its terms are put into `results`.
    static Bound of(ReferenceObjective objective, ReferenceObjective.Reduction reduction, Latent latent, double[] nll, Map<String, DoubleTensor> results) {
        Bound bound = new Bound(latent, nll, reduction.weight(latent.batch), results);
        double[] kl = latent.kl();
        double reconstruction = bound.common(kl);
        switch (objective) {
            case ReferenceObjective.Elbo elbo -> bound.elbo(elbo, kl, reconstruction);
            case ReferenceObjective.Iwae iwae -> bound.iwae();
        }
        return bound;
    }

    private double common(double[] kl) {
        int samples = latent.samples;
        int batch = latent.batch;
        int dimensions = latent.dimensions;
        double[] perRow = new double[batch];
        double[] klPerRow = new double[batch];
        double reconstruction = 0;
        double klRaw = 0;
        for (int b = 0; b < batch; b++) {
            for (int s = 0; s < samples; s++) {
                perRow[b] += nll[s * batch + b] / samples;
            }
            for (int d = 0; d < dimensions; d++) {
                klPerRow[b] += kl[b * dimensions + d];
            }
            reconstruction += weight * perRow[b];
            klRaw += weight * klPerRow[b];
        }
        results.put("loss.nll", DoubleTensor.of(nll, samples, batch));
        results.put("loss.kl_per_dim", DoubleTensor.of(kl, batch, dimensions));
        results.put("loss.recon_per_sample", DoubleTensor.of(perRow, batch));
        results.put("loss.kl_per_sample", DoubleTensor.of(klPerRow, batch));
        results.put("loss.recon", DoubleTensor.scalar(reconstruction));
        results.put("loss.kl_raw", DoubleTensor.scalar(klRaw));
        return reconstruction;
    }

    /// total = R(mean_s nll) + beta KL; dKL/dmu = mu, dKL/dlogvar = (exp(logvar) - 1)/2, both 0 under the floor of the free bits.
    private void elbo(ReferenceObjective.Elbo elbo, double[] kl, double reconstruction) {
        int batch = latent.batch;
        int dimensions = latent.dimensions;
        ReferenceObjective.FreeBits freeBits = elbo.freeBits();
        double[] mean = new double[dimensions];
        for (int j = 0; j < kl.length; j++) {
            mean[j % dimensions] += kl[j] / batch;
        }
        double total = 0;
        for (int j = 0; j < kl.length; j++) {
            // batch_mean: c sum_j max(lambda, mean_b) with c = B or 1 is the sum over rows of weight * max(lambda, mean_b)
            double floored = switch (freeBits.mode()) {
                case NONE -> kl[j];
                case PER_SAMPLE -> Math.max(freeBits.lambda(), kl[j]);
                case BATCH_MEAN -> Math.max(freeBits.lambda(), mean[j % dimensions]);
            };
            boolean counts = switch (freeBits.mode()) {
                case NONE -> true;
                case PER_SAMPLE -> kl[j] > freeBits.lambda();
                case BATCH_MEAN -> mean[j % dimensions] > freeBits.lambda();
            };
            total += weight * floored;
            if (counts) {
                dMu[j] = elbo.beta() * weight * latent.mu[j];
                dLogVar[j] = elbo.beta() * weight * 0.5 * StrictMath.expm1(latent.logVar[j]);
            }
        }
        Arrays.fill(dNll, weight / latent.samples);
        results.put("loss.kl", DoubleTensor.scalar(total));
        results.put("loss.total", DoubleTensor.scalar(reconstruction + elbo.beta() * total));
    }

    /// total = R(-log mean_k w_k); dtotal/dlog w_k = -weight w_k / sum w (Burda et al. 2016, equation 14), log w = -nll + log p(z) - log q(z; mu, logvar).
    private void iwae() {
        int samples = latent.samples;
        int batch = latent.batch;
        double[] logWeights = new double[samples * batch];
        double[] normalised = new double[samples * batch];
        double[] perRow = new double[batch];
        double total = 0;
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < samples; k++) {
                logWeights[k * batch + b] = latent.logPriorOverPosterior(k, b) - nll[k * batch + b];
            }
            double logSum = SpecialFunctions.logSumExp(logWeights, b, batch, samples);
            perRow[b] = StrictMath.log(samples) - logSum;
            total += weight * perRow[b];
            for (int k = 0; k < samples; k++) {
                normalised[k * batch + b] = StrictMath.exp(logWeights[k * batch + b] - logSum);
                iwaeGradient(k, b, weight * normalised[k * batch + b]);
            }
        }
        results.put("out.log_w", DoubleTensor.of(logWeights, samples, batch));
        results.put("out.w_norm", DoubleTensor.of(normalised, samples, batch));
        results.put("loss.iwae_per_sample", DoubleTensor.of(perRow, batch));
        results.put("loss.total", DoubleTensor.scalar(total));
    }

    /// With u = (z - mu)/sigma^2: dlog w/dz = -z + u, dlog w/dmu = -u, dlog w/dlogvar = (1 - (z - mu) u)/2; `share` is -dtotal/dlog w.
    private void iwaeGradient(int k, int b, double share) {
        dNll[k * latent.batch + b] = share;
        for (int d = 0; d < latent.dimensions; d++) {
            int j = b * latent.dimensions + d;
            int i = k * latent.mu.length + j;
            double distance = latent.z[i] - latent.mu[j];
            double u = distance * StrictMath.exp(-latent.logVar[j]);
            dz[i] = share * (latent.z[i] - u);
            dMu[j] += share * u;
            dLogVar[j] += share * 0.5 * (distance * u - 1);
        }
    }
}
