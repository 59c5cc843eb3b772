package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;

/// The loss of a batch in double, written from the formulas, with one parameter moved: for central differences.
final class DoubleVae {

    private final Architecture architecture;
    private final Elbo elbo;
    private final Parameters parameters;
    private final Matrix x;
    private final Matrix noise;
    private Matrix moved;
    private int movedRow;
    private int movedColumn;
    private double move;

    DoubleVae(Architecture architecture, Elbo elbo, Parameters parameters, Matrix x, Matrix noise) {
        this.architecture = architecture;
        this.elbo = elbo;
        this.parameters = parameters;
        this.x = x;
        this.noise = noise;
    }

    /// `(loss(p + h) - loss(p - h)) / 2h` for one element of a tensor.
    double centralDifference(Matrix tensor, int row, int column, double h) {
        moved = tensor;
        movedRow = row;
        movedColumn = column;
        move = h;
        double up = loss();
        move = -h;
        double down = loss();
        moved = null;
        return (up - down) / (2 * h);
    }

    double loss() {
        double loss = 0;
        for (int b = 0; b < x.rows(); b++) {
            double[] h = row(x, b);
            for (int i = 0; i < architecture.encoder().hidden().size(); i++) {
                h = dense("encoder." + i, h, architecture.encoder().hidden().get(i).activation());
            }
            double[] mu = dense("encoder.mu", h, new Identity());
            double[] v = dense("encoder.logvar", h, new Identity());
            for (int d = 0; d < mu.length; d++) {
                loss += elbo.beta() * -0.5 * (1 + v[d] - mu[d] * mu[d] - Math.exp(v[d]));
            }
            for (int s = 0; s < elbo.samples(); s++) {
                double[] z = new double[mu.length];
                for (int d = 0; d < z.length; d++) {
                    z[d] = mu[d] + Math.exp(0.5 * v[d]) * noise.get(s * x.rows() + b, d);
                }
                loss += nll(b, z) / elbo.samples();
            }
        }
        return elbo.reduction() == Reduction.MEAN ? loss / x.rows() : loss;
    }

    private double nll(int b, double[] z) {
        double[] h = z;
        for (int i = 0; i < architecture.decoder().hidden().size(); i++) {
            h = dense("decoder." + i, h, architecture.decoder().hidden().get(i).activation());
        }
        double[] out = dense("decoder.out", h, new Identity());
        double[] v = architecture.likelihood() instanceof GaussianLearned
                ? dense("decoder.logvar", h, new Identity()) : null;
        double sum = 0;
        for (int c = 0; c < out.length; c++) {
            double target = x.get(b, c);
            sum += switch (architecture.likelihood()) {
                case Bernoulli _ -> Math.log1p(Math.exp(out[c])) - target * out[c];
                case GaussianFixed g -> 0.5
                        * (Math.pow(target - out[c], 2) / g.variance() + Math.log(2 * Math.PI * g.variance()));
                case GaussianLearned _ -> 0.5
                        * (Math.pow(target - out[c], 2) * Math.exp(-v[c]) + v[c] + Math.log(2 * Math.PI));
                default -> throw new IllegalArgumentException(architecture.likelihood().name());
            };
        }
        return sum;
    }

    private double[] dense(String name, double[] input, Activation activation) {
        Matrix weight = parameters.tensor(name + ".weight");
        Matrix bias = parameters.tensor(name + ".bias");
        double[] out = new double[weight.rows()];
        for (int o = 0; o < out.length; o++) {
            double a = element(bias, 0, o);
            for (int i = 0; i < input.length; i++) {
                a += element(weight, o, i) * input[i];
            }
            out[o] = switch (activation) {
                case Identity _ -> a;
                case Relu _ -> Math.max(a, 0);
                case Tanh _ -> Math.tanh(a);
                case Silu _ -> a / (1 + Math.exp(-a));
                case Softplus _ -> Math.log1p(Math.exp(a));
                default -> throw new IllegalStateException(activation.name());
            };
        }
        return out;
    }

    private double element(Matrix matrix, int row, int column) {
        return matrix.get(row, column) + (matrix == moved && row == movedRow && column == movedColumn ? move : 0);
    }

    private static double[] row(Matrix matrix, int row) {
        double[] values = new double[matrix.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = matrix.get(row, c);
        }
        return values;
    }
}
