package lanewise.vae.train;

import java.util.List;

import lanewise.vae.check.Require;

/// The gradient over the root of its running mean square:
/// ```
/// g += weightDecay*p;  v = decay*v + (1-decay)*g^2;  d = g / (sqrt(v) + epsilon);  b = momentum*b + d
/// p -= learningRate * (momentum == 0 ? d : b)
/// ```
/// Source: Tieleman and Hinton, 2012, lecture 6.5, in the form with the momentum after the division.
///
/// @param learningRate above 0
/// @param decay of the mean square, 0 to below 1
/// @param epsilon at least 2^-126
/// @param momentum 0 to below 1; 0 keeps no buffer
/// @param weightDecay factor of the L2 penalty's gradient, at least 0
public record Rmsprop(double learningRate, double decay, double epsilon, double momentum, double weightDecay)
        implements Optimizer {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException if one is outside its range
    public Rmsprop {
        AdamRule.check(learningRate, 0, 0, epsilon, weightDecay);
        Require.belowOne("decay", decay);
        Require.belowOne("momentum", momentum);
    }

    /// 0.01, 0.99, 1e-8, no momentum, no weight decay.
    public Rmsprop() {
        this(1e-2, 0.99, 1e-8, 0, 0);
    }

    @Override
    public List<String> moments() {
        return momentum == 0 ? List.of("v") : List.of("v", "momentum");
    }

    @Override
    public Rule rule() {
        return new RootRule(epsilon, weightDecay, decay, 1 - decay, momentum) {
            @Override
            double rate(long step) {
                return learningRate;
            }
        };
    }
}
