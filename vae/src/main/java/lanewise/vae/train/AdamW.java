package lanewise.vae.train;

import java.util.List;

/// Adam with the weight decay outside the gradient: `p *= 1 - learningRate*weightDecay` with the learning rate of the
/// step, then as [Adam] without decay.
///
/// Source: Loshchilov and Hutter, 2019, algorithm 2, with the decay scaled by the learning rate.
///
/// @param learningRate above 0
/// @param beta1 decay of the first moment, 0 to below 1
/// @param beta2 decay of the second moment, 0 to below 1
/// @param epsilon at least 2^-126
/// @param weightDecay at least 0, below 1 / learningRate
/// @param amsgrad whether the largest second moment seen so far divides
public record AdamW(double learningRate, double beta1, double beta2, double epsilon,
        double weightDecay, boolean amsgrad)
        implements Optimizer {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException if one is outside its range
    public AdamW {
        AdamRule.check(learningRate, beta1, beta2, epsilon, weightDecay);
        if (learningRate * weightDecay >= 1) {
            throw new IllegalArgumentException("weightDecay: " + weightDecay + ", expected below 1 / learningRate = "
                    + 1 / learningRate);
        }
    }

    /// 0.001, 0.9, 0.999, 1e-8, weight decay 0.01.
    public AdamW() {
        this(1e-3, 1e-2);
    }

    /// The usual constants with another learning rate and weight decay.
    ///
    /// @param learningRate above 0
    /// @param weightDecay at least 0, below 1 / learningRate
    public AdamW(double learningRate, double weightDecay) {
        this(learningRate, 0.9, 0.999, 1e-8, weightDecay, false);
    }

    @Override
    public List<String> moments() {
        return AdamRule.moments(amsgrad);
    }

    @Override
    public Rule rule() {
        return new AdamRule(learningRate, beta1, beta2, epsilon, 0, learningRate * weightDecay, amsgrad);
    }
}
