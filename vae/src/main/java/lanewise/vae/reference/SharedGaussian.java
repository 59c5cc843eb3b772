package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.List;

/// m = mean, v = log-variance, a parameter that no row changes, one for all columns or one for each: -log p and its
/// derivatives as [LearnedGaussian]; the derivative of a shared v is the sum over its columns.
///
/// @param columnwise whether each column has a v of its own
public record SharedGaussian(boolean columnwise) implements PerValueLikelihood {

    @Override
    public String label() {
        return "gaussian_shared";
    }

    @Override
    public String text() {
        return label() + ":columnwise=" + columnwise;
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
    public List<Head> heads(int width) {
        return List.of(new Head("out", "xmean", width, true),
                new Head("logvar", "xlogvar", columnwise ? width : 1, false));
    }

    @Override
    public String formula() {
        return "0.5*((x-xmean)^2*exp(-xlogvar) + xlogvar + log(2*pi)), xlogvar = dec.logvar.bias";
    }

    @Override
    public List<String> data() {
        return List.of("real", "soft", "binary");
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
