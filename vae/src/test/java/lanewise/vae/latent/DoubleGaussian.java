package lanewise.vae.latent;

/// A Gaussian of one row of heads in double, straight from the formulas: `mu`, `v`, then the strictly lower part of L
/// row by row, if there are so many.
record DoubleGaussian(double[] heads, int latent) {

    /// L.
    double[][] factor() {
        double[][] l = new double[latent][latent];
        int at = 2 * latent;
        for (int d = 0; d < latent; d++) {
            for (int j = 0; j < d && heads.length > 2 * latent; j++) {
                l[d][j] = heads[at++];
            }
            l[d][d] = Math.exp(0.5 * heads[latent + d]);
        }
        return l;
    }

    double[] sample(double[] eps) {
        double[][] l = factor();
        double[] z = new double[latent];
        for (int d = 0; d < latent; d++) {
            z[d] = heads[d];
            for (int j = 0; j <= d; j++) {
                z[d] += l[d][j] * eps[j];
            }
        }
        return z;
    }

    /// `(|L|^2 + |mu|^2 - Z - log det) / 2`.
    double divergence() {
        double kl = 0;
        double[][] l = factor();
        for (int d = 0; d < latent; d++) {
            kl += term(l, d);
        }
        return kl;
    }

    double term(int d) {
        return term(factor(), d);
    }

    private double term(double[][] l, int d) {
        double sum = heads[d] * heads[d] - 1 - heads[latent + d];
        for (int j = 0; j <= d; j++) {
            sum += l[d][j] * l[d][j];
        }
        return 0.5 * sum;
    }

    /// By the determinant and the inverse of L L^T, not by the noise that made z.
    double logDensity(double[] z) {
        double[][] l = factor();
        double[] y = new double[latent];
        double sum = latent * Math.log(2 * Math.PI);
        for (int d = 0; d < latent; d++) {
            y[d] = z[d] - heads[d];
            for (int j = 0; j < d; j++) {
                y[d] -= l[d][j] * y[j];
            }
            y[d] /= l[d][d];
            sum += y[d] * y[d] + 2 * Math.log(l[d][d]);
        }
        return -0.5 * sum;
    }
}
