package lanewise.vae.reference;

import java.util.Map;

/// One batch as an objective sees it, and the derivatives of the total at what it sees.
///
/// z is (S, B, Z) and stands for itself here: what reaches the heads of the posterior through it is added later by
/// [Posterior#addDraw]. nll is (S, B). Derivatives at the heads gather in the posterior, those at the prior's
/// parameters in the prior.
final class Batch {
    final int samples;
    final int rows;
    final int dimensions;
    final Posterior posterior;
    final Prior prior;
    final boolean closedForm;
    final double[] z;
    final double[] nll;
    /// Draws from the prior (S, B, Z), constants; null unless the objective asks for them.
    final double[] priorDraws;
    /// The weight of a row in the total: 1 or 1/B.
    final double weight;
    final double[] dNll;
    final double[] dz;
    /// What the total derivative at each z is multiplied by on its way to the encoder, (S, B); null: nothing.
    double[] path;
    final Map<String, DoubleTensor> results;

    Batch(ReferenceModel model, Posterior posterior, Prior prior, double[] z, double[] nll, double[] priorDraws,
            Map<String, DoubleTensor> results) {
        this.posterior = posterior;
        this.prior = prior;
        this.z = z;
        this.nll = nll;
        this.priorDraws = priorDraws;
        this.results = results;
        closedForm = model.prior().closedForm();
        rows = posterior.rows;
        samples = nll.length / rows;
        dimensions = posterior.dimensions;
        weight = model.reduction().weight(rows);
        dNll = new double[nll.length];
        dz = new double[z.length];
    }

    /// The index in nll of sample s, row b.
    int at(int s, int b) {
        return s * rows + b;
    }

    /// The index in z of the first coordinate of sample s, row b.
    int point(int s, int b) {
        return at(s, b) * dimensions;
    }

    /// log q(z | x) - log p(z) of sample s, row b.
    double logPosteriorOverPrior(int s, int b) {
        return posterior.log(z, point(s, b), b) - prior.log(z, point(s, b));
    }

    /// Derivatives of [#logPosteriorOverPrior] at z, the heads and the prior.
    void addLogPosteriorOverPrior(double share, int s, int b) {
        posterior.addLog(share, z, point(s, b), b, dz);
        prior.addLog(-share, z, point(s, b), dz);
    }

    /// R of a value per row.
    double reduce(double[] perRow) {
        double sum = 0;
        for (double value : perRow) {
            sum += weight * value;
        }
        return sum;
    }

    /// Puts the reconstruction term and its rows; returns R(mean_s nll).
    double reconstruction() {
        double[] perRow = new double[rows];
        for (int i = 0; i < nll.length; i++) {
            perRow[i % rows] += nll[i] / samples;
        }
        put("loss.nll", nll, samples, rows);
        put("loss.recon_per_sample", perRow, rows);
        put("loss.recon", reduce(perRow));
        return reduce(perRow);
    }

    /// Puts the divergence of each row; returns R of them. Closed form where there is one, else the mean over the
    /// samples of log q(z | x) - log p(z).
    double divergence() {
        double[] perRow = new double[rows];
        if (closedForm) {
            double[] kl = posterior.kl();
            for (int j = 0; j < kl.length; j++) {
                perRow[j / dimensions] += kl[j];
            }
            put("loss.kl_per_dim", kl, rows, dimensions);
        } else {
            for (int i = 0; i < nll.length; i++) {
                perRow[i % rows] += logPosteriorOverPrior(i / rows, i % rows) / samples;
            }
        }
        put("loss.kl_per_sample", perRow, rows);
        put("loss.kl_raw", reduce(perRow));
        return reduce(perRow);
    }

    /// Derivatives of R(mean_s nll).
    void addReconstruction() {
        for (int i = 0; i < dNll.length; i++) {
            dNll[i] += weight / samples;
        }
    }

    /// Derivatives of [#divergence].
    void addDivergence(double share) {
        for (int b = 0; b < rows; b++) {
            for (int d = 0; d < dimensions && closedForm; d++) {
                posterior.addKl(share * weight, b, d);
            }
            for (int s = 0; s < samples && !closedForm; s++) {
                addLogPosteriorOverPrior(share * weight / samples, s, b);
            }
        }
    }

    void put(String name, double value) {
        results.put(name, DoubleTensor.scalar(value));
    }

    void put(String name, double[] values, int... shape) {
        results.put(name, DoubleTensor.of(values, shape));
    }
}
