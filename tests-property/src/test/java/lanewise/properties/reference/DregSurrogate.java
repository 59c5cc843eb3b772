package lanewise.properties.reference;

import java.util.Map;
import java.util.function.ToDoubleFunction;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferencePrior;

/// What the doubly reparameterised gradient is the derivative of, for all parameters but the decoder's.
///
/// With the samples z0 and the normalised weights w of one pass held fixed, -R(sum_k w_k^2 (log w_k + log q(z0_k) - log
/// p(z0_k)) + w_k log p(z0_k)): adding the densities at the fixed samples takes out of log w_k = log p(x, z_k) - log
/// q(z_k) what does not go through z_k; the prior's own parameters count by w_k. Densities are written here afresh,
/// from covariance matrices.
final class DregSurrogate implements ToDoubleFunction<Map<String, DoubleTensor>> {
    private final RandomCase base;
    private final DoubleTensor z;
    private final double[] weights;

    DregSurrogate(RandomCase base) {
        this.base = base;
        Map<String, DoubleTensor> forward = base.model().forward(base.tensors());
        z = forward.get("out.z");
        weights = forward.get("out.w_norm").values();
    }

    @Override
    public double applyAsDouble(Map<String, DoubleTensor> forward) {
        int rows = z.extent(1);
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double logPrior = logPrior(forward, i);
            double logPosterior = gaussian(forward, "out.", i % rows, i);
            sum += weights[i] * weights[i] * (forward.get("out.log_w").values()[i] + logPosterior - logPrior)
                    + weights[i] * logPrior;
        }
        return base.model().reduction() == ReferenceObjective.Reduction.SUM ? -sum : -sum / rows;
    }

    private double logPrior(Map<String, DoubleTensor> forward, int point) {
        if (base.model().prior() instanceof ReferencePrior.StandardNormal) {
            return 0;
        }
        boolean learned = base.model().prior() instanceof ReferencePrior.Mixture;
        Map<String, DoubleTensor> source = learned ? base.tensors() : forward;
        String prefix = learned ? "prior." : "out.prior.";
        double density = 0;
        double total = 0;
        for (int c = 0; c < source.get(prefix + "mu").extent(0); c++) {
            double weight = learned ? Math.exp(base.tensors().get("prior.logits").values()[c]) : 1;
            total += weight;
            density += weight * Math.exp(gaussian(source, prefix, c, point));
        }
        return Math.log(density / total);
    }

    /// log N(z0; mu, A A^T) up to its constant, A of one row: the inverse and the determinant of the
    /// covariance by elimination.
    private double gaussian(Map<String, DoubleTensor> source, String prefix, int row, int point) {
        int n = z.extent(2);
        double[][] factor = new double[n][n];
        double[][] system = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            factor[i][i] = Math.exp(0.5 * source.get(prefix + "logvar").values()[row * n + i]);
            for (int k = 0; k < i && source.containsKey(prefix + "tril"); k++) {
                factor[i][k] = source.get(prefix + "tril").values()[row * n * (n - 1) / 2 + i * (i - 1) / 2 + k];
            }
            system[i][n] = z.values()[point * n + i] - source.get(prefix + "mu").values()[row * n + i];
        }
        double[] distance = new double[n];
        for (int i = 0; i < n; i++) {
            distance[i] = system[i][n];
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    system[i][j] += factor[i][k] * factor[j][k];
                }
            }
        }
        double determinant = 1;
        for (int i = 0; i < n; i++) {
            determinant *= system[i][i];
            for (int j = 0; j < n; j++) {
                double ratio = j == i ? 0 : system[j][i] / system[i][i];
                for (int k = i; k <= n; k++) {
                    system[j][k] -= ratio * system[i][k];
                }
            }
        }
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += distance[i] * system[i][n] / system[i][i];
        }
        return -0.5 * (Math.log(determinant) + square + n * Math.log(2 * Math.PI));
    }
}
