package lanewise.vae.reference;

import java.util.List;

/// x in [0, 1], l = logit: -log p = A(l) - l x, A(l) = log((exp(l) - 1) / l), A(0) = 0; d/dl = A'(l) - x
/// (Loaiza-Ganem & Cunningham 2019, equations 4 to 9, in the natural parameter l = log(lambda / (1 - lambda)), in which
/// the normalising constant has no singularity).
///
/// A(l) = l/2 + sum B_2k l^2k / (2k (2k)!) with Bernoulli's numbers B_2k, used below 1/2 in magnitude, where the closed
/// form is a difference of nearly equal numbers.
public record ContinuousBernoulli() implements PerValueLikelihood {
    /// B_2k / (2k)!, k = 1, 2, ...
    private static final double[] SERIES = {1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160,
            -691.0 / 1307674368000.0, 1.0 / 74724249600.0};

    @Override
    public String label() {
        return "continuous_bernoulli";
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
    public String formula() {
        return "log((exp(l)-1)/l) - l*x, l = logits";
    }

    @Override
    public List<String> data() {
        return List.of("soft", "binary");
    }

    @Override
    public double nll(double x, double a, double b) {
        return logNormaliser(a) - a * x;
    }

    @Override
    public double derivative(int head, double x, double a, double b) {
        return mean(a) - x;
    }

    private static double logNormaliser(double l) {
        double size = Math.abs(l);
        if (size >= 0.5) {
            return Math.max(l, 0) + StrictMath.log1p(-StrictMath.exp(-size)) - StrictMath.log(size);
        }
        double sum = 0;
        double power = 1;
        for (int k = 1; k <= SERIES.length; k++) {
            power *= l * l;
            sum += SERIES[k - 1] * power / (2 * k);
        }
        return l / 2 + sum;
    }

    /// A'(l) = 1/(1 - exp(-l)) - 1/l, the mean of x.
    private static double mean(double l) {
        if (Math.abs(l) >= 0.5) {
            return -1 / StrictMath.expm1(-l) - 1 / l;
        }
        double sum = 0;
        double power = l;
        for (double coefficient : SERIES) {
            sum += coefficient * power;
            power *= l * l;
        }
        return 0.5 + sum;
    }
}
