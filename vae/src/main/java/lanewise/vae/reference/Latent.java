package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.Map;

/// The approximate posterior N(mu, exp(logvar)), its samples z = mu + exp(logvar/2) eps, and its KL to N(0, I).
///
/// mu and logvar are (B, Z); eps and z are (S, B, Z).
final class Latent {
    final int samples;
    final int batch;
    final int dimensions;
    final double[] mu;
    final double[] logVar;
    final double[] eps;
    final double[] z;

    Latent(double[] mu, double[] logVar, DoubleTensor eps) {
        this.samples = eps.extent(0);
        this.batch = eps.extent(1);
        this.dimensions = eps.extent(2);
        this.mu = mu;
        this.logVar = logVar;
        this.eps = eps.values();
        z = new double[this.eps.length];
        for (int i = 0; i < z.length; i++) {
            int j = i % mu.length;
            z[i] = mu[j] + StrictMath.exp(0.5 * logVar[j]) * this.eps[i];
        }
    }

    /// KL per row and dimension, -(1 + logvar - mu^2 - exp(logvar))/2 (Kingma & Welling 2014, appendix B); 1 + logvar - exp(logvar) by expm1.
    double[] kl() {
        double[] kl = new double[mu.length];
        for (int j = 0; j < kl.length; j++) {
            kl[j] = 0.5 * (mu[j] * mu[j] + (StrictMath.expm1(logVar[j]) - logVar[j]));
        }
        return kl;
    }

    /// log N(z; 0, I) - log N(z; mu, exp(logvar)) of sample s, row b.
    double logPriorOverPosterior(int s, int b) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            int j = b * dimensions + d;
            double value = z[s * mu.length + j];
            double logPrior = -0.5 * (LOG_2PI + value * value);
            double logPosterior = -0.5 * (LOG_2PI + logVar[j] + (value - mu[j]) * (value - mu[j]) * StrictMath.exp(-logVar[j]));
            sum += logPrior - logPosterior;
        }
        return sum;
    }

    /// Through z: dz/dmu = 1, dz/dlogvar = exp(logvar/2) eps / 2. Adds to `dMu` and `dLogVar`.
    void backward(double[] dz, double[] dMu, double[] dLogVar) {
        for (int i = 0; i < dz.length; i++) {
            int j = i % mu.length;
            dMu[j] += dz[i];
            dLogVar[j] += dz[i] * 0.5 * StrictMath.exp(0.5 * logVar[j]) * eps[i];
        }
    }

    void put(Map<String, DoubleTensor> results) {
        results.put("out.mu", DoubleTensor.of(mu, batch, dimensions));
        results.put("out.logvar", DoubleTensor.of(logVar, batch, dimensions));
        results.put("out.z", DoubleTensor.of(z, samples, batch, dimensions));
    }
}
