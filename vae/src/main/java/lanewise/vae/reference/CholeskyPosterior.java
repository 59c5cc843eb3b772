package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.Map;

/// q = N(mu, L L^T), L lower triangular: tril below the diagonal, exp(logvar/2) on it.
///
/// tril is (rows, Z(Z-1)/2), row by row of L: (1,0), (2,0), (2,1), ... So z_i given z_0 .. z_(i-1) has the
/// variance exp(logvar_i).
final class CholeskyPosterior extends Posterior {
    private final double[] tril;
    private final double[] dTril;
    private final int below;

    CholeskyPosterior(double[] mu, double[] logVar, double[] tril, int dimensions) {
        super(mu, logVar, dimensions);
        this.tril = tril;
        dTril = new double[tril.length];
        below = dimensions * (dimensions - 1) / 2;
    }

    /// Where L_ik, k < i, lies in tril.
    private int at(int row, int i, int k) {
        return row * below + i * (i - 1) / 2 + k;
    }

    private double factor(int row, int i, int k) {
        return i == k ? StrictMath.exp(0.5 * logVar[row * dimensions + i]) : tril[at(row, i, k)];
    }

    /// Takes a derivative at L_ik to the heads: dL_ii/dlogvar_i = L_ii/2.
    private void addFactor(double share, int row, int i, int k) {
        if (i == k) {
            dLogVar[row * dimensions + i] += share * 0.5 * factor(row, i, i);
        } else {
            dTril[at(row, i, k)] += share;
        }
    }

    /// z = mu + L eps (Kingma & Welling 2019, section 2.5.1).
    @Override
    double[] draw(double[] eps) {
        double[] z = new double[eps.length];
        for (int p = 0; p < z.length; p += dimensions) {
            int row = p / dimensions % rows;
            for (int i = 0; i < dimensions; i++) {
                z[p + i] = mu[row * dimensions + i];
                for (int k = 0; k <= i; k++) {
                    z[p + i] += factor(row, i, k) * eps[p + k];
                }
            }
        }
        return z;
    }

    /// dz_i/dmu_i = 1, dz_i/dL_ik = eps_k.
    @Override
    void addDraw(double[] dz, double[] eps) {
        for (int p = 0; p < dz.length; p += dimensions) {
            int row = p / dimensions % rows;
            for (int i = 0; i < dimensions; i++) {
                dMu[row * dimensions + i] += dz[p + i];
                for (int k = 0; k <= i; k++) {
                    addFactor(dz[p + i] * eps[p + k], row, i, k);
                }
            }
        }
    }

    /// (|L|_F^2 + |mu|^2 - Z - sum logvar)/2, by rows of L: element i is the expected divergence of z_i given z_0 ..
    /// z_(i-1), never negative.
    @Override
    double[] kl() {
        double[] kl = new double[mu.length];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < dimensions; i++) {
                int j = row * dimensions + i;
                double sum = mu[j] * mu[j] + (StrictMath.expm1(logVar[j]) - logVar[j]);
                for (int k = 0; k < i; k++) {
                    sum += tril[at(row, i, k)] * tril[at(row, i, k)];
                }
                kl[j] = 0.5 * sum;
            }
        }
        return kl;
    }

    /// dKL/dmu = mu, dKL/dlogvar = (exp(logvar) - 1)/2, dKL/dtril = tril.
    @Override
    void addKl(double share, int row, int dimension) {
        int j = row * dimensions + dimension;
        dMu[j] += share * mu[j];
        dLogVar[j] += share * 0.5 * StrictMath.expm1(logVar[j]);
        for (int k = 0; k < dimension; k++) {
            dTril[at(row, dimension, k)] += share * tril[at(row, dimension, k)];
        }
    }

    /// y = L^-1 (z - mu), by forward substitution.
    private double[] whitened(double[] z, int at, int row) {
        double[] y = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            y[i] = z[at + i] - mu[row * dimensions + i];
            for (int k = 0; k < i; k++) {
                y[i] -= factor(row, i, k) * y[k];
            }
            y[i] /= factor(row, i, i);
        }
        return y;
    }

    /// -(Z log 2 pi + sum logvar + |y|^2)/2, y = L^-1 (z - mu).
    @Override
    double log(double[] z, int at, int row) {
        double[] y = whitened(z, at, row);
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            sum += LOG_2PI + logVar[row * dimensions + i] + y[i] * y[i];
        }
        return -0.5 * sum;
    }

    /// With t = L^-T y: dlog q/dz = -t, dlog q/dmu = t, dlog q/dL_ik = t_i y_k, less 1/L_ii on the diagonal.
    @Override
    void addLog(double share, double[] z, int at, int row, double[] dz) {
        double[] y = whitened(z, at, row);
        double[] t = y.clone();
        for (int i = dimensions - 1; i >= 0; i--) {
            for (int k = i + 1; k < dimensions; k++) {
                t[i] -= factor(row, k, i) * t[k];
            }
            t[i] /= factor(row, i, i);
        }
        for (int i = 0; i < dimensions; i++) {
            dz[at + i] -= share * t[i];
            dMu[row * dimensions + i] += share * t[i];
            for (int k = 0; k <= i; k++) {
                addFactor(share * t[i] * y[k], row, i, k);
            }
            dLogVar[row * dimensions + i] -= share * 0.5;
        }
    }

    /// The variance of z_i, sum_k L_ik^2.
    private double variance(int dimension, int row) {
        double sum = 0;
        for (int k = 0; k <= dimension; k++) {
            sum += factor(row, dimension, k) * factor(row, dimension, k);
        }
        return sum;
    }

    /// log N(z_i; mu_i, s), s = sum_k L_ik^2.
    @Override
    double logMarginal(double value, int dimension, int row) {
        double s = variance(dimension, row);
        double distance = value - mu[row * dimensions + dimension];
        return -0.5 * (LOG_2PI + StrictMath.log(s) + distance * distance / s);
    }

    /// dlog/dz = -(z - mu)/s, dlog/dmu = (z - mu)/s, dlog/ds = ((z - mu)^2/s - 1)/(2s), ds/dL_ik = 2 L_ik.
    @Override
    double addLogMarginal(double share, double value, int dimension, int row) {
        double s = variance(dimension, row);
        double distance = value - mu[row * dimensions + dimension];
        dMu[row * dimensions + dimension] += share * distance / s;
        double ds = share * 0.5 * (distance * distance / s - 1) / s;
        for (int k = 0; k <= dimension; k++) {
            addFactor(ds * 2 * factor(row, dimension, k), row, dimension, k);
        }
        return -share * distance / s;
    }

    @Override
    void put(Map<String, DoubleTensor> results, String prefix) {
        super.put(results, prefix);
        results.put(prefix + "tril", DoubleTensor.of(tril, rows, below));
    }

    @Override
    void putGradients(Map<String, DoubleTensor> results) {
        super.putGradients(results);
        results.put("grad.out.tril", DoubleTensor.of(dTril, rows, below));
    }

    @Override
    double[][] gradients() {
        return new double[][] {dMu, dLogVar, dTril};
    }
}
