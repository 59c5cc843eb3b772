package lanewise.properties.vae;

import java.lang.foreign.Arena;
import java.util.Random;
import lanewise.core.Matrix;
import lanewise.core.activation.Identity;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.model.Architecture;

/// A VAE without hidden layers and with a Gaussian likelihood: x = W z + b + sigma e, so that x ~ N(b, W W^T + sigma^2
/// I) in closed form (Tipping & Bishop 1999, equations 3 and 7), and the true posterior is N(M^-1 W^T (x - b), sigma^2
/// M^-1), M = W^T W + sigma^2 I.
///
/// The columns of W can be made orthogonal; M is then diagonal, and an encoder without hidden layers can be
/// the true posterior.
final class LinearGaussian {
    final int inputs;
    final int latent;
    final double variance;
    final double[][] w;
    final double[] b;
    final Architecture architecture;

    LinearGaussian(int inputs, int latent, boolean orthogonal, Random random) {
        this.inputs = inputs;
        this.latent = latent;
        variance = 0.25 + random.nextDouble();
        w = new double[inputs][latent];
        b = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            b[i] = (float) random.nextGaussian();
            for (int j = 0; j < latent; j++) {
                // disjoint rows make orthogonal columns
                w[i][j] = orthogonal && i % latent != j ? 0 : (float) (1.2 * random.nextGaussian());
            }
        }
        architecture = Architecture.of(inputs, latent).withLikelihood(new GaussianFixed(variance))
                .withActivation(new Identity());
    }

    /// The decoder, and the best encoder there is when M is diagonal: its mean M^-1 W^T (x - b), its
    /// variance sigma^2 / M.
    Parameters parameters(Arena arena) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Matrix weight = parameters.tensor("decoder.out.weight");
        Matrix mu = parameters.tensor("encoder.mu.weight");
        for (int j = 0; j < latent; j++) {
            double m = variance;
            for (int i = 0; i < inputs; i++) {
                m += w[i][j] * w[i][j];
            }
            double bias = 0;
            for (int i = 0; i < inputs; i++) {
                weight.set(i, j, (float) w[i][j]);
                mu.set(j, i, (float) (w[i][j] / m));
                bias -= w[i][j] / m * b[i];
                parameters.tensor("decoder.out.bias").set(0, i, (float) b[i]);
            }
            parameters.tensor("encoder.mu.bias").set(0, j, (float) bias);
            parameters.tensor("encoder.logvar.bias").set(0, j, (float) Math.log(variance / m));
        }
        return parameters;
    }

    /// A draw from the model.
    double[] draw(Random random) {
        double[] z = random.doubles(latent).map(u -> random.nextGaussian()).toArray();
        double[] x = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            x[i] = b[i] + Math.sqrt(variance) * random.nextGaussian();
            for (int j = 0; j < latent; j++) {
                x[i] += w[i][j] * z[j];
            }
            x[i] = (float) x[i];
        }
        return x;
    }

    /// log N(x; b, W W^T + sigma^2 I), by Cholesky decomposition of the covariance.
    double logMarginal(double[] x) {
        double[][] l = new double[inputs][inputs];
        double logDeterminant = 0;
        double square = 0;
        double[] y = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            for (int k = 0; k <= i; k++) {
                double sum = i == k ? variance : 0;
                for (int j = 0; j < latent; j++) {
                    sum += w[i][j] * w[k][j];
                }
                for (int p = 0; p < k; p++) {
                    sum -= l[i][p] * l[k][p];
                }
                l[i][k] = i == k ? Math.sqrt(sum) : sum / l[k][k];
            }
            logDeterminant += 2 * Math.log(l[i][i]);
            y[i] = x[i] - b[i];
            for (int p = 0; p < i; p++) {
                y[i] -= l[i][p] * y[p];
            }
            y[i] /= l[i][i];
            square += y[i] * y[i];
        }
        return -0.5 * (inputs * Math.log(2 * Math.PI) + logDeterminant + square);
    }
}
