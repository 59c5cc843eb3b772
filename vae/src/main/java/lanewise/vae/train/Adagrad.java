package lanewise.vae.train;

import java.util.List;

import lanewise.vae.check.Require;

/// The gradient over the root of the sum of its squares:
/// ```
/// g += weightDecay*p;  s += g^2;  p -= learningRate / (1 + (t-1)*rateDecay) * g / (sqrt(s) + epsilon)
/// ```
/// Source: Duchi, Hazan and Singer, 2011, eq. 1 with a diagonal matrix.
///
/// @param learningRate above 0
/// @param rateDecay how the learning rate falls with the steps, at least 0
/// @param epsilon at least 2^-126
/// @param initialSum where s starts, 0 or at least 2^-126
/// @param weightDecay factor of the L2 penalty's gradient, at least 0
public record Adagrad(double learningRate, double rateDecay, double epsilon, double initialSum, double weightDecay)
        implements Optimizer {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException if one is outside its range
    public Adagrad {
        AdamRule.check(learningRate, 0, 0, epsilon, weightDecay);
        Require.notNegative("rateDecay", rateDecay);
        Check.moment("initialSum", initialSum);
    }

    /// 0.01, 1e-10, sums that start at 0, no decay of any kind.
    public Adagrad() {
        this(1e-2, 0, 1e-10, 0, 0);
    }

    @Override
    public List<String> moments() {
        return List.of("sum");
    }

    @Override
    public double start(String moment) {
        return initialSum;
    }

    @Override
    public Rule rule() {
        return new RootRule(epsilon, weightDecay, 1, 1, 0) {
            @Override
            double rate(long step) {
                return learningRate / (1 + (step - 1) * rateDecay);
            }
        };
    }
}
