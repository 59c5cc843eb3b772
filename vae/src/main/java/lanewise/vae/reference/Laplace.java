package lanewise.vae.reference;

import java.util.List;

/// m = location, s = log of the scale b: -log p = |x - m| exp(-s) + s + log 2; d/dm = -sign(x - m) exp(-s), 0 at x = m;
/// d/ds = 1 - |x - m| exp(-s).
public record Laplace() implements PerValueLikelihood {

    @Override
    public String label() {
        return "laplace";
    }

    @Override
    public List<String> layers() {
        return List.of("out", "logscale");
    }

    @Override
    public List<String> outputs() {
        return List.of("xloc", "xlogscale");
    }

    @Override
    public String formula() {
        return "|x-xloc|*exp(-xlogscale) + xlogscale + log(2)";
    }

    @Override
    public List<String> data() {
        return List.of("real", "soft", "binary");
    }

    @Override
    public double nll(double x, double a, double b) {
        return Math.abs(x - a) * StrictMath.exp(-b) + b + StrictMath.log(2);
    }

    @Override
    public double derivative(int head, double x, double a, double b) {
        double e = StrictMath.exp(-b);
        return head == 0 ? -Math.signum(x - a) * e : 1 - Math.abs(x - a) * e;
    }
}
