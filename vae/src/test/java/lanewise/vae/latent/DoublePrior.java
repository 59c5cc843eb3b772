package lanewise.vae.latent;

import lanewise.core.Matrix;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;

/// The density of a prior in double, straight from the formulas.
final class DoublePrior {

    private DoublePrior() {
    }

    /// log p(z) in double from the formulas.
    static double logDensity(Architecture model, Parameters p, double[] z) {
        int latent = model.latent();
        return switch (model.prior()) {
            case StandardNormal _ -> new DoubleGaussian(new double[2 * latent], latent).logDensity(z);
            case GaussianMixture mixture -> {
                double[] logits = row(p.tensor("prior.logits"), 0);
                double[] terms = new double[mixture.components()];
                for (int c = 0; c < terms.length; c++) {
                    terms[c] = logits[c] - logSumExp(logits) + new DoubleGaussian(heads(p, c), latent).logDensity(z);
                }
                yield logSumExp(terms);
            }
            case VampPrior vamp -> {
                double[] terms = new double[vamp.components()];
                for (int c = 0; c < terms.length; c++) {
                    terms[c] = new DoubleGaussian(encode(p, row(p.tensor("prior.inputs"), c)), latent).logDensity(z)
                            - Math.log(terms.length);
                }
                yield logSumExp(terms);
            }
        };
    }

    static double logSumExp(double[] terms) {
        double sum = 0;
        for (double term : terms) {
            sum += Math.exp(term);
        }
        return Math.log(sum);
    }

    /// The heads of the encoder, one hidden layer of tanh, for one row.
    static double[] encode(Parameters p, double[] x) {
        double[] h = dense(p, "encoder.0", x);
        for (int i = 0; i < h.length; i++) {
            h[i] = Math.tanh(h[i]);
        }
        double[] mu = dense(p, "encoder.mu", h);
        int latent = mu.length;
        double[] v = dense(p, "encoder.logvar", h);
        boolean full = p.layout().tensors().stream().anyMatch(tensor -> tensor.name().equals("encoder.tril.weight"));
        double[] tril = full ? dense(p, "encoder.tril", h) : new double[0];
        double[] heads = new double[2 * latent + tril.length];
        System.arraycopy(mu, 0, heads, 0, latent);
        System.arraycopy(v, 0, heads, latent, latent);
        System.arraycopy(tril, 0, heads, 2 * latent, tril.length);
        return heads;
    }

    private static double[] dense(Parameters p, String name, double[] x) {
        Matrix weight = p.tensor(name + ".weight");
        double[] out = row(p.tensor(name + ".bias"), 0);
        for (int o = 0; o < out.length; o++) {
            for (int i = 0; i < x.length; i++) {
                out[o] += weight.get(o, i) * x[i];
            }
        }
        return out;
    }

    static double[] row(Matrix matrix, int row) {
        double[] values = new double[matrix.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = matrix.get(row, c);
        }
        return values;
    }

    /// Mean and log-variance of a component of a Gaussian mixture, one after the other.
    static double[] heads(Parameters p, int component) {
        double[] mu = row(p.tensor("prior.mu"), component);
        double[] heads = new double[2 * mu.length];
        System.arraycopy(mu, 0, heads, 0, mu.length);
        System.arraycopy(row(p.tensor("prior.logvar"), component), 0, heads, mu.length, mu.length);
        return heads;
    }
}
