package lanewise.vae.reference;

import java.util.List;

/// m = location, s = log of the scale, u = (x - m) exp(-s), nu degrees of freedom:
/// -log p = log Gamma(nu/2) - log Gamma((nu+1)/2) + log(nu pi)/2 + s + (nu+1)/2 log(1 + u^2/nu);
/// d/dm = -(nu+1) u exp(-s) / (nu + u^2), d/ds = 1 - (nu+1) u^2 / (nu + u^2).
///
/// @param nu degrees of freedom, positive and finite
public record StudentT(double nu) implements PerValueLikelihood {

    /// Checks the degrees of freedom.
    public StudentT {
        if (!(nu > 0 && nu < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("nu: " + nu + ", expected a positive finite number");
        }
    }

    @Override
    public String label() {
        return "student_t";
    }

    @Override
    public String text() {
        return label() + ":degrees=" + nu;
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
        return "lgamma(nu/2) - lgamma((nu+1)/2) + 0.5*log(nu*pi) + xlogscale + (nu+1)/2*log(1 +"
            + " ((x-xloc)*exp(-xlogscale))^2/nu)";
    }

    @Override
    public List<String> data() {
        return List.of("real", "soft", "binary");
    }

    @Override
    public double nll(double x, double a, double b) {
        double u = (x - a) * StrictMath.exp(-b);
        return SpecialFunctions.logGamma(nu / 2) - SpecialFunctions.logGamma((nu + 1) / 2)
            + 0.5 * StrictMath.log(nu * Math.PI) + b + (nu + 1) / 2 * StrictMath.log1p(u * u / nu);
    }

    @Override
    public double derivative(int head, double x, double a, double b) {
        double e = StrictMath.exp(-b);
        double u = (x - a) * e;
        return head == 0 ? -(nu + 1) * u * e / (nu + u * u) : 1 - (nu + 1) * u * u / (nu + u * u);
    }
}
