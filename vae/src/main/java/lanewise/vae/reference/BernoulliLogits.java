package lanewise.vae.reference;

import java.util.List;

/// x in [0, 1], l = logit: -log p = max(l, 0) - l x + log(1 + exp(-|l|)); d/dl = sigmoid(l) - x.
public record BernoulliLogits() implements PerValueLikelihood {
    @Override
    public String label() {
        return "bernoulli_logits";
    }

    @Override
    public String formula() {
        return "max(l,0) - l*x + log(1+exp(-|l|)), l = logits";
    }

    @Override
    public List<String> data() {
        return List.of("binary", "soft");
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
