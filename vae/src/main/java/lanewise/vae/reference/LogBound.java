package lanewise.vae.reference;

import lanewise.vae.layer.Network;

/// The bound on the outputs of a head that are logs of variances or scales, v = b tanh(t/b), dv/dt = 1 - (v/b)^2; of
/// other heads, and where there is no bound, v = t.
final class LogBound {
    private final double bound;
    private double[] bounded;

    private LogBound(double bound) {
        this.bound = bound;
    }

    /// Of a head of a network.
    static LogBound of(Network network, String head, boolean weighted) {
        return new LogBound(network.bounds(head, weighted) ? network.logVarianceBound() : 0);
    }

    /// The values, in the place of what they bound.
    double[] forward(double[] t) {
        for (int i = 0; i < t.length && bound > 0; i++) {
            t[i] = bound * StrictMath.tanh(t[i] / bound);
        }
        bounded = t;
        return t;
    }

    /// The derivatives at what was bounded; the given ones stay as they are.
    double[] backward(double[] gradient) {
        double[] d = gradient.clone();
        for (int i = 0; i < d.length && bound > 0; i++) {
            double share = bounded[i] / bound;
            d[i] *= 1 - share * share;
        }
        return d;
    }
}
