package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.List;

/// A negative log-likelihood of one observed value, given the unconstrained decoder outputs of its column, and its derivatives. Nats, constants kept.
///
/// A likelihood has one or two heads: linear layers on the last hidden layer of the decoder, each as wide as the data. Head 0 is the layer `dec.out`,
/// head 1 the layer `dec.logvar`.
public sealed interface ReferenceLikelihood {

    /// The name used in files.
    /// @return `bernoulli_logits`, `gaussian_fixed` or `gaussian_learned`
    String label();

    /// Names of the head layers, without the prefix `dec.`.
    /// @return one or two names
    List<String> layers();

    /// Names of what the heads give, without the prefix `out.`.
    /// @return as many names as there are [#layers]
    List<String> outputs();

    /// -log p of one feature as a formula, in the names of the fixture files.
    /// @return the right-hand side, such as `0.5*((x-xmean)^2/sigma2 + log(2*pi*sigma2))`
    String formula();

    /// -log p(x | a, b).
    ///
    /// @param x the observed value
    /// @param a output of head 0
    /// @param b output of head 1; ignored if there is one head
    /// @return nats
    double nll(double x, double a, double b);

    /// The derivative of [#nll] with respect to the output of one head.
    ///
    /// @param head 0 or 1
    /// @param x the observed value
    /// @param a output of head 0
    /// @param b output of head 1; ignored if there is one head
    /// @return the derivative
    double derivative(int head, double x, double a, double b);

    /// All labels.
    ///
    /// @return the names used in files
    static List<String> labels() {
        return List.of("bernoulli_logits", "gaussian_fixed", "gaussian_learned");
    }

    /// The likelihood of that [#label].
    ///
    /// @param label its name in files
    /// @param variance the variance, used by `gaussian_fixed` alone
    /// @return the likelihood
    /// @throws IllegalArgumentException if there is none, or the variance is not positive and finite where it is used
    static ReferenceLikelihood labelled(String label, double variance) {
        return switch (label) {
            case "bernoulli_logits" -> new BernoulliLogits();
            case "gaussian_fixed" -> new GaussianFixed(variance);
            case "gaussian_learned" -> new GaussianLearned();
            default -> throw new IllegalArgumentException(
                "likelihood: " + label + ", expected bernoulli_logits, gaussian_fixed or gaussian_learned");
        };
    }

    /// x in [0, 1], l = logit: -log p = max(l, 0) - l x + log(1 + exp(-|l|)); d/dl = sigmoid(l) - x.
    record BernoulliLogits() implements ReferenceLikelihood {
        @Override
        public String label() {
            return "bernoulli_logits";
        }

        @Override
        public String formula() {
            return "max(l,0) - l*x + log(1+exp(-|l|)), l = logits";
        }

        @Override
        public List<String> layers() {
            return List.of("out");
        }

        @Override
        public List<String> outputs() {
            return List.of("logits");
        }

        @Override
        public double nll(double x, double a, double b) {
            return Math.max(a, 0) - a * x + StrictMath.log1p(StrictMath.exp(-Math.abs(a)));
        }

        @Override
        public double derivative(int head, double x, double a, double b) {
            // (1-x) s(l) - x s(-l): equal to s(l) - x, without its cancellation where x is 1 and l large
            return (1 - x) * SpecialFunctions.sigmoid(a) - x * SpecialFunctions.sigmoid(-a);
        }
    }

    /// m = mean: -log p = ((x - m)^2 / sigma^2 + log(2 pi) + log sigma^2) / 2; d/dm = (m - x) / sigma^2.
    ///
    /// @param variance sigma^2, positive and finite
    record GaussianFixed(double variance) implements ReferenceLikelihood {
        /// Checks the variance.
        public GaussianFixed {
            if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("variance: " + variance + ", expected a positive finite number");
            }
        }

        @Override
        public String label() {
            return "gaussian_fixed";
        }

        @Override
        public String formula() {
            return "0.5*((x-xmean)^2/sigma2 + log(2*pi) + log(sigma2))";
        }

        @Override
        public List<String> layers() {
            return List.of("out");
        }

        @Override
        public List<String> outputs() {
            return List.of("xmean");
        }

        @Override
        public double nll(double x, double a, double b) {
            return 0.5 * ((x - a) * (x - a) / variance + LOG_2PI + StrictMath.log(variance));
        }

        @Override
        public double derivative(int head, double x, double a, double b) {
            return (a - x) / variance;
        }
    }

    /// m = mean, v = log-variance: -log p = ((x - m)^2 exp(-v) + v + log(2 pi)) / 2; d/dm = (m - x) exp(-v), d/dv = (1 - (x - m)^2 exp(-v)) / 2.
    record GaussianLearned() implements ReferenceLikelihood {
        @Override
        public String label() {
            return "gaussian_learned";
        }

        @Override
        public String formula() {
            return "0.5*((x-xmean)^2*exp(-xlogvar) + xlogvar + log(2*pi))";
        }

        @Override
        public List<String> layers() {
            return List.of("out", "logvar");
        }

        @Override
        public List<String> outputs() {
            return List.of("xmean", "xlogvar");
        }

        @Override
        public double nll(double x, double a, double b) {
            return 0.5 * ((x - a) * (x - a) * StrictMath.exp(-b) + b + LOG_2PI);
        }

        @Override
        public double derivative(int head, double x, double a, double b) {
            return head == 0 ? (a - x) * StrictMath.exp(-b) : 0.5 - 0.5 * (x - a) * (x - a) * StrictMath.exp(-b);
        }
    }
}
