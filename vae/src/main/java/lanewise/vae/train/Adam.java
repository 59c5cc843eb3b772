package lanewise.vae.train;

import java.util.List;

/// Adam with the weight decay inside the gradient:
/// ```
/// g += weightDecay*p;  m = b1*m + (1-b1)*g;  v = b2*v + (1-b2)*g^2;  w = amsgrad ? max(w, v) : v
/// p -= learningRate/(1-b1^t) * m / (sqrt(w)/sqrt(1-b2^t) + epsilon)
/// ```
/// m starts at 0, v at `initialSecondMoment`: where that is 1, the first steps are small, v forgetting its start within
/// some 1/(1-b2) steps. Source: Kingma and Ba, 2015, algorithm 1; AMSGrad: Reddi, Kale and Kumar, 2018, algorithm 2.
///
/// @param learningRate above 0
/// @param beta1 decay of the first moment, 0 to below 1
/// @param beta2 decay of the second moment, 0 to below 1
/// @param epsilon at least 2^-126
/// @param weightDecay factor of the L2 penalty's gradient, at least 0
/// @param amsgrad whether the largest second moment seen so far divides
/// @param initialSecondMoment where v starts, 0 or at least 2^-126
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad,
        double initialSecondMoment) implements Optimizer {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException if one is outside its range
    public Adam {
        AdamRule.check(learningRate, beta1, beta2, epsilon, weightDecay);
        Check.moment("initialSecondMoment", initialSecondMoment);
    }

    /// The paper's constants: 0.001, 0.9, 0.999, 1e-8; no weight decay.
    public Adam() {
        this(1e-3);
    }

    /// The paper's constants with another learning rate.
    ///
    /// @param learningRate above 0
    public Adam(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 0, false);
    }

    /// Second moments that start at 0.
    ///
    /// @param learningRate above 0
    /// @param beta1 decay of the first moment, 0 to below 1
    /// @param beta2 decay of the second moment, 0 to below 1
    /// @param epsilon at least 2^-126
    /// @param weightDecay factor of the L2 penalty's gradient, at least 0
    /// @param amsgrad whether the largest second moment seen so far divides
    public Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad) {
        this(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, 0);
    }

    @Override
    public List<String> moments() {
        return AdamRule.moments(amsgrad);
    }

    @Override
    public double start(String moment) {
        return moment.equals("v") ? initialSecondMoment : 0;
    }

    @Override
    public Rule rule() {
        return new AdamRule(learningRate, beta1, beta2, epsilon, weightDecay, 0, amsgrad);
    }
}
