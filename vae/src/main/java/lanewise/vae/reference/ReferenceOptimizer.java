package lanewise.vae.reference;

import java.util.HashMap;
import java.util.Map;

/// Optimizers in float64, one update at a time; g is the gradient, p the parameter, t the number of the update from 1 on.
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

    /// Adam (Kingma & Ba 2015, algorithm 1), with the L2 term g += decay p, or with decoupled decay p *= 1 - rate decay (Loshchilov & Hutter 2019, algorithm 2), and
    /// AMSGrad (Reddi et al. 2018, algorithm 2, on the uncorrected second moment):
    /// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= rate/(1 - beta1^t) m / (sqrt(v)/sqrt(1 - beta2^t) + epsilon).
    ///
    /// @param rate learning rate
    /// @param beta1 decay of the first moment
    /// @param beta2 decay of the second moment
    /// @param epsilon added to the root
    /// @param decay weight decay
    /// @param decoupled decay applied to the parameter, not to the gradient
    /// @param amsgrad divide by the largest second moment so far
    public record Adam(double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled, boolean amsgrad) implements Rule {
    }

    /// Gradient descent: g += decay p; with momentum buf = g at t = 1, then momentum buf + (1 - dampening) g; p -= rate d,
    /// d = g without momentum, g + momentum buf with Nesterov's (Sutskever et al. 2013), else buf.
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
        steps++;
        parameters.forEach((name, parameter) -> {
            double[] p = parameter.values();
            double[] g = gradients.get(name).values();
            switch (rule) {
                case Adam adam -> adam(adam, name, p, g);
                case Sgd sgd -> sgd(sgd, name, p, g);
            }
        });
    }

    private void adam(Adam a, String name, double[] p, double[] g) {
        double[] m = remembered(name + " m", p.length);
        double[] v = remembered(name + " v", p.length);
        double[] largest = remembered(name + " max", p.length);
        double correction1 = 1 - StrictMath.pow(a.beta1, steps);
        double correction2 = 1 - StrictMath.pow(a.beta2, steps);
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i];
            if (a.decoupled) {
                p[i] *= 1 - a.rate * a.decay;
            } else {
                gradient += a.decay * p[i];
            }
            m[i] = a.beta1 * m[i] + (1 - a.beta1) * gradient;
            v[i] = a.beta2 * v[i] + (1 - a.beta2) * gradient * gradient;
            largest[i] = Math.max(largest[i], v[i]);
            double second = a.amsgrad ? largest[i] : v[i];
            p[i] -= a.rate / correction1 * m[i] / (Math.sqrt(second) / Math.sqrt(correction2) + a.epsilon);
        }
    }

    private void sgd(Sgd s, String name, double[] p, double[] g) {
        double[] buffer = remembered(name + " buffer", p.length);
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i] + s.decay * p[i];
            double direction = gradient;
            if (s.momentum != 0) {
                buffer[i] = steps == 1 ? gradient : s.momentum * buffer[i] + (1 - s.dampening) * gradient;
                direction = s.nesterov ? gradient + s.momentum * buffer[i] : buffer[i];
            }
            p[i] -= s.rate * direction;
        }
    }

    private double[] remembered(String key, int size) {
        return memory.computeIfAbsent(key, ignored -> new double[size]);
    }
}
