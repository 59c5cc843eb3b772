package lanewise.vae.reference;

import java.util.List;

/// x = 0, 1, 2, ..., a = log of the rate: -log p = exp(a) - x a + log x!; d/da = exp(a) - x.
public record Poisson() implements PerValueLikelihood {

    @Override
    public String label() {
        return "poisson";
    }

    @Override
    public List<String> layers() {
        return List.of("out");
    }

    @Override
    public List<String> outputs() {
        return List.of("xlograte");
    }

    @Override
    public String formula() {
        return "exp(xlograte) - x*xlograte + lgamma(x+1)";
    }

    @Override
    public List<String> data() {
        return List.of("count", "binary");
    }

    @Override
    public double nll(double x, double a, double b) {
        return StrictMath.exp(a) - x * a + SpecialFunctions.logGamma(x + 1);
    }

    @Override
    public double derivative(int head, double x, double a, double b) {
        return StrictMath.exp(a) - x;
    }
}
