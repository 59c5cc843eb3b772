package lanewise.vae.train;

import java.util.List;

import lanewise.vae.check.Require;

/// Stochastic gradient descent with momentum:
/// ```
/// g += weightDecay*p;  b = t == 1 ? g : momentum*b + (1-dampening)*g
/// d = momentum == 0 ? g : nesterov ? g + momentum*b : b;  p -= learningRate*d
/// ```
/// Source: Sutskever, Martens, Dahl and Hinton, 2013, section 2, in the form that scales the step, not the buffer, by
/// the learning rate.
///
/// @param learningRate above 0
/// @param momentum 0 to below 1; 0 keeps no moment
/// @param dampening 0 to below 1
/// @param nesterov whether the gradient is looked up ahead; needs a momentum and no dampening
/// @param weightDecay factor of the L2 penalty's gradient, at least 0
public record Sgd(double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay)
        implements Optimizer {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException if one is outside its range
    public Sgd {
        Require.positive("learningRate", learningRate);
        Require.belowOne("momentum", momentum);
        Require.belowOne("dampening", dampening);
        Require.notNegative("weightDecay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("nesterov: momentum " + momentum + " and dampening " + dampening
                    + ", expected a momentum above 0 and no dampening");
        }
    }

    /// 0.01, momentum 0.9.
    public Sgd() {
        this(1e-2, 0.9);
    }

    /// Plain momentum.
    ///
    /// @param learningRate above 0
    /// @param momentum 0 to below 1
    public Sgd(double learningRate, double momentum) {
        this(learningRate, momentum, 0, false, 0);
    }

    @Override
    public List<String> moments() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public Rule rule() {
        return new SgdRule(this);
    }
}
