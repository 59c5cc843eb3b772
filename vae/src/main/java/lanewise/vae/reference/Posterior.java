package lanewise.vae.reference;

import java.util.Arrays;
import java.util.Map;

/// Gaussian posteriors q(z | x) of some rows, what they say about points, and the derivatives of a total
/// loss at their heads.
///
/// mu and logvar are (rows, Z). Derivatives gather in `dMu`, `dLogVar` and those of subclasses; every method that is
/// called add... adds to them, `share` being the derivative of the total at what the method is about.
abstract class Posterior {
    final int rows;
    final int dimensions;
    final double[] mu;
    final double[] logVar;
    final double[] dMu;
    final double[] dLogVar;

    Posterior(double[] mu, double[] logVar, int dimensions) {
        this.rows = mu.length / dimensions;
        this.dimensions = dimensions;
        this.mu = mu;
        this.logVar = logVar;
        dMu = new double[mu.length];
        dLogVar = new double[mu.length];
    }

    /// Samples z (S, rows, Z) from noise of that shape, each a differentiable function of the heads.
    abstract double[] draw(double[] eps);

    /// Through z as drawn from eps, to the heads.
    abstract void addDraw(double[] dz, double[] eps);

    /// KL(q || N(0, I)) per row and dimension, (rows, Z); the sum over the dimensions is the divergence of the row.
    abstract double[] kl();

    /// Derivatives of one element of [#kl].
    abstract void addKl(double share, int row, int dimension);

    /// log q(z | x of the row) of the point `z[at], ..., z[at + Z - 1]`.
    abstract double log(double[] z, int at, int row);

    /// Derivatives of [#log] at the heads and at the point, the latter added to `dz` from `at` on.
    abstract void addLog(double share, double[] z, int at, int row, double[] dz);

    /// Log-density of one coordinate, whatever the others are.
    abstract double logMarginal(double value, int dimension, int row);

    /// Derivatives of [#logMarginal] at the heads; returns the one at the value, times `share`.
    abstract double addLogMarginal(double share, double value, int dimension, int row);

    /// The heads under their names.
    void put(Map<String, DoubleTensor> results, String prefix) {
        results.put(prefix + "mu", DoubleTensor.of(mu, rows, dimensions));
        results.put(prefix + "logvar", DoubleTensor.of(logVar, rows, dimensions));
    }

    /// What has gathered at the heads, under their names.
    void putGradients(Map<String, DoubleTensor> results) {
        results.put("grad.out.mu", DoubleTensor.of(dMu, rows, dimensions));
        results.put("grad.out.logvar", DoubleTensor.of(dLogVar, rows, dimensions));
    }

    /// The derivatives gathered at the heads, in the order of [ReferencePosterior#heads].
    double[][] gradients() {
        return new double[][] {dMu, dLogVar};
    }

    /// Forgets the derivatives gathered so far.
    void forget() {
        for (double[] gradient : gradients()) {
            Arrays.fill(gradient, 0);
        }
    }

    /// z = mu of every row.
    double[] mean() {
        return Arrays.copyOf(mu, mu.length);
    }
}
