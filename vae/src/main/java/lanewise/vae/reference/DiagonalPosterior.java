package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

/// q = N(mu, diag(exp(logvar))): coordinates are independent.
final class DiagonalPosterior extends Posterior {

    DiagonalPosterior(double[] mu, double[] logVar, int dimensions) {
        super(mu, logVar, dimensions);
    }

    /// z = mu + exp(logvar/2) eps (Kingma & Welling 2014, section 2.4).
    @Override
    double[] draw(double[] eps) {
        double[] z = new double[eps.length];
        for (int i = 0; i < z.length; i++) {
            int j = i % mu.length;
            z[i] = mu[j] + StrictMath.exp(0.5 * logVar[j]) * eps[i];
        }
        return z;
    }

    /// dz/dmu = 1, dz/dlogvar = exp(logvar/2) eps / 2.
    @Override
    void addDraw(double[] dz, double[] eps) {
        for (int i = 0; i < dz.length; i++) {
            int j = i % mu.length;
            dMu[j] += dz[i];
            dLogVar[j] += dz[i] * 0.5 * StrictMath.exp(0.5 * logVar[j]) * eps[i];
        }
    }

    /// -(1 + logvar - mu^2 - exp(logvar))/2 (Kingma & Welling 2014, appendix B); exp(logvar) - 1 by expm1.
    @Override
    double[] kl() {
        double[] kl = new double[mu.length];
        for (int j = 0; j < kl.length; j++) {
            kl[j] = 0.5 * (mu[j] * mu[j] + (StrictMath.expm1(logVar[j]) - logVar[j]));
        }
        return kl;
    }

    /// dKL/dmu = mu, dKL/dlogvar = (exp(logvar) - 1)/2.
    @Override
    void addKl(double share, int row, int dimension) {
        int j = row * dimensions + dimension;
        dMu[j] += share * mu[j];
        dLogVar[j] += share * 0.5 * StrictMath.expm1(logVar[j]);
    }

    @Override
    double log(double[] z, int at, int row) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum += logMarginal(z[at + d], d, row);
        }
        return sum;
    }

    @Override
    void addLog(double share, double[] z, int at, int row, double[] dz) {
        for (int d = 0; d < dimensions; d++) {
            dz[at + d] += addLogMarginal(share, z[at + d], d, row);
        }
    }

    @Override
    double logMarginal(double value, int dimension, int row) {
        int j = row * dimensions + dimension;
        double distance = value - mu[j];
        return -0.5 * (LOG_2PI + logVar[j] + distance * distance * StrictMath.exp(-logVar[j]));
    }

    /// With u = (z - mu)/sigma^2: dlog q/dz = -u, dlog q/dmu = u, dlog q/dlogvar = ((z - mu) u - 1)/2.
    @Override
    double addLogMarginal(double share, double value, int dimension, int row) {
        int j = row * dimensions + dimension;
        double distance = value - mu[j];
        double u = distance * StrictMath.exp(-logVar[j]);
        dMu[j] += share * u;
        dLogVar[j] += share * 0.5 * (distance * u - 1);
        return -share * u;
    }
}
