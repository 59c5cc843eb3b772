package lanewise.vae.reference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Optimizers in float64, one update at a time; g is the gradient, p the parameter, t the number of
/// the update from 1 on.
///
/// A [Rule] is the configuration; this object carries its moments. Not thread-safe.
public final class ReferenceOptimizer {
    private final Rule rule;
    private final Map<String, double[]> memory = new HashMap<>();
    private int steps;

    /// An optimizer with nothing remembered.
    ///
    /// @param rule the update
    public ReferenceOptimizer(Rule rule) {
        this.rule = rule;
    }

    /// One update rule.
    public sealed interface Rule {
    }

    /// Adam (Kingma & Ba 2015, algorithm 1), with the L2 term g += decay p, or with decoupled decay p *= 1 - rate
    /// decay (Loshchilov & Hutter 2019, algorithm 2), and AMSGrad (Reddi et al. 2018, algorithm 2, on the
    /// uncorrected second moment):
    /// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= rate/(1 - beta1^t)
    /// m / (sqrt(v)/sqrt(1 - beta2^t) + epsilon).
    ///
    /// @param rate learning rate
    /// @param beta1 decay of the first moment
    /// @param beta2 decay of the second moment
    /// @param epsilon added to the root
    /// @param decay weight decay
    /// @param decoupled decay applied to the parameter, not to the gradient
    /// @param amsgrad divide by the largest second moment so far
    /// @param initialSecond where v starts
    public record Adam(double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled,
            boolean amsgrad, double initialSecond)
            implements Rule {

        /// Second moments that start at 0.
        ///
        /// @param rate learning rate
        /// @param beta1 decay of the first moment
        /// @param beta2 decay of the second moment
        /// @param epsilon added to the root
        /// @param decay weight decay
        /// @param decoupled decay applied to the parameter, not to the gradient
        /// @param amsgrad divide by the largest second moment so far
        public Adam(double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled,
                boolean amsgrad) {
            this(rate, beta1, beta2, epsilon, decay, decoupled, amsgrad, 0);
        }
    }

    /// g += decay p; v = memory v + (1 - memory) g^2; d = g / (sqrt(v) + epsilon); with momentum buf = momentum
    /// buf + d, d = buf; p -= rate d (Tieleman & Hinton 2012, lecture 6.5).
    ///
    /// @param rate learning rate
    /// @param memory decay of the mean square
    /// @param epsilon added to the root
    /// @param momentum 0 for none
    /// @param decay weight decay, as an L2 term
    public record Rmsprop(double rate, double memory, double epsilon, double momentum, double decay) implements Rule {
    }

    /// g += decay p; s += g^2; p -= rate/(1 + (t - 1) rateDecay) g / (sqrt(s) + epsilon) (Duchi, Hazan & Singer 2011,
    /// equation 1, diagonal).
    ///
    /// @param rate learning rate
    /// @param rateDecay how the rate falls with the steps
    /// @param epsilon added to the root
    /// @param initialSum where s starts
    /// @param decay weight decay, as an L2 term
    public record Adagrad(double rate, double rateDecay, double epsilon, double initialSum, double decay)
            implements Rule {
    }

    /// Gradient descent: g += decay p; with momentum buf = g at t = 1, then momentum buf + (1 - dampening) g; p -= rate
    /// d, d = g without momentum, g + momentum buf with Nesterov's (Sutskever et al. 2013), else buf.
    ///
    /// @param rate learning rate
    /// @param momentum 0 for none
    /// @param dampening share of a new gradient that the buffer leaves out
    /// @param nesterov look ahead along the buffer
    /// @param decay weight decay, as an L2 term
    public record Sgd(double rate, double momentum, double dampening, boolean nesterov, double decay) implements Rule {
    }

    /// The global norm of named gradients, sqrt(sum g^2).
    ///
    /// @param gradients by name
    /// @return the norm
    public static double norm(Map<String, DoubleTensor> gradients) {
        double sum = 0;
        for (DoubleTensor gradient : gradients.values()) {
            for (double g : gradient.values()) {
                sum += g * g;
            }
        }
        return Math.sqrt(sum);
    }

    /// Scales all gradients in place by min(1, limit/(norm + 1e-6)).
    ///
    /// @param gradients by name
    /// @param limit the largest norm that is left alone
    public static void clip(Map<String, DoubleTensor> gradients, double limit) {
        double factor = Math.min(1, limit / (norm(gradients) + 1e-6));
        for (DoubleTensor gradient : gradients.values()) {
            double[] g = gradient.values();
            for (int i = 0; i < g.length; i++) {
                g[i] *= factor;
            }
        }
    }

    /// One update of all parameters, in place.
    ///
    /// @param parameters by name
    /// @param gradients by the same names; not changed
    public void step(Map<String, DoubleTensor> parameters, Map<String, DoubleTensor> gradients) {
        step(parameters, gradients, 1);
    }

    /// One update of all parameters, in place.
    ///
    /// @param parameters by name
    /// @param gradients by the same names; not changed
    /// @param factor of the learning rate in this step
    public void step(Map<String, DoubleTensor> parameters, Map<String, DoubleTensor> gradients, double factor) {
        steps++;
        parameters.forEach((name, parameter) -> {
            double[] p = parameter.values();
            double[] g = gradients.get(name).values();
            switch (rule) {
                case Adam adam -> adam(adam, factor * adam.rate, name, p, g);
                case Sgd sgd -> sgd(sgd, factor * sgd.rate, name, p, g);
                case Rmsprop rmsprop -> rmsprop(rmsprop, factor * rmsprop.rate, name, p, g);
                case Adagrad adagrad -> adagrad(adagrad, factor * adagrad.rate, name, p, g);
            }
        });
    }

    private void adam(Adam a, double rate, String name, double[] p, double[] g) {
        double[] m = remembered(name + " m", p.length, 0);
        double[] v = remembered(name + " v", p.length, a.initialSecond);
        double[] largest = remembered(name + " max", p.length, 0);
        double correction1 = 1 - StrictMath.pow(a.beta1, steps);
        double correction2 = 1 - StrictMath.pow(a.beta2, steps);
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i];
            if (a.decoupled) {
                p[i] *= 1 - rate * a.decay;
            } else {
                gradient += a.decay * p[i];
            }
            m[i] = a.beta1 * m[i] + (1 - a.beta1) * gradient;
            v[i] = a.beta2 * v[i] + (1 - a.beta2) * gradient * gradient;
            largest[i] = Math.max(largest[i], v[i]);
            double second = a.amsgrad ? largest[i] : v[i];
            p[i] -= rate / correction1 * m[i] / (Math.sqrt(second) / Math.sqrt(correction2) + a.epsilon);
        }
    }

    private void sgd(Sgd s, double rate, String name, double[] p, double[] g) {
        double[] buffer = remembered(name + " buffer", p.length, 0);
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i] + s.decay * p[i];
            double direction = gradient;
            if (s.momentum != 0) {
                buffer[i] = steps == 1 ? gradient : s.momentum * buffer[i] + (1 - s.dampening) * gradient;
                direction = s.nesterov ? gradient + s.momentum * buffer[i] : buffer[i];
            }
            p[i] -= rate * direction;
        }
    }

    private void rmsprop(Rmsprop r, double rate, String name, double[] p, double[] g) {
        double[] v = remembered(name + " v", p.length, 0);
        double[] buffer = remembered(name + " buffer", p.length, 0);
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i] + r.decay * p[i];
            v[i] = r.memory * v[i] + (1 - r.memory) * gradient * gradient;
            buffer[i] = r.momentum * buffer[i] + gradient / (Math.sqrt(v[i]) + r.epsilon);
            p[i] -= rate * buffer[i];
        }
    }

    private void adagrad(Adagrad a, double rate, String name, double[] p, double[] g) {
        double[] sum = remembered(name + " sum", p.length, a.initialSum);
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i] + a.decay * p[i];
            sum[i] += gradient * gradient;
            p[i] -= rate / (1 + (steps - 1) * a.rateDecay) * gradient / (Math.sqrt(sum[i]) + a.epsilon);
        }
    }

    private double[] remembered(String key, int size, double start) {
        return memory.computeIfAbsent(key, ignored -> {
            double[] values = new double[size];
            Arrays.fill(values, start);
            return values;
        });
    }
}
