package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.List;

/// m = mean, v = log-variance: -log p = ((x - m)^2 exp(-v) + v + log(2 pi)) / 2; d/dm = (m - x) exp(-v),
/// d/dv = (1 - (x - m)^2 exp(-v)) / 2.
public record LearnedGaussian() implements PerValueLikelihood {
    @Override
    public String label() {
        return "gaussian_learned";
    }

    @Override
    public String formula() {
        return "0.5*((x-xmean)^2*exp(-xlogvar) + xlogvar + log(2*pi))";
    }

    @Override
    public List<String> data() {
        return List.of("real", "soft", "binary");
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
