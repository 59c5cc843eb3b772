package lanewise.vae.reference;

import java.util.List;

/// x = 0, 1, 2, ..., a = log of the mean, b = log of r, variance mean + mean^2/r, L(t) = log(1 + exp(t)),
/// psi = digamma: -log p = log x! + log Gamma(r) - log Gamma(x + r) + r L(a - b) + x L(b - a);
/// d/da = r sigmoid(a - b) - x sigmoid(b - a), d/db = r (psi(r) - psi(x + r) + L(a - b)) - r
/// sigmoid(a - b) + x sigmoid(b - a).
public record NegativeBinomial() implements PerValueLikelihood {

    @Override
    public String label() {
        return "negative_binomial";
    }

    @Override
    public List<String> layers() {
        return List.of("out", "logr");
    }

    @Override
    public List<String> outputs() {
        return List.of("xlogmean", "xlogr");
    }

    @Override
    public String formula() {
        return "lgamma(x+1) + lgamma(r) - lgamma(x+r) + r*log(1+exp(xlogmean-xlogr)) + x*log(1+exp(xlogr-xlogmean)), r"
            + " = exp(xlogr)";
    }

    @Override
    public List<String> data() {
        return List.of("count", "binary");
    }

    @Override
    public double nll(double x, double a, double b) {
        double r = StrictMath.exp(b);
        return SpecialFunctions.logGamma(x + 1) + SpecialFunctions.logGamma(r) - SpecialFunctions.logGamma(x + r)
            + r * SpecialFunctions.logOnePlusExp(a - b) + x * SpecialFunctions.logOnePlusExp(b - a);
    }

    @Override
    public double derivative(int head, double x, double a, double b) {
        double r = StrictMath.exp(b);
        double first = r * SpecialFunctions.sigmoid(a - b) - x * SpecialFunctions.sigmoid(b - a);
        return head == 0 ? first : r * (SpecialFunctions.digamma(r) - SpecialFunctions.digamma(x + r)
            + SpecialFunctions.logOnePlusExp(a - b)) - first;
    }
}
