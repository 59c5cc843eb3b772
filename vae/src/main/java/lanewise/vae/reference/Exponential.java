package lanewise.vae.reference;

import java.util.List;

/// x from 0 up, a = log of the rate: -log p = x exp(a) - a; d/da = x exp(a) - 1.
public record Exponential() implements PerValueLikelihood {

    @Override
    public String label() {
        return "exponential";
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
        return "x*exp(xlograte) - xlograte";
    }

    @Override
    public List<String> data() {
        return List.of("positive", "count", "soft", "binary");
    }

    @Override
    public double nll(double x, double a, double b) {
        return x * StrictMath.exp(a) - a;
    }

    @Override
    public double derivative(int head, double x, double a, double b) {
        return x * StrictMath.exp(a) - 1;
    }
}
