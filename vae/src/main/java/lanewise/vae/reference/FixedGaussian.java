package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.List;

/// m = mean: -log p = ((x - m)^2 / sigma^2 + log(2 pi) + log sigma^2) / 2; d/dm = (m - x) / sigma^2.
///
/// @param variance sigma^2, positive and finite
public record FixedGaussian(double variance) implements PerValueLikelihood {
    /// Checks the variance.
    public FixedGaussian {
        if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("variance: " + variance + ", expected a positive finite number");
        }
    }

    @Override
    public String label() {
        return "gaussian_fixed";
    }

    @Override
    public String text() {
        return label() + ":variance=" + variance;
    }

    @Override
    public String formula() {
        return "0.5*((x-xmean)^2/sigma2 + log(2*pi) + log(sigma2))";
    }

    @Override
    public List<String> data() {
        return List.of("real", "soft", "binary");
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
